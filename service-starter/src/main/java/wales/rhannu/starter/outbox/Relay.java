package wales.rhannu.starter.outbox;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.topics.Topics;

/**
 * Moves events from the aggregates' documents to Kafka. One instance of a service does so at a time, by a {@link Lease};
 * should that be wrong for a moment, the broker refuses the older one, since all use one transactional id. What a
 * transaction held is written to {@link Progress} within it, so whoever takes over knows which events were sent although
 * their documents still have them: none is sent twice.
 *
 * <p>To alert on: {@code rhannu.outbox.oldest.age} above a few seconds means that the broker is away or nobody relays.
 */
final class Relay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final int SWEPT_AT_ONCE = Outbox.MOST_REMEMBERED;
    private static final Document WAITS = new Document("pending", new Document("$gt", 0L));
    private static final Duration SWEPT_AFTER = Duration.ofSeconds(10);

    /** A document and the events that wait in it, earliest first; a transaction has all of them or none. */
    private record Waiting(Outbox.Place place, long version, List<Pending> events) {}

    private final Outbox outbox;
    private final MongoTemplate mongo;
    private final Lease lease;
    private final Progress progress;
    private final Transactions transactions;
    private final SegmentRoller roller;
    private final Topics topics;
    private final RelaySettings settings;
    private final MeterRegistry meters;
    private final Clock clock;
    private final String source;
    private final Timer latency;
    private volatile boolean running;
    private volatile double oldestAge;
    private volatile double depth;
    private final Semaphore sweepDue = new Semaphore(0);
    private List<Thread> threads = List.of();
    private @Nullable Producer<byte[], byte[]> producer;

    Relay(
            Outbox outbox,
            MongoTemplate mongo,
            Lease lease,
            Progress progress,
            Transactions transactions,
            SegmentRoller roller,
            Topics topics,
            RelaySettings settings,
            MeterRegistry meters,
            Clock clock,
            String source) {
        this.outbox = outbox;
        this.mongo = mongo;
        this.lease = lease;
        this.progress = progress;
        this.transactions = transactions;
        this.roller = roller;
        this.topics = topics;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.source = source;
        this.latency = Timer.builder("rhannu.relay.latency")
                .description("From the write of an event to its commit on Kafka")
                .publishPercentileHistogram()
                .register(meters);
        Gauge.builder("rhannu.outbox.pending", this, relay -> relay.depth)
                .description(
                        "Aggregates with events that wait to be published; as many as are looked at, where there are more")
                .register(meters);
        Gauge.builder("rhannu.outbox.oldest.age", this, relay -> relay.oldestAge)
                .description("Age of the oldest event that waits to be published")
                .baseUnit("seconds")
                .register(meters);
    }

    @Override
    public void start() {
        running = true;
        threads = List.of(
                new Thread(this::keep, "relay-lease"),
                new Thread(this::sweep, "relay-sweep"),
                new Thread(this::run, "relay"));
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
    }

    @Override
    public void stop() {
        running = false;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        closeProducer();
        try {
            lease.release();
        } catch (RuntimeException e) {
            log.info("The relay's lease will run out: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server ends its last requests, the relay still works; it stops after. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void keep() {
        while (running) {
            try {
                lease.keep();
            } catch (RuntimeException e) {
                log.warn("The relay's lease cannot be kept: {}", e.getMessage());
            }
            pause(settings.lease().dividedBy(4));
        }
    }

    private void run() {
        while (running) {
            try {
                if (!lease.isHeld()) {
                    closeProducer();
                    // who relays finds by its sweep what is written here, and so does this one once it takes over
                    outbox.take(Integer.MAX_VALUE, 50);
                    pause(Duration.ofMillis(50));
                    continue;
                }
                Producer<byte[], byte[]> current = producer == null ? takeOver() : producer;
                if (current != null) {
                    relay(current);
                    roller.roll(current);
                }
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                log.warn("Another relay took over; this one begins anew if it still holds the lease");
                closeProducer();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (running) {
                    log.warn("The relay tries again: {}", e.toString());
                    closeProducer();
                    pause(Duration.ofMillis(500));
                }
            }
        }
    }

    /**
     * The lease is asked before and after the older relay is fenced: before, so that one that lost it does not fence its
     * successor; after, because it may have been lost in between.
     */
    private @Nullable Producer<byte[], byte[]> takeOver() throws InterruptedException {
        if (!topics.awaitReady(Duration.ofMillis(500))) {
            return null;
        }
        if (!lease.keep()) {
            return null;
        }
        Producer<byte[], byte[]> fresh = transactions.begin();
        producer = fresh;
        if (!lease.keep()) {
            closeProducer();
            return null;
        }
        forget(progress.lastSent());
        outbox.relayed(true);
        sweepDue.release();
        log.info("This instance relays now");
        return fresh;
    }

    private void relay(Producer<byte[], byte[]> current) throws InterruptedException {
        List<Outbox.Place> places =
                outbox.take(settings.batch(), settings.sweep().toMillis());
        if (!places.isEmpty()) {
            send(current, read(places));
        }
    }

    /**
     * Looks for what waits, oldest first: what no write of this process told the relay of, and how much it is, and for how
     * long. By a thread of its own, which waits neither for the broker nor for the relay. With a long backlog it may take no
     * more than a twentieth of the time, but is done again after {@link #SWEPT_AFTER}.
     */
    private void sweep() {
        while (running) {
            long began = System.nanoTime();
            try {
                long waiting = 0;
                long oldest = Long.MAX_VALUE;
                for (String collection : outbox.collections()) {
                    List<Document> found = look(collection);
                    waiting += found.size();
                    if (!found.isEmpty()) {
                        oldest = Math.min(
                                oldest,
                                found.get(0).get("pending", Number.class).longValue());
                    }
                    if (lease.isHeld()) {
                        found.forEach(document -> outbox.found(collection, document.getString("_id")));
                    }
                }
                depth = waiting;
                oldestAge = oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest) / 1000.0;
            } catch (RuntimeException e) {
                log.debug("The outbox cannot be looked through now", e);
                depth = Double.NaN;
                oldestAge = Double.NaN;
            }
            long pause = Math.max(settings.sweep().toNanos(), 20 * (System.nanoTime() - began));
            try {
                if (sweepDue.tryAcquire(Math.min(pause, SWEPT_AFTER.toNanos()), TimeUnit.NANOSECONDS)) {
                    sweepDue.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private List<Document> look(String collection) {
        return mongo.getCollection(collection)
                .find(WAITS)
                .projection(new Document("pending", 1))
                .sort(new Document("pending", 1))
                .limit(SWEPT_AT_ONCE)
                .into(new ArrayList<>());
    }

    private List<Waiting> read(List<Outbox.Place> places) {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        for (Outbox.Place place : places) {
            ids.computeIfAbsent(place.collection(), c -> new ArrayList<>()).add(place.id());
        }
        List<Waiting> found = new ArrayList<>();
        ids.forEach((collection, some) -> mongo.execute(collection, c -> {
            c.find(new Document("_id", some.size() == 1 ? some.get(0) : new Document("$in", some)))
                    .projection(new Document("version", 1).append("pending", 1).append(Pending.OUTBOX, 1))
                    .forEach(document -> {
                        if (document.containsKey("pending")) {
                            found.add(waiting(collection, document));
                        }
                    });
            return true;
        }));
        return found;
    }

    private static Waiting waiting(String collection, Document document) {
        return new Waiting(
                new Outbox.Place(collection, document.getString("_id")),
                document.get("version", Number.class).longValue(),
                Pending.inOrder(document.get(Pending.OUTBOX, new Document())));
    }

    private void send(Producer<byte[], byte[]> current, List<Waiting> waiting) {
        List<Waiting> batch = new ArrayList<>();
        int events = 0;
        for (Waiting one : waiting) {
            batch.add(one);
            events += one.events().size();
            if (events >= settings.batch()) {
                sendAndRemove(current, batch);
                batch = new ArrayList<>();
                events = 0;
            }
        }
        if (!batch.isEmpty()) {
            sendAndRemove(current, batch);
        }
    }

    private void sendAndRemove(Producer<byte[], byte[]> current, List<Waiting> batch) {
        if (batch.stream().anyMatch(one -> !one.events().isEmpty())) {
            sendInOneTransaction(current, batch);
        }
        remove(batch);
    }

    private void sendInOneTransaction(Producer<byte[], byte[]> current, List<Waiting> batch) {
        current.beginTransaction();
        List<Progress.Sent> sent = new ArrayList<>();
        for (Waiting one : batch) {
            for (Pending event : one.events()) {
                for (Pending.Message message : event.messages()) {
                    current.send(record(one.place().id(), event, message));
                }
                sent.add(new Progress.Sent(one.place().collection(), one.place().id(), event.key()));
            }
        }
        current.send(progress.record(sent));
        // fails if any of them failed; whether it was committed then is not known, but the next producer reads the
        // progress
        current.commitTransaction();
        long now = clock.millis();
        for (Waiting one : batch) {
            for (Pending event : one.events()) {
                latency.record(Duration.ofMillis(Math.max(0, now - event.time().toEpochMilli())));
                meters.counter("rhannu.events.published", "type", event.type()).increment();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(String id, Pending event, Pending.Message message) {
        String data = message.data();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                message.topic(),
                id.getBytes(StandardCharsets.UTF_8),
                data == null ? null : data.getBytes(StandardCharsets.UTF_8));
        CloudEventHeaders.write(record.headers(), id, event, message.topic(), source);
        return record;
    }

    /** Removes what was sent: all at once where the document was not written since it was read, or by the events' keys. */
    private void remove(List<Waiting> batch) {
        Map<String, List<Waiting>> byCollection = new LinkedHashMap<>();
        batch.forEach(one -> byCollection
                .computeIfAbsent(one.place().collection(), c -> new ArrayList<>())
                .add(one));
        byCollection.forEach((collection, some) -> {
            int unchanged = update(
                    collection,
                    some,
                    one -> new UpdateOneModel<>(
                            new Document("_id", one.place().id()).append("version", one.version()),
                            new Document("$unset", new Document(Pending.OUTBOX, "").append("pending", ""))));
            if (unchanged < some.size()) {
                List<Waiting> sent =
                        some.stream().filter(one -> !one.events().isEmpty()).toList();
                update(collection, sent, one -> {
                    Document keys = new Document();
                    one.events().forEach(event -> keys.append(Pending.OUTBOX + "." + event.key(), ""));
                    return new UpdateOneModel<>(new Document("_id", one.place().id()), new Document("$unset", keys));
                });
            }
        });
    }

    private int update(String collection, List<Waiting> some, Function<Waiting, UpdateOneModel<Document>> update) {
        if (some.isEmpty()) {
            return 0;
        }
        List<UpdateOneModel<Document>> updates = some.stream().map(update).toList();
        Integer matched = mongo.execute(collection, c -> c.bulkWrite(updates, new BulkWriteOptions().ordered(false))
                .getMatchedCount());
        return matched == null ? 0 : matched;
    }

    /** Removes what the last transaction of an earlier relay had sent already. */
    private void forget(List<Progress.Sent> sent) {
        for (Progress.Sent one : sent) {
            mongo.execute(
                    one.collection(),
                    c -> c.updateOne(
                            new Document("_id", one.id()),
                            new Document("$unset", new Document(Pending.OUTBOX + "." + one.key(), ""))));
        }
    }

    private void closeProducer() {
        Producer<byte[], byte[]> current = producer;
        producer = null;
        outbox.relayed(false);
        if (current != null) {
            try {
                current.close(Duration.ZERO);
            } catch (RuntimeException e) {
                log.debug("A producer did not close", e);
            }
        }
    }

    private void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
