package wales.rhannu.starter.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.CollectionCallback;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.Engines;

/** How often the instances of a service look for events that wait. */
class OutboxSweepIT {

    private final String service = "notes" + UUID.randomUUID().toString().substring(0, 8);

    /** An instance of the service, as far as it sweeps; it gets the lease only when told to ask for it. */
    private final class Instance {

        private final AtomicInteger looks = new AtomicInteger();
        private final LeaseKeeper lease;
        private final OutboxSweep sweep;

        private Instance(MongoClient client) {
            MongoTemplate mongo = new MongoTemplate(client, service) {
                @Override
                public <T> @Nullable T execute(String collection, CollectionCallback<T> callback) {
                    if (collection.equals("notes")) {
                        looks.incrementAndGet();
                    }
                    return super.execute(collection, callback);
                }
            };
            Duration ofLease = Duration.ofSeconds(1);
            lease = new LeaseKeeper(new Lease(mongo, "relay", UUID.randomUUID().toString(), ofLease), ofLease);
            Outbox outbox = new Outbox();
            outbox.register("notes");
            sweep = new OutboxSweep(
                    outbox,
                    new PendingEvents(mongo),
                    lease,
                    Duration.ofMillis(10),
                    new SimpleMeterRegistry(),
                    Clock.systemUTC());
        }
    }

    @Test
    void anInstanceLooksSeldomUntilItRelays() {
        try (MongoClient client = MongoClients.create(Engines.mongoUri(service))) {
            Instance relaying = new Instance(client);
            Instance other = new Instance(client);
            assertThat(relaying.lease.keep()).isTrue();
            relaying.sweep.start();
            other.sweep.start();
            try {
                await().atMost(Duration.ofSeconds(80)).until(() -> relaying.looks.get() >= 30 && other.looks.get() > 0);
                assertThat(other.looks.get()).isLessThan(10);

                relaying.lease.standBack();
                assertThat(other.lease.keep()).isTrue();
                int before = other.looks.get();
                await().atMost(Duration.ofSeconds(80)).until(() -> other.looks.get() >= before + 30);
            } finally {
                relaying.sweep.stop();
                other.sweep.stop();
            }
        }
    }
}
