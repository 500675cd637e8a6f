package wales.rhannu.engines;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a process whose start failed, because threads that it has started already would keep it alive. */
final class FailedStart {

    private static final Logger log = LoggerFactory.getLogger(FailedStart.class);

    private FailedStart() {}

    static void whenItFails(String what, Runnable start) {
        try {
            start.run();
        } catch (RuntimeException | Error e) {
            log.error("{} cannot start", what, e);
            Runtime.getRuntime().halt(1);
        }
    }
}
