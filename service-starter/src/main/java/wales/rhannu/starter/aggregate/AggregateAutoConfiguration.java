package wales.rhannu.starter.aggregate;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.outbox.Outbox;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** The stores of a service. */
@AutoConfiguration(
        afterName = {
            "wales.rhannu.starter.outbox.OutboxAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration"
        })
class AggregateAutoConfiguration {

    @Bean
    Stores stores(
            @Value("${rhannu.service}") String service,
            MongoTemplate mongo,
            JsonMapper json,
            Clock clock,
            Outbox outbox,
            Topics topics,
            TopicSettings topicSettings,
            ObjectProvider<Tracer> tracer) {
        return new Stores(service, mongo, json, clock, outbox, topics, topicSettings, traceparent(tracer));
    }

    /** The W3C trace context of the writing request, so that consumers continue its trace. */
    private static Supplier<@Nullable String> traceparent(ObjectProvider<Tracer> tracer) {
        return () -> {
            Tracer current = tracer.getIfAvailable();
            Span span = current == null ? null : current.currentSpan();
            if (span == null || span.isNoop()) {
                return null;
            }
            String sampled = Boolean.TRUE.equals(span.context().sampled()) ? "01" : "00";
            return "00-" + span.context().traceId() + "-" + span.context().spanId() + "-" + sampled;
        };
    }
}
