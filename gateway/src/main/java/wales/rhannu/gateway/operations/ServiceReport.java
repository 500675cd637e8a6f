package wales.rhannu.gateway.operations;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a service's report that the operators' page shows; unknown members are ignored, so services may add some. */
final class ServiceReport {

    /** The state of an instance. */
    record Status(
            @Nullable String version,
            @Nullable Instant startedAt,
            @Nullable Outbox outbox,
            @Nullable List<ConsumerReport> consumers,
            @Nullable DeadLetterCount deadLetters) {

        public @Nullable Long pending() {
            return outbox == null ? null : outbox.pending();
        }

        public @Nullable Double oldestAgeSeconds() {
            return outbox == null ? null : outbox.oldestAgeSeconds();
        }

        public @Nullable Long unresolved() {
            return deadLetters == null ? null : deadLetters.unresolved();
        }

        public List<ConsumerReport> readings() {
            return consumers == null ? List.of() : consumers;
        }
    }

    /** The events that wait in the outbox. */
    record Outbox(@Nullable Long pending, @Nullable Double oldestAgeSeconds) {}

    /** The lag of a consumer group on a topic; absent while it is unknown. */
    record ConsumerReport(String group, String topic, @Nullable Long lag) {}

    /** How many records wait for an operator. */
    record DeadLetterCount(@Nullable Long unresolved) {}

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

    /** A page of dead letters. */
    record DeadLetters(List<DeadLetter> items, @Nullable String next) {}

    /** What it works on. */
    record Job(String kind, String state, @Nullable String name, int total, int done, @Nullable Instant requestedAt) {}

    /** Its jobs. */
    record Jobs(List<Job> items, @Nullable String next) {}

    /** The problem details of a refusal (RFC 9457). */
    record ProblemBody(@Nullable String type, @Nullable String title, @Nullable String detail) {}

    private ServiceReport() {}
}
