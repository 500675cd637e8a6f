package wales.rhannu.membership.signin;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.mongo.Indexes;

/** Rate counters in the database, and so over all instances; expired ones are removed. */
@Repository
class SignInCounters {

    static final String COLLECTION = "sign_in_counters";
    private static final int TRIES = 3;

    private final MongoTemplate mongo;
    private final Clock clock;

    SignInCounters(MongoTemplate mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of("expires"), Indexes.of("mailbox")));
    }

    /**
     * Counts once more, and tells whether that is within what is allowed.
     *
     * @param what is counted
     * @param of whom; only a hash of it is kept
     * @param most so many in a window; windows follow one another, so at the end of one and the beginning of the next there
     *     may be twice as many
     * @param mailbox whose mailbox it is about; it is forgotten with its owner
     */
    boolean isWithin(String what, String of, int most, Duration window, @Nullable String mailbox) {
        long now = clock.millis();
        long begun = now - now % window.toMillis();
        Document id = new Document("_id", SecretHash.of(what + '/' + of + '/' + begun));
        Document set = new Document("expires", new Date(begun + window.toMillis()));
        if (mailbox != null) {
            set.append("mailbox", mailbox);
        }
        Document update = new Document("$inc", new Document("count", 1)).append("$set", set);
        for (int attempt = 1; ; attempt++) {
            try {
                Document counted = mongo.execute(
                        COLLECTION,
                        c -> c.findOneAndUpdate(
                                id,
                                update,
                                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
                return counted != null && counted.get("count", Number.class).longValue() <= most;
            } catch (DuplicateKeyException e) {
                if (attempt == TRIES) { // two made it at once: it is there now
                    throw e;
                }
            }
        }
    }

    /** Until the window ends that is now. */
    Duration rest(Duration window) {
        return Duration.ofMillis(window.toMillis() - clock.millis() % window.toMillis());
    }

    /** Takes the turn of a mailbox, of which there is one in a while; of many who come at once one gets it. */
    boolean takeTurn(String mailbox, Duration pause) {
        Instant now = clock.instant();
        Document id = new Document("_id", SecretHash.of("turn/" + mailbox));
        Document taken = new Document("mailbox", mailbox).append("expires", Date.from(now.plus(pause)));
        Document due = new Document(id).append("expires", new Document("$lte", Date.from(now)));
        Document before = mongo.execute(COLLECTION, c -> c.findOneAndUpdate(due, new Document("$set", taken)));
        if (before != null) {
            return true;
        }
        try {
            mongo.execute(
                    COLLECTION,
                    c -> c.insertOne(
                            new Document(id).append("mailbox", mailbox).append("expires", taken.get("expires"))));
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    void forget(String mailbox) {
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("mailbox", mailbox)));
    }
}
