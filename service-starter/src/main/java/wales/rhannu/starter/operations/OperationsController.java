package wales.rhannu.starter.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;

/** How an instance of a service is doing, in the figures of its metrics, and what its service is working on. */
@RestController
@RequestMapping("/api/v1/operations/${rhannu.service}")
class OperationsController {

    /** A figure is absent while it is unknown, for example because the broker does not answer. */
    record Status(
            String service,
            @Nullable String version,
            Instant startedAt,
            OutboxStatus outbox,
            List<ConsumerStatus> consumers,
            DeadLetterStatus deadLetters) {}

    /** The events that are not published yet. */
    record OutboxStatus(@Nullable Long pending, @Nullable Double oldestAgeSeconds) {}

    /** The lag of a consumer group on a topic, over all instances. */
    record ConsumerStatus(String group, String topic, @Nullable Long lag) {}

    /** What could not be consumed. */
    record DeadLetterStatus(@Nullable Long unresolved) {}

    private final String service;
    private final @Nullable String version;
    private final MeterRegistry meters;
    private final List<RunningJobs> jobs;

    OperationsController(String service, @Nullable String version, MeterRegistry meters, List<RunningJobs> jobs) {
        this.service = service;
        this.version = version;
        this.meters = meters;
        this.jobs = jobs;
    }

    @GetMapping("/status")
    @Operation(operationId = "readServiceStatus")
    Status status(Caller caller) {
        caller.mustHave("operator");
        return new Status(
                service,
                version,
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                new OutboxStatus(
                        whole(meters.find("rhannu.outbox.pending").gauge()),
                        known(meters.find("rhannu.outbox.oldest.age").gauge())),
                meters.find("rhannu.consumer.lag").gauges().stream()
                        .map(gauge -> new ConsumerStatus(tag(gauge, "group"), tag(gauge, "topic"), whole(gauge)))
                        .sorted(Comparator.comparing(ConsumerStatus::group).thenComparing(ConsumerStatus::topic))
                        .toList(),
                new DeadLetterStatus(
                        whole(meters.find("rhannu.dead.letters.unresolved").gauge())));
    }

    @GetMapping("/jobs")
    @Operation(operationId = "listJobs")
    Page<Job> jobs(Paging paging, Caller caller) {
        caller.mustHave("operator");
        String after = paging.after() == null ? "" : paging.after();
        List<Job> rest = jobs.stream()
                .map(RunningJobs::running)
                .flatMap(Collection::stream)
                .filter(job -> job.id().compareTo(after) > 0)
                .sorted(Comparator.comparing(Job::id))
                .toList();
        List<Job> items = rest.subList(0, Math.min(paging.limit(), rest.size()));
        return new Page<>(
                items,
                items.size() < rest.size()
                        ? Paging.cursor(items.get(items.size() - 1).id())
                        : null);
    }

    private static String tag(Gauge gauge, String name) {
        return Objects.requireNonNullElse(gauge.getId().getTag(name), "");
    }

    private static @Nullable Double known(@Nullable Gauge gauge) {
        double value = gauge == null ? Double.NaN : gauge.value();
        return Double.isFinite(value) ? value : null;
    }

    private static @Nullable Long whole(@Nullable Gauge gauge) {
        Double value = known(gauge);
        return value == null ? null : Math.round(value);
    }
}
