package wales.rhannu.feedback.discussion;

import com.mongodb.WriteConcern;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.mongo.Indexes;

/** How much a member may write in a while, counted in the database and so over all instances. */
@Component
class PostingRate {

    private static final String COLLECTION = "posting_rates";

    private final MongoTemplate mongo;
    private final Clock clock;
    private final long most;
    private final Duration window;

    PostingRate(
            MongoTemplate mongo,
            Clock clock,
            @Value("${rhannu.discussion.posts:30}") long most,
            @Value("${rhannu.discussion.window:10m}") Duration window) {
        this.mongo = mongo;
        this.clock = clock;
        this.most = most;
        this.window = window;
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of("begun"), Indexes.of("member")));
    }

    /** @throws DomainException too many, when the member has to wait */
    void mustAllow(String member) {
        long now = clock.millis();
        long begun = now - now % window.toMillis();
        if (count(member, begun) > most) {
            throw DomainException.tooMany(
                    "posting-too-fast",
                    "At most " + most + " topics, replies, edits and reports are taken in " + window.toMinutes()
                            + " minutes.",
                    Duration.ofMillis(begun + window.toMillis() - now));
        }
    }

    private long count(String member, long begun) {
        Document id = new Document("_id", member + "/" + begun);
        Document update = new Document("$inc", new Document("posts", 1L))
                .append("$set", new Document("member", member).append("begun", new Date(begun)));
        for (int i = 0; ; i++) {
            try {
                Document counted = mongo.execute(COLLECTION, c -> c.withWriteConcern(WriteConcern.MAJORITY)
                        .findOneAndUpdate(
                                id,
                                update,
                                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
                return counted == null ? 1 : counted.get("posts", Number.class).longValue();
            } catch (DuplicateKeyException e) {
                if (i == 2) { // two made it at once: it is there now
                    throw e;
                }
            }
        }
    }

    /** What is over says nothing any more, and names a person. */
    @Scheduled(fixedDelayString = "${rhannu.discussion.window:10m}", initialDelay = 60_000)
    void forgetOld() {
        Instant over = clock.instant().minus(window).minus(window);
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("begun", new Document("$lt", Date.from(over)))));
    }

    void forget(String member) {
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("member", member)));
    }
}
