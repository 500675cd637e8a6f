package wales.rhannu.endtoend;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.PlatformTopic;
import wales.rhannu.testplatform.WriteLoad;

/** Two instances of a service, of which one relays and is paused. */
class RelayTakeoverIT {

    private static final String SERVICE = "casestudy-service";

    private final Platform platform = SharedPlatform.running();
    private final Invariants promises = new Invariants(platform);

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
        Invariants.sequencesRise(platform.topic(Invariants.PUBLIC).read(), Invariants.Repeats.NONE);
        Invariants.sequencesRise(platform.topic(Invariants.INTERNAL).read(), Invariants.Repeats.NONE);
    }

    private void replace(ProcessHandle relaying, Author there, Author elsewhere, String id, String round) {
        try (WriteLoad busy = WriteLoad.begin(there, "busy-" + round, 2, false)) {
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
                    PlatformTopic.Event last =
                            platform.topic(Invariants.PUBLIC).latest().get(id);
                    return last != null && title.equals(Invariants.title(last.state()));
                });
    }
}
