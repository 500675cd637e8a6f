package wales.rhannu.starter.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
 * The standing of members, and their ended sessions, as membership-service publishes them. Those who are refused are few and are held in memory, so
 * a request waits for no database, and the last that was known stands while it is away; what another instance of this
 * service read is found by looking into the database every few seconds.
 */
final class MemberStandingReadModel implements MemberStanding, AutoCloseable {

    static final String TOPIC = "membership.members.internal";

    private static final Logger log = LoggerFactory.getLogger(MemberStandingReadModel.class);
    private static final String COLLECTION = "member_standing";
    private static final String STANDING = "state.standing";
    private static final String ENDED = "state.endedSessions";
    private static final String ENDED_UNTIL = ENDED + ".until";
    private static final Duration LOOKED_UP_EVERY = Duration.ofSeconds(5);
    private static final Duration AND_AT_LEAST_EVERY = Duration.ofSeconds(30);

    private record EndedSession(String session, Instant until) {}

    private record Member(@Nullable String standing, @Nullable List<EndedSession> endedSessions) {

        boolean isDisabled() {
            return "disabled".equals(standing);
        }

        /** Those in which a token was given that has not expired yet. */
        Set<String> ended(Instant now) {
            return endedSessions == null
                    ? Set.of()
                    : endedSessions.stream()
                            .filter(each -> each.until().isAfter(now))
                            .map(EndedSession::session)
                            .collect(Collectors.toUnmodifiableSet());
        }
    }

    private final MongoTemplate mongo;
    private final ReadModel<Member> members;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    /** By member. */
    private final Map<String, Set<String>> ended = new ConcurrentHashMap<>();

    private boolean away;

    MemberStandingReadModel(ReadModels models, MongoTemplate mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
        this.members = models.of(TOPIC, Member.class, COLLECTION).onChange(this::changed);
        Indexes.create(
                mongo,
                COLLECTION,
                List.of(
                        new Document("name", "standing").append("key", new Document(STANDING, 1)),
                        new Document("name", "endedSessions")
                                .append("key", new Document(ENDED_UNTIL, 1))
                                .append("sparse", true)));
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

    @Override
    public boolean isEnded(String subject, String session) {
        Set<String> sessions = ended.get(subject);
        return sessions != null && sessions.contains(session);
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
        Set<String> sessions = member.map(it -> it.ended(clock.instant())).orElse(Set.of());
        if (sessions.isEmpty()) {
            ended.remove(id);
        } else {
            ended.put(id, sessions);
        }
    }

    /** Not at the same time as a change is taken in: it may be newer than what is read here. */
    private synchronized void lookUp() {
        try {
            Set<String> found = findRefused();
            refused.addAll(found);
            refused.retainAll(found);
            Map<String, Set<String>> sessions = findEnded();
            ended.putAll(sessions);
            ended.keySet().retainAll(sessions.keySet());
            away = false;
        } catch (RuntimeException e) {
            if (!away) {
                log.warn(
                        "The standing of members cannot be read, and the last that was known stands: {}", e.toString());
            }
            away = true;
        }
    }

    private Set<String> findRefused() {
        Set<String> found = new HashSet<>();
        mongo.execute(COLLECTION, c -> {
            c.find(new Document(STANDING, new Document("$ne", "active")))
                    .projection(new Document(STANDING, 1))
                    .batchSize(Cursors.BATCH_SIZE_OF_IDS)
                    .forEach(member -> {
                        Document state = member.get("state", Document.class);
                        // without a state they were erased
                        if (state == null || "disabled".equals(state.getString("standing"))) {
                            found.add(member.getString("_id"));
                        }
                    });
            return true;
        });
        return found;
    }

    private Map<String, Set<String>> findEnded() {
        Instant now = clock.instant();
        Map<String, Set<String>> found = new HashMap<>();
        mongo.execute(COLLECTION, c -> {
            c.find(new Document(ENDED_UNTIL, new Document("$gt", now.toString())))
                    .projection(new Document(ENDED, 1))
                    .batchSize(Cursors.BATCH_SIZE_OF_IDS)
                    .forEach(member -> found.put(
                            member.getString("_id"),
                            ended(member.get("state", Document.class)).ended(now)));
            return true;
        });
        return found;
    }

    private static Member ended(Document state) {
        return new Member(
                null,
                state.getList("endedSessions", Document.class).stream()
                        .map(each ->
                                new EndedSession(each.getString("session"), Instant.parse(each.getString("until"))))
                        .toList());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
