package wales.rhannu.partner.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;

/** How many may be here at the same time: all together, and of one client. */
@Component
class Places {

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final int perClient;
    private final Semaphore subscribers;
    private final Semaphore pages;
    private final Streams streams;
    private final MeterRegistry meters;
    private final ConcurrentHashMap<String, Integer> byClient = new ConcurrentHashMap<>();

    Places(StreamSettings settings, Streams streams, MeterRegistry meters) {
        this.streams = streams;
        this.perClient = settings.perClient();
        this.subscribers = new Semaphore(settings.subscribers());
        this.pages = new Semaphore(settings.pages());
        this.meters = meters;
        meters.gauge("rhannu.stream.places", Tags.of("state", "free"), subscribers, Semaphore::availablePermits);
        meters.gauge(
                "rhannu.stream.places",
                Tags.of("state", "taken"),
                subscribers,
                free -> settings.subscribers() - free.availablePermits());
        for (String why : new String[] {"subscribers", "pages", "client"}) {
            refused(why, 0);
        }
    }

    private void refused(String why, int times) {
        meters.counter("rhannu.stream.refused", "why", why).increment(times);
    }

    /** What one request has of it; whoever has one gives it back once, at its end. */
    final class Place {

        private final String client;
        private final Semaphore of;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(String client, Semaphore of) {
            this.client = client;
            this.of = of;
        }

        /** Gives it back; a second time does nothing. */
        void leave() {
            if (left.compareAndSet(false, true)) {
                oneLess(client);
                of.release();
            }
        }
    }

    /** A place for a connection or a page that waits. */
    Place subscriber(String client) {
        return take(
                client,
                subscribers,
                "subscribers",
                "too-many-subscribers",
                "All places for subscribers are taken: try again in a moment, or read pages without wait.");
    }

    /** A place for a page that does not wait. */
    Place page(String client) {
        return take(
                client,
                pages,
                "pages",
                "too-many-readers",
                "Too many read pages at the same time: try again in a moment.");
    }

    private Place take(String client, Semaphore of, String why, String code, String detail) {
        if (!tryTake(client, of) && !(of == subscribers && tryTakeOfThoseLeft(client))) {
            throw refusal(client, why, code, detail);
        }
        return new Place(client, of);
    }

    private boolean tryTakeOfThoseLeft(String client) {
        try {
            streams.endThoseLeft();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return tryTake(client, subscribers);
    }

    private boolean tryTake(String client, Semaphore of) {
        if (byClient.merge(client, 1, Integer::sum) <= perClient && of.tryAcquire()) {
            return true;
        }
        oneLess(client);
        return false;
    }

    private void oneLess(String client) {
        byClient.computeIfPresent(client, (unused, taken) -> taken == 1 ? null : taken - 1);
    }

    private DomainException refusal(String client, String why, String code, String detail) {
        if (byClient.getOrDefault(client, 0) < perClient) {
            refused(why, 1);
            return DomainException.unavailable(code, detail, AGAIN);
        }
        refused("client", 1);
        return DomainException.tooMany(
                "too-many-of-one-client",
                "You have " + perClient
                        + " connections and pages at the same time, which is as many as one client may"
                        + " have: end some, or try again in a moment.",
                AGAIN);
    }
}
