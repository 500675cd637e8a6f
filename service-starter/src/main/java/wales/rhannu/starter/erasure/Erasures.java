package wales.rhannu.starter.erasure;

import com.mongodb.client.model.UpdateOptions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.messaging.Message;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.mongo.Indexes;
import wales.rhannu.starter.mongo.MajorityConcern;
import wales.rhannu.starter.mongo.TransientFailures;

/**
 * Has members erased by every {@link MemberErasure} of a service: when the tombstone arrives, and again some time later, since a
 * request that was let in before may have written in their name after the first time. The second time is written down before
 * the first, so neither a restart nor a failure forgets it.
 */
final class Erasures {

    static final String TOPIC = "membership.members.internal";
    static final String COLLECTION = "erasures";

    private static final String DUE = "due";
    private static final int MOST_AT_ONCE = 1_000;

    /** A member who is to be erased again, from this time on. */
    record Again(String member, Instant due) {}

    private final List<MemberErasure> erasures;
    private final MongoTemplate mongo;
    private final Duration againAfter;
    private final Clock clock;
    private final Counter done;
    private final Counter failed;

    Erasures(
            List<MemberErasure> erasures, MongoTemplate mongo, Duration againAfter, Clock clock, MeterRegistry meters) {
        this.erasures = erasures;
        this.mongo = mongo;
        this.againAfter = againAfter;
        this.clock = clock;
        // from the start, or nobody would see them rise to the first one
        this.done = counter(meters, "done");
        this.failed = counter(meters, "failed");
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of(DUE)));
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder("rhannu.erasures")
                .description("Erasures of a member, the first and the second time")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** Takes an event of the members' topic. */
    void read(Message<?> message) {
        ReceivedEvent event = ReceivedEvent.from(message);
        if (event.isTombstone()) {
            noteAgain(event.subject());
            erase(event.subject());
        }
    }

    private void noteAgain(String member) {
        Document set =
                new Document("$set", new Document(DUE, Date.from(clock.instant().plus(againAfter))));
        try {
            put(member, set);
        } catch (DuplicateKeyException e) {
            put(member, set); // another delivery of the same event was faster
        }
    }

    private void put(String member, Document set) {
        mongo.execute(COLLECTION, c -> MajorityConcern.writes(c)
                .updateOne(new Document("_id", member), set, new UpdateOptions().upsert(true)));
    }

    /** Some of those who are to be erased again by now. */
    List<Again> due() {
        List<Again> due = new ArrayList<>();
        mongo.execute(COLLECTION, c -> {
            c.find(new Document(DUE, new Document("$lte", Date.from(clock.instant()))))
                    .batchSize(Cursors.BATCH_SIZE_OF_IDS)
                    .limit(MOST_AT_ONCE)
                    .forEach(noted -> due.add(
                            new Again(noted.getString("_id"), noted.getDate(DUE).toInstant())));
            return true;
        });
        return due;
    }

    /** A failed erasure stays due, and so does one that was postponed by another delivery of the event. */
    void eraseAgain(Again again) {
        erase(again.member());
        Document done = new Document("_id", again.member()).append(DUE, Date.from(again.due()));
        mongo.execute(COLLECTION, c -> MajorityConcern.writes(c).deleteOne(done));
    }

    /** A failure in one feature does not stop the erasure in the others. */
    private void erase(String member) {
        @Nullable RuntimeException failure = null;
        for (MemberErasure each : erasures) {
            try {
                each.erase(member);
            } catch (RuntimeException e) {
                if (TransientFailures.isDatabaseAway(e)) {
                    throw e;
                }
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            failed.increment();
            throw failure;
        }
        done.increment();
    }
}
