package wales.rhannu.partner.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;

/** Limits concurrent readers, in total and per client. */
@Component
class ConnectionPermits {

    private static final Duration AGAIN = Duration.ofSeconds(5);
    /** As the metric of refusals names it: the client has as many places as one client may have. */
    private static final String CLIENT = "client";

    private final int perClient;
    private final PermitKind subscribers;
    private final PermitKind pages;
    private final Streams streams;
    private final MeterRegistry meters;
    private final ConcurrentHashMap<String, Integer> byClient = new ConcurrentHashMap<>();

    ConnectionPermits(StreamSettings settings, Streams streams, MeterRegistry meters) {
        this.streams = streams;
        this.perClient = settings.perClient();
        this.subscribers = new PermitKind(
                "subscribers",
                new Semaphore(settings.subscribers()),
                () -> DomainException.unavailable("too-many-subscribers", AGAIN),
                true);
        this.pages = new PermitKind(
                "pages",
                new Semaphore(settings.pages()),
                () -> DomainException.unavailable("too-many-readers", AGAIN),
                false);
        this.meters = meters;
        Semaphore free = subscribers.free();
        meters.gauge("rhannu.stream.places", Tags.of("state", "free"), free, Semaphore::availablePermits);
        meters.gauge(
                "rhannu.stream.places",
                Tags.of("state", "taken"),
                free,
                it -> settings.subscribers() - it.availablePermits());
        for (String why : new String[] {subscribers.name(), pages.name(), CLIENT}) {
            refused(why, 0);
        }
    }

    /**
     * One kind of place, with the answer for those who find all of them taken.
     *
     * @param name as the metric of refusals names it
     * @param free the places that nobody has at the moment
     * @param code the code of the problem that says that all are taken
     * @param detail what that problem tells the client to do
     * @param leaversMakeRoom whether a reader who has left may still hold such a place, so that it is worth looking for
     *     them when all are taken
     */
    private record PermitKind(
            String name, Semaphore free, Supplier<DomainException> refusal, boolean leaversMakeRoom) {}

    private void refused(String why, int times) {
        meters.counter("rhannu.stream.refused", "why", why).increment(times);
    }

    /** The permit of one request, which must be closed at its end. */
    final class Permit {

        private final String client;
        private final PermitKind kind;
        private final AtomicBoolean left = new AtomicBoolean();

        private Permit(String client, PermitKind kind) {
            this.client = client;
            this.kind = kind;
        }

        /** Releases the permit; closing it again has no effect. */
        void leave() {
            if (left.compareAndSet(false, true)) {
                oneLess(client);
                kind.free().release();
            }
        }
    }

    /** A place for a connection or a page that waits. */
    Permit subscriber(String client) {
        return take(client, subscribers);
    }

    /** A place for a page that does not wait. */
    Permit page(String client) {
        return take(client, pages);
    }

    private Permit take(String client, PermitKind kind) {
        if (!tryTake(client, kind) && !(kind.leaversMakeRoom() && tryTakeFromLeavers(client, kind))) {
            throw refusal(client, kind);
        }
        return new Permit(client, kind);
    }

    private boolean tryTakeFromLeavers(String client, PermitKind kind) {
        try {
            streams.endThoseLeft();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return tryTake(client, kind);
    }

    private boolean tryTake(String client, PermitKind kind) {
        if (byClient.merge(client, 1, Integer::sum) <= perClient && kind.free().tryAcquire()) {
            return true;
        }
        oneLess(client);
        return false;
    }

    private void oneLess(String client) {
        byClient.computeIfPresent(client, (unused, taken) -> taken == 1 ? null : taken - 1);
    }

    private DomainException refusal(String client, PermitKind kind) {
        if (byClient.getOrDefault(client, 0) < perClient) {
            refused(kind.name(), 1);
            return kind.refusal().get();
        }
        refused(CLIENT, 1);
        return DomainException.tooMany("too-many-of-one-client", AGAIN, perClient);
    }
}
