package wales.rhannu.partner.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.consume.TopicFollower;

/** A public topic: one consumer at its end for all subscribers, and the subscribers. */
final class TopicStream implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicStream.class);

    /** A connection or waiting page that is told of new events. */
    interface Subscriber {

        /** Called when there may be new events; must return at once. */
        void awake();

        /** Called now and then; returns at once. */
        void tick();

        /** Closes the connection if its client has gone; must return at once. */
        void endIfLeft();

        /** The service stops. */
        void stop();

        /** Whether it reads on its own at the moment. */
        boolean isBehind();

        /** How many events that are there it has still to take, as far as that is known. */
        long backlog();
    }

    private final String name;
    private final RingBuffers rings;
    private final TopicFollower.Factory followers;
    private final Clock clock;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private final Timer delay;
    private final Counter unreadable;
    private final Counter delivered;
    private volatile @Nullable TopicLog current;
    private volatile boolean absent;
    private @Nullable TopicFollower follower;

    TopicStream(String name, RingBuffers rings, TopicFollower.Factory followers, Clock clock, MeterRegistry meters) {
        this.name = name;
        this.rings = rings;
        this.followers = followers;
        this.clock = clock;
        Tags tags = Tags.of("topic", name);
        meters.gauge("rhannu.stream.subscribers", tags, subscribers, Set::size);
        meters.gauge("rhannu.stream.own.readers", tags, subscribers, all -> all.stream()
                .filter(Subscriber::isBehind)
                .count());
        meters.gauge("rhannu.stream.backlog", tags, subscribers, all -> all.stream()
                .mapToLong(Subscriber::backlog)
                .max()
                .orElse(0));
        this.delay = Timer.builder("rhannu.stream.delay")
                .description("From when it happened to when subscribers were told")
                .tags(tags)
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        this.unreadable = meters.counter("rhannu.stream.unreadable", tags);
        this.delivered = meters.counter("rhannu.stream.delivered", tags);
    }

    String name() {
        return name;
    }

    /** The topic's log; null while it is not known. */
    @Nullable
    TopicLog log() {
        return current;
    }

    /** Whether it is known that there is no such topic yet. */
    boolean isAbsent() {
        return absent;
    }

    void add(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    Set<Subscriber> subscribers() {
        return subscribers;
    }

    void delivered(int events) {
        delivered.increment(events);
    }

    /** There is no such topic, or no longer. */
    synchronized void missing() {
        close();
        absent = true;
    }

    /** Whether this is the log that is followed. */
    boolean follows(int log) {
        TopicLog known = current;
        return known != null && known.id() == log;
    }

    /** Begins to follow a log from where it ends, in place of an earlier one of the topic. */
    synchronized void follow(int log, Map<Integer, Long> ends) {
        close();
        RingBuffer ring = rings.after(Position.of(ends));
        current = new TopicLog(name, log, ends.size(), ring);
        absent = false;
        follower = followers.from(name, ends, new Shared(ring));
        subscribers.forEach(Subscriber::awake);
    }

    @Override
    public synchronized void close() {
        TopicFollower following = follower;
        if (following != null) {
            following.close();
            TopicLog left = current;
            if (left != null) {
                rings.remove(left.ring());
            }
            follower = null;
            current = null;
            subscribers.forEach(Subscriber::awake);
        }
    }

    private final class Shared implements TopicFollower.Listener {

        private final RingBuffer ring;

        Shared(RingBuffer ring) {
            this.ring = ring;
        }

        @Override
        public void received(ReceivedEvent event) {
            rings.append(ring, WireEvent.of(event));
            subscribers.forEach(Subscriber::awake);
            Duration since = Duration.between(event.time(), clock.instant());
            delay.record(since.isNegative() ? Duration.ZERO : since);
        }

        @Override
        public void unreadable(String topic, int partition, long offset, String reason) {
            unreadable.increment();
            log.warn("Passed over partition {} offset {} of {}: {}", partition, offset, topic, reason);
        }
    }
}
