package wales.rhannu.membership.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.MutableClock;

/** How long a session lasts. */
class SessionsIT extends Membership {

    private static final Instant MORNING = Instant.parse("2026-01-05T08:00:00Z");
    private static final Duration IDLE = Duration.ofHours(4);
    private static final Duration LONGEST = Duration.ofHours(12);

    @Autowired
    private MongoClient client;

    private final MutableClock clock = new MutableClock(MORNING);
    private MongoTemplate mongo;
    private Sessions sessions;

    @BeforeEach
    void begin() {
        mongo = new MongoTemplate(
                client, "sessions-" + UUID.randomUUID().toString().substring(0, 8));
        sessions = new Sessions(mongo, clock, new SessionSettings(IDLE, LONGEST));
        sessions.begin("s", "m", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "b");
    }

    @AfterEach
    void drop() {
        mongo.getDb().drop();
    }

    @Test
    void oneThatNobodyUsesEndsAfterFourHours() {
        clock.now = MORNING.plus(IDLE).minusSeconds(1);
        assertThat(sessions.find("s")).isPresent();
        clock.now = MORNING.plus(IDLE);
        assertThat(sessions.find("s")).isEmpty();
        assertThat(sessions.use("s")).isEmpty();
        assertThat(sessions.ofMember("m", null, 10)).isEmpty();
    }

    @Test
    void oneThatIsUsedLastsAWorkingDayAndNoLonger() {
        Instant end = MORNING.plus(LONGEST);
        for (clock.now = MORNING; clock.now.isBefore(end); clock.now = clock.now.plus(Duration.ofHours(1))) {
            assertThat(sessions.use("s")).as("at %s", clock.now).hasValueSatisfying(it -> assertThat(it.endsAt())
                    .isEqualTo(end));
        }
        assertThat(sessions.use("s")).isEmpty();
    }

    @Test
    void usingItWithAClockThatIsBehindTakesNothingBack() {
        clock.now = MORNING.plus(Duration.ofHours(3));
        assertThat(sessions.use("s")).isPresent();
        clock.now = MORNING.plus(Duration.ofHours(2));
        assertThat(sessions.use("s")).isPresent();
        clock.now = MORNING.plus(Duration.ofHours(7)).minusSeconds(1);
        assertThat(sessions.find("s")).isPresent();
    }

    @Test
    void oneThatSomebodyEndsIsNotUsedAgain() {
        sessions.markEnding("s");
        assertThat(sessions.use("s")).isEmpty();
        assertThat(sessions.halfEnded()).isEmpty();
        clock.now = MORNING.plus(Duration.ofMinutes(2));
        assertThat(sessions.halfEnded()).extracting(Session::id).containsExactly("s");
        sessions.remove("s");
        assertThat(sessions.use("s")).isEmpty();
        assertThat(sessions.allOf("m")).isEmpty();
    }

    @Test
    void aMemberHasThoseOfAllBrowsersPageByPage() {
        sessions.begin("t", "m", "curl/8.0", "c");
        sessions.begin("u", "other", null, "d");
        assertThat(sessions.ofMember("m", null, 1)).extracting(Session::browser).containsExactly("Firefox");
        assertThat(sessions.ofMember("m", "s", 5)).extracting(Session::id).containsExactly("t");
        assertThat(sessions.ofMember("m", "s", 5).get(0).browser()).isNull();
        for (int i = 0; i < 9; i++) {
            sessions.begin("s" + i, "m", null, "e");
        }
        sessions.markEnding("s0");
        assertThat(sessions.ofMember("m", "s", 2))
                .as("one that is being ended takes no place of a page")
                .extracting(Session::id)
                .containsExactly("s1", "s2");
    }
}
