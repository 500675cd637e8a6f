package wales.rhannu.casestudy.search;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.study.CaseStudies;
import wales.rhannu.casestudy.study.StudyState;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.consume.TopicFollower;

/**
 * Keeps the index up to date: all there is at start, then what this instance writes, at once, and what other instances
 * write, from the topic.
 */
@Component("search")
class StudyIndexing implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(StudyIndexing.class);
    private static final String TOPIC = "casestudy.case-studies.internal";
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CaseStudies studies;
    private final TopicFollower.Factory followers;
    private final JsonMapper json;
    private final Path folder;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile StudyIndex index;
    private volatile CountDownLatch complete = new CountDownLatch(1);
    private boolean filling;
    private @Nullable TopicFollower follower;

    StudyIndexing(
            CaseStudies studies,
            TopicFollower.Factory followers,
            JsonMapper json,
            @Value("${rhannu.search.folder:${java.io.tmpdir}/rhannu-casestudy-search}") Path folder)
            throws IOException {
        this.studies = studies;
        this.followers = followers;
        this.json = json;
        this.folder = folder;
        this.index = new StudyIndex(folder, json);
        studies.tell(this::take);
    }

    @EventListener(ApplicationStartedEvent.class)
    void begin() {
        fillInBackground();
    }

    /** At the start, and again when the index could not be written: what it lacks then is in the store. */
    private synchronized void fillInBackground() {
        if (filling || closing.getCount() == 0) {
            return;
        }
        if (complete.getCount() == 0) {
            complete = new CountDownLatch(1);
        }
        Thread thread = new Thread(this::fill, "fill-search-index");
        thread.setDaemon(true);
        thread.start();
        // only now: where no thread can be had, the next who asks tries again
        filling = true;
    }

    /** What is relayed after the ends were read is followed; what was relayed before is in the store. */
    private void fill() {
        do {
            try {
                open();
                Map<Integer, Long> ends = follows() ? Map.of() : ends();
                studies.each(this::put);
                log.info("{} case studies are indexed", index.size());
                filled();
                follow(ends);
                return;
            } catch (IOException | RuntimeException | Error e) {
                // whatever it is: nobody would fill it any more
                log.warn("The index is filled again in a moment: {}", e.toString());
            }
        } while (!closes());
    }

    /** Starts a new index, because Lucene keeps an index closed once it could not be written. */
    private void open() throws IOException {
        if (!index.isOpen()) {
            try {
                index.close();
            } catch (IOException | RuntimeException e) {
                log.debug("What is left of the index that could not be written stays", e);
            }
            index = new StudyIndex(folder, json);
        }
    }

    private synchronized void filled() {
        filling = false;
        complete.countDown();
    }

    private void take(String id, long sequence, @Nullable StudyState state) {
        try {
            put(id, sequence, state);
        } catch (RuntimeException | Error e) {
            log.warn("The index could not be written: {}", e.toString());
            fillInBackground();
        }
    }

    /** A case study that cannot be indexed does not stop the others. */
    private void put(String id, long sequence, @Nullable StudyState state) {
        StudyIndex into = index;
        try {
            into.take(id, sequence, state);
        } catch (RuntimeException | Error e) {
            if (!into.isOpen() || e instanceof OutOfMemoryError) {
                throw e;
            }
            log.error("Case study {} cannot be indexed", id, e);
        }
    }

    /** Without a broker to say where its topic ends, it is followed from the beginning: what is known is passed over. */
    private Map<Integer, Long> ends() {
        try {
            return followers.endOffsets(TOPIC);
        } catch (RuntimeException e) {
            log.warn("The broker does not say where {} ends: {}", TOPIC, e.toString());
            return Map.of();
        }
    }

    private synchronized boolean follows() {
        return follower != null;
    }

    private synchronized void follow(Map<Integer, Long> from) {
        if (follower == null && closing.getCount() > 0) {
            follower = followers.from(TOPIC, from, new TopicFollower.Listener() {
                @Override
                public void received(ReceivedEvent event) {
                    JsonNode data = event.data();
                    StudyState state = data == null ? null : studies.read(data.path("state"));
                    take(event.subject(), event.sequence(), state);
                }

                @Override
                public void unreadable(String topic, int partition, long offset, String reason) {
                    log.warn("Passed over {}/{} at {}: {}", topic, partition, offset, reason);
                }
            });
        }
    }

    private boolean closes() {
        try {
            return closing.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /**
     * The index, once all that is stored is in it.
     *
     * @throws DomainException unavailable when that takes long
     */
    StudyIndex index() {
        StudyIndex current = usable();
        try {
            if (current == null && complete.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                current = usable();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (current == null) {
            throw StudyIndex.incomplete();
        }
        return current;
    }

    private @Nullable StudyIndex usable() {
        StudyIndex current = index;
        if (!current.isOpen()) {
            fillInBackground();
            return null;
        }
        return complete.getCount() == 0 ? current : null;
    }

    @Override
    public Health health() {
        return usable() != null ? Health.up().build() : Health.outOfService().build();
    }

    @PreDestroy
    void close() throws IOException {
        closing.countDown();
        TopicFollower following;
        synchronized (this) {
            following = follower;
        }
        if (following != null) {
            following.close();
        }
        index.close();
    }
}
