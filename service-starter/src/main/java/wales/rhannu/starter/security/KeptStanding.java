package wales.rhannu.starter.security;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.messaging.Message;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReadModels;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.mongo.Indexes;

/**
 * The standing of members as membership-service publishes it. Those who are refused are few and are held in memory, so
 * a request waits for no database, and the last that was known stands while it is away; what another instance of this
 * service read is found by looking into the database every few seconds.
 */
final class KeptStanding implements MemberStanding, AutoCloseable {

    static final String TOPIC = "membership.members.internal";

    private static final Logger log = LoggerFactory.getLogger(KeptStanding.class);
    private static final String COLLECTION = "member_standing";
    private static final String FIELD = "state.standing";
    private static final Duration LOOKED_UP_EVERY = Duration.ofSeconds(5);
    private static final Duration AND_AT_LEAST_EVERY = Duration.ofSeconds(30);

    private record Member(@Nullable String standing) {

        boolean isDisabled() {
            return "disabled".equals(standing);
        }
    }

    private final MongoTemplate mongo;
    private final ReadModel<Member> members;
    private final ScheduledExecutorService timer;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private boolean away;

    KeptStanding(ReadModels models, MongoTemplate mongo) {
        this.mongo = mongo;
        this.members = models.of(TOPIC, Member.class, COLLECTION).onChange(this::changed);
        Indexes.create(
                mongo, COLLECTION, List.of(new Document("name", "standing").append("key", new Document(FIELD, 1))));
        lookUp();
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "member-standing");
            thread.setDaemon(true);
            return thread;
        });
        lookUpIn(LOOKED_UP_EVERY);
    }

    private void lookUpIn(Duration pause) {
        ScheduledFuture<?> unused = timer.schedule(
                () -> {
                    long began = System.nanoTime();
                    try {
                        lookUp();
                    } finally {
                        lookUpIn(pauseAfter(Duration.ofNanos(System.nanoTime() - began)));
                    }
                },
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Where many left over the years it takes long: no more than a twentieth of the time, unless that were too seldom. */
    static Duration pauseAfter(Duration took) {
        Duration pause = took.multipliedBy(20);
        if (pause.compareTo(LOOKED_UP_EVERY) < 0) {
            return LOOKED_UP_EVERY;
        }
        return pause.compareTo(AND_AT_LEAST_EVERY) > 0 ? AND_AT_LEAST_EVERY : pause;
    }

    @Override
    public boolean isRefused(String subject) {
        return refused.contains(subject);
    }

    void read(Message<?> message) {
        members.accept(message);
    }

    private synchronized void changed(String id, Optional<Member> member) {
        if (member.map(Member::isDisabled).orElse(true)) {
            refused.add(id);
        } else {
            refused.remove(id);
        }
    }

    /** Not at the same time as a change is taken in: it may be newer than what is read here. */
    private synchronized void lookUp() {
        try {
            Set<String> found = new HashSet<>();
            mongo.execute(COLLECTION, c -> {
                c.find(new Document(FIELD, new Document("$ne", "active")))
                        .projection(new Document(FIELD, 1))
                        .batchSize(Cursors.BATCH_SIZE_OF_IDS)
                        .forEach(member -> {
                            Document state = member.get("state", Document.class);
                            // without a state they were erased
                            if (state == null || new Member(state.getString("standing")).isDisabled()) {
                                found.add(member.getString("_id"));
                            }
                        });
                return true;
            });
            refused.addAll(found);
            refused.retainAll(found);
            away = false;
        } catch (RuntimeException e) {
            if (!away) {
                log.warn(
                        "The standing of members cannot be read, and the last that was known stands: {}", e.toString());
            }
            away = true;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
