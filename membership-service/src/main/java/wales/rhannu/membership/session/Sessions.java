package wales.rhannu.membership.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.mongo.Indexes;
import wales.rhannu.starter.mongo.MajorityConcern;

/**
 * The sessions that have not ended. One ends when nobody uses it for some hours, when its day is over, or when somebody ends it;
 * then no more tokens are given in it.
 */
@Repository
public class Sessions {

    public static final String COLLECTION = "member_sessions";
    public static final String EXPIRES = "expires";

    /** What somebody is ending waits so long for whoever does it to finish, before others do. */
    private static final Duration FINISHES_WITHIN = Duration.ofMinutes(1);

    private static final int MOST_AT_ONCE = 1_000;

    private final MongoTemplate mongo;
    private final Clock clock;
    private final SessionSettings settings;

    public Sessions(MongoTemplate mongo, Clock clock, SessionSettings settings) {
        this.mongo = mongo;
        this.clock = clock;
        this.settings = settings;
        Document ending = Indexes.of("ending").append("sparse", true);
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of("member", "_id"), Indexes.of(EXPIRES), ending));
    }

    /**
     * Begins one.
     *
     * @param id {@code sid} of the tokens that will be given
     * @param userAgent what the browser says of itself
     * @param atProvider the id of the browser's session with this service
     */
    public void begin(String id, String member, @Nullable String userAgent, String atProvider) {
        Instant now = clock.instant();
        Instant ends = now.plus(settings.longest());
        Document session = new Document("_id", id)
                .append("member", member)
                .append("browser", BrowserName.of(userAgent))
                .append("begun", Date.from(now))
                .append("used", Date.from(now))
                .append("ends", Date.from(ends))
                .append(EXPIRES, Date.from(expires(now, ends)))
                .append("atProvider", atProvider);
        mongo.execute(COLLECTION, c -> MajorityConcern.writes(c).insertOne(session));
    }

    private Instant expires(Instant used, Instant ends) {
        Instant idle = used.plus(settings.idle());
        return idle.isBefore(ends) ? idle : ends;
    }

    /** The session, unless it has ended. */
    public Optional<Session> find(String id) {
        return Optional.ofNullable(load(id)).filter(this::isLive).map(Sessions::read);
    }

    private @Nullable Document load(String id) {
        return mongo.execute(COLLECTION, c -> c.find(new Document("_id", id)).first());
    }

    private boolean isLive(Document session) {
        return session.get("ending") == null
                && session.getDate(EXPIRES).toInstant().isAfter(clock.instant());
    }

    /** The session, which is used now, unless it has ended. Whoever uses it at the same time gets it too. */
    public Optional<Session> use(String id) {
        Optional<Session> found = find(id);
        if (found.isEmpty()) {
            return found;
        }
        Instant now = clock.instant();
        Document later = new Document("used", Date.from(now))
                .append(EXPIRES, Date.from(expires(now, found.get().endsAt())));
        Long there = mongo.execute(COLLECTION, c -> c.updateOne(new Document("_id", id), new Document("$max", later))
                .getMatchedCount());
        return there != null && there == 1 ? found : Optional.empty();
    }

    /** A page of a member's sessions that have not ended, by id. */
    public List<Session> ofMember(String member, @Nullable String after, int limit) {
        Document live = new Document("member", member)
                .append("ending", null)
                .append(EXPIRES, new Document("$gt", Date.from(clock.instant())));
        if (after != null) {
            live.append("_id", new Document("$gt", after));
        }
        return list(live, new Document("_id", 1), limit).stream()
                .map(Sessions::read)
                .toList();
    }

    /** All of a member's that are there, whether they have ended or not. */
    public List<Session> allOf(String member) {
        return list(new Document("member", member), new Document("_id", 1), 0).stream()
                .map(Sessions::read)
                .toList();
    }

    private List<Document> list(Document filter, Document order, int limit) {
        return Objects.requireNonNull(mongo.execute(COLLECTION, c -> c.find(filter)
                .sort(order)
                .limit(limit)
                .batchSize(Cursors.BATCH_SIZE)
                .into(new ArrayList<Document>())));
    }

    /** No more tokens are given in it. It is kept until {@link #remove}, so that what else has to be done is not forgotten. */
    public void markEnding(String id) {
        Document mark = new Document("$set", new Document("ending", Date.from(clock.instant())));
        mongo.execute(COLLECTION, c -> MajorityConcern.writes(c).updateOne(new Document("_id", id), mark));
    }

    /** Those whose ending somebody began and did not finish. */
    public List<Session> halfEnded() {
        Date begun = Date.from(clock.instant().minus(FINISHES_WITHIN));
        return list(new Document("ending", new Document("$lt", begun)), new Document("ending", 1), MOST_AT_ONCE)
                .stream()
                .map(Sessions::read)
                .toList();
    }

    public void remove(String id) {
        mongo.execute(COLLECTION, c -> MajorityConcern.writes(c).deleteOne(new Document("_id", id)));
    }

    private static Session read(Document session) {
        return new Session(
                session.getString("_id"),
                session.getString("member"),
                session.getString("browser"),
                session.getDate("begun").toInstant(),
                session.getDate("used").toInstant(),
                session.getDate("ends").toInstant(),
                session.getString("atProvider"));
    }
}
