package wales.rhannu.events.registration;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import wales.rhannu.starter.aggregate.DomainException;

/** Retries a write that conflicts with concurrent ones, for up to half a minute. */
final class ConflictRetry {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> CLASHES = Set.of("arrival-taken", "place-taken", "already-exists");

    private final long until = System.nanoTime() + PATIENCE.toNanos();

    /** What the first try gives that is not empty. */
    <T> T untilPresent(Supplier<Optional<T>> tryOnce) {
        while (true) {
            Optional<T> tried = tryOnce.get();
            if (tried.isPresent()) {
                return tried.get();
            }
            pause();
        }
    }

    /**
     * Waits a moment before the next try.
     *
     * @throws DomainException unavailable, when it has been tried for long enough
     */
    void pause() {
        if (System.nanoTime() > until) {
            throw DomainException.unavailable("too-many-registering", Duration.ofSeconds(1));
        }
        LockSupport.parkNanos(
                TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(200, 5_000)));
    }

    /** Empty where another came first: look again. */
    static <T> Optional<T> unlessClash(Supplier<T> write) {
        try {
            return Optional.of(write.get());
        } catch (DomainException refusal) {
            if (isClash(refusal)) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    /** Whether somebody wrote the same document, or took the same arrival or place, at the same time. */
    static boolean isClash(DomainException refusal) {
        return refusal.kind() == DomainException.Kind.PRECONDITION_FAILED || CLASHES.contains(refusal.code());
    }
}
