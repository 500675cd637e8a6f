package wales.rhannu.endtoend;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.Topic;
import wales.rhannu.testplatform.Writing;

/** Two instances of a service, of which one relays and is paused. */
class RelayTakeoverIT {

    private static final String SERVICE = "casestudy-service";

    private final Platform platform = OnePlatform.running();
    private final Promises promises = new Promises(platform);

    @Test
    void thePausedRelayIsReplacedAndChangesNothingWhenItIsBack() {
        ProcessHandle first = platform.process(SERVICE);
        String firstBase = "http://localhost:" + platform.port(SERVICE);
        try (Platform.Instance second = platform.secondInstance(SERVICE)) {
            Author atFirst = at(firstBase);
            Author atSecond = at(second.base());
            String id = atFirst.published("takeover 0");
            awaitOnTopic(id, "takeover 0");
            replace(first, atFirst, atSecond, id, "first");
            // now the second relays
            replace(second.process().toHandle(), atSecond, atFirst, id, "second");
        }
        promises.awaitRelayed();
        Promises.sequencesRise(platform.topic(Promises.PUBLIC).read(), Promises.Repeats.NONE);
        Promises.sequencesRise(platform.topic(Promises.INTERNAL).read(), Promises.Repeats.NONE);
    }

    private void replace(ProcessHandle relaying, Author there, Author elsewhere, String id, String round) {
        try (Writing busy = Writing.begin(there, "busy-" + round, 2, false)) {
            await().atMost(Duration.ofSeconds(180)).until(() -> busy.published() >= 5);
            there.retitle(id, "takeover " + round + " before").mustSucceed();
            platform.pause(relaying);
            try {
                elsewhere.retitle(id, "takeover " + round + " meanwhile").mustSucceed();
                awaitOnTopic(id, "takeover " + round + " meanwhile");
            } finally {
                platform.resume(relaying);
            }
            there.retitle(id, "takeover " + round + " after").mustSucceed();
        }
        promises.awaitRelayed();
        awaitOnTopic(id, "takeover " + round + " after");
    }

    private Author at(String base) {
        return new Author(platform.directly(base, "author"), platform.directly(base, "facilitator"));
    }

    private void awaitOnTopic(String id, String title) {
        await(title + " as the newest on the public topic")
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    Topic.Event last = platform.topic(Promises.PUBLIC).latest().get(id);
                    return last != null && title.equals(Promises.title(last.state()));
                });
    }
}
