package wales.rhannu.starter.mongo;

import com.mongodb.client.MongoClient;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** How long a service waits for its database, and how it tells that it waits. */
@AutoConfiguration(afterName = "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration")
class MongoAutoConfiguration {

    /** For a member that takes the request; then whoever asked is told to try again. A retry by the driver waits once more. */
    private static final int MEMBER = 5_000;

    private static final int CONNECTION = 3_000;

    /** For an answer, by a member that took the request: one that hangs, or whose machine is gone, never breaks the connection. */
    private static final int ANSWER = 10_000;

    /**
     * The driver's own are 30 seconds for a member, 10 for a connection, two minutes in the queue for one, and for ever for an
     * answer: longer than anybody waits. First of all, so that what the operator says in {@code spring.mongodb.uri} counts.
     */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    MongoClientSettingsBuilderCustomizer waitingTimes() {
        return settings -> settings.applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(MEMBER, TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECTION, TimeUnit.MILLISECONDS)
                        .readTimeout(ANSWER, TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxWaitTime(MEMBER, TimeUnit.MILLISECONDS))
                // so often it is looked whether members are there, which is how readiness knows
                .applyToServerSettings(server -> server.heartbeatFrequency(2, TimeUnit.SECONDS));
    }

    @Bean
    DatabaseHealthIndicator databaseHealthIndicator(MongoClient client) {
        return new DatabaseHealthIndicator(client);
    }
}
