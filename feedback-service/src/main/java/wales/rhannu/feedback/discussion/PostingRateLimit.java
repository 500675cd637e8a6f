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

/**
 * Limits how many posts a member writes and how many members they mention in a time window, counted in the database for all
 * instances.
 */
@Component
class PostingRateLimit {

    private static final String COLLECTION = "posting_rates";

    private final MongoTemplate mongo;
    private final Clock clock;
    private final long most;
    private final long mostMentions;
    private final Duration window;

    PostingRateLimit(
            MongoTemplate mongo,
            Clock clock,
            @Value("${rhannu.discussion.posts:30}") long most,
            @Value("${rhannu.discussion.mentions:50}") long mostMentions,
            @Value("${rhannu.discussion.window:10m}") Duration window) {
        this.mongo = mongo;
        this.clock = clock;
        this.most = most;
        this.mostMentions = mostMentions;
        this.window = window;
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of("begun"), Indexes.of("member")));
    }

    /** @throws DomainException too many, when the member has to wait */
    void mustAllow(String member) {
        long now = clock.millis();
        long begun = now - now % window.toMillis();
        if (count(member, begun, "posts", 1) > most) {
            throw DomainException.tooMany(
                    "posting-too-fast", Duration.ofMillis(begun + window.toMillis() - now), most, window.toMinutes());
        }
    }

    /** Counts whom one request of a member mentions. */
    MentionCount mentionsBy(String member) {
        return new MentionCount(member);
    }

    /**
     * The mentions of one request: what it counted it does not count again, should its change be tried anew. Those of a
     * refused request do not count.
     */
    final class MentionCount {

        private final String member;
        private int counted;

        private MentionCount(String member) {
            this.member = member;
        }

        /**
         * Counts the members whom the request has told that they are mentioned.
         *
         * @throws DomainException too many, when the member has to wait
         */
        void mustAllow(int told) {
            int more = told - counted;
            if (more <= 0) {
                return;
            }
            long now = clock.millis();
            long begun = now - now % window.toMillis();
            if (count(member, begun, "mentions", more) > mostMentions) {
                count(member, begun, "mentions", -more);
                throw DomainException.tooMany(
                        "mentioning-too-many",
                        Duration.ofMillis(begun + window.toMillis() - now),
                        mostMentions,
                        window.toMinutes());
            }
            counted = told;
        }
    }

    private long count(String member, long begun, String what, long more) {
        Document id = new Document("_id", member + "/" + begun);
        Document update = new Document("$inc", new Document(what, more))
                .append("$set", new Document("member", member).append("begun", new Date(begun)));
        for (int i = 0; ; i++) {
            try {
                Document counted = mongo.execute(COLLECTION, c -> c.withWriteConcern(WriteConcern.MAJORITY)
                        .findOneAndUpdate(
                                id,
                                update,
                                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
                return counted == null ? more : counted.get(what, Number.class).longValue();
            } catch (DuplicateKeyException e) {
                if (i == 2) { // two made it at once: it is there now
                    throw e;
                }
            }
        }
    }

    /** Deletes expired counters, which contain members' ids. */
    @Scheduled(fixedDelayString = "${rhannu.discussion.window:10m}", initialDelay = 60_000)
    void forgetOld() {
        Instant over = clock.instant().minus(window).minus(window);
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("begun", new Document("$lt", Date.from(over)))));
    }

    void forget(String member) {
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("member", member)));
    }
}
