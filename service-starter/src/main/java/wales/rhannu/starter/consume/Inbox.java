package wales.rhannu.starter.consume;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.mongo.Indexes;
import wales.rhannu.starter.mongo.MajorityConcern;

/**
 * Makes an effect, an e-mail say, happen once per event, however often the event is delivered. The effect comes first and
 * is remembered after it: should the process die in between, it happens again rather than never.
 */
public final class Inbox {

    private static final String COLLECTION = "inbox";

    private final String group;
    private final MongoTemplate mongo;
    private final Clock clock;
    private final Duration remembers;

    /** For a group of consumers. What is older than the inbox remembers is ignored: it cannot tell whether it was done. */
    Inbox(String group, MongoTemplate mongo, Clock clock, Duration remembers) {
        this.group = group;
        this.mongo = mongo;
        this.clock = clock;
        this.remembers = remembers;
        Indexes.create(mongo, COLLECTION, List.of(new Document("name", "at").append("key", new Document("at", 1))));
    }

    /**
     * Runs the effect unless it was run before for this event, or the event is older than the inbox remembers.
     *
     * @param effect its name, should a service have several for one event
     */
    public void once(ReceivedEvent event, String effect, Consumer<ReceivedEvent> run) {
        Instant now = clock.instant();
        if (event.time().isBefore(now.minus(remembers))) {
            return;
        }
        Document done = new Document("_id", group + "/" + event.id() + "/" + effect);
        if (mongo.execute(COLLECTION, c -> c.find(done).first()) != null) {
            return;
        }
        run.accept(event);
        try {
            mongo.execute(COLLECTION, c -> MajorityConcern.writes(c)
                    .insertOne(new Document(done).append("at", Date.from(now))));
        } catch (DuplicateKeyException e) {
            return; // another delivery ran at the same time
        }
    }

    /** A day longer than necessary, so that an event is ignored as too old before its note is deleted. */
    void forgetOld() {
        Instant before = clock.instant().minus(remembers).minus(Duration.ofDays(1));
        Document old = new Document("at", new Document("$lt", Date.from(before)));
        mongo.execute(COLLECTION, c -> MajorityConcern.writes(c).deleteMany(old));
    }
}
