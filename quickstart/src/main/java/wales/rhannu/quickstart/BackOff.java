package wales.rhannu.quickstart;

import java.time.Duration;

/** How long to wait before restarting a process that died: longer each time, but short again after one that ran for a while. */
class BackOff {

    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration A_WHILE = Duration.ofSeconds(30);

    private Duration next = SHORTEST;

    Duration afterLiving(Duration life) {
        if (life.compareTo(A_WHILE) >= 0) {
            next = SHORTEST;
        }
        Duration delay = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return delay;
    }
}
