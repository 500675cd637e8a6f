package wales.rhannu.gateway.operations;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a service tells operators of itself: only what the page shows, so services may add to it freely. */
final class Told {

    /** How an instance of it is doing. */
    record Status(
            @Nullable String version,
            @Nullable Instant startedAt,
            @Nullable Outbox outbox,
            @Nullable List<Reading> consumers,
            @Nullable Unresolved deadLetters) {

        public @Nullable Long pending() {
            return outbox == null ? null : outbox.pending();
        }

        public @Nullable Double oldestAgeSeconds() {
            return outbox == null ? null : outbox.oldestAgeSeconds();
        }

        public @Nullable Long unresolved() {
            return deadLetters == null ? null : deadLetters.unresolved();
        }

        public List<Reading> readings() {
            return consumers == null ? List.of() : consumers;
        }
    }

    /** What it wrote and did not publish yet. */
    record Outbox(@Nullable Long pending, @Nullable Double oldestAgeSeconds) {}

    /** How far a group is behind on a topic; absent while that is not known. */
    record Reading(String group, String topic, @Nullable Long lag) {}

    /** How many records wait for an operator. */
    record Unresolved(@Nullable Long unresolved) {}

    /** A record that it could not consume. */
    record DeadLetter(
            String id,
            String topic,
            @Nullable String group,
            @Nullable Integer partition,
            @Nullable Long offset,
            @Nullable String type,
            @Nullable String subject,
            @Nullable Instant failedAt,
            @Nullable String cause) {}

    /** The first of them, or the next. */
    record DeadLetters(List<DeadLetter> items, @Nullable String next) {}

    /** What it works on. */
    record Job(String kind, String state, @Nullable String name, int total, int done, @Nullable Instant requestedAt) {}

    /** Its jobs. */
    record Jobs(List<Job> items, @Nullable String next) {}

    /** Why it did not do what it was asked (RFC 9457). */
    record DomainException(@Nullable String type, @Nullable String title, @Nullable String detail) {}

    private Told() {}
}
