package wales.rhannu.starter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class SweepsTests {

    private final List<String> handled = new ArrayList<>();

    @Test
    void oneThatFailsKeepsNoOtherWaiting() {
        Sweeps.each(
                "letters",
                List.of("a", "b", "c"),
                letter -> {
                    if (letter.equals("b")) {
                        throw new IllegalStateException("of b alone");
                    }
                    handled.add(letter);
                },
                () -> {});
        assertThat(handled).containsExactly("a", "c");
    }

    @Test
    void whileTheDatabaseIsAwayNoneIsTried() {
        assertThatThrownBy(() -> Sweeps.each(
                        "letters",
                        List.of("a", "b"),
                        letter -> {
                            handled.add(letter);
                            throw new DataAccessResourceFailureException("away", new MongoTimeoutException("away"));
                        },
                        () -> {}))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(handled).containsExactly("a");
    }
}
