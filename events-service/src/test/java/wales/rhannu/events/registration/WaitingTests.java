package wales.rhannu.events.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class WaitingTests {

    private final List<String> lookedAfter = new ArrayList<>();

    @Test
    void oneMeetupThatFailsKeepsNoOtherWaiting() {
        Waiting.each(List.of("a", "b", "c"), meetup -> {
            if (meetup.equals("b")) {
                throw new IllegalStateException("of b alone");
            }
            lookedAfter.add(meetup);
        });
        assertThat(lookedAfter).containsExactly("a", "c");
    }

    @Test
    void whileTheDatabaseIsAwayNoneIsTried() {
        assertThatThrownBy(() -> Waiting.each(List.of("a", "b"), meetup -> {
                    lookedAfter.add(meetup);
                    throw new DataAccessResourceFailureException("away", new MongoTimeoutException("away"));
                }))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(lookedAfter).containsExactly("a");
    }
}
