package wales.rhannu.membership.mail;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReturnDocument;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.consume.Inbox;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.mongo.Indexes;

/**
 * The e-mails that events have caused and that are to be sent. Storing them is all that consuming an event does, so that one
 * that is told to two thousand members takes no longer than others, and a mail server that is away stops no consumer.
 *
 * <p>An e-mail has one id, by event, effect and member, which is remembered after it was sent: a redelivery does not bring it
 * back. Whoever sends one claims it first. Should the process die before it has said that it is sent, it is sent once more
 * when the claim ends.
 */
@Repository
public class MailQueue {

    static final String COLLECTION = "mails";
    private static final Duration CLAIM = Duration.ofMinutes(2);
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);

    /** An e-mail that was claimed. */
    record Claimed(String id, MemberMail letter, Instant since, int tries) {}

    private final MongoTemplate mongo;
    private final Inbox inbox;
    private final Clock clock;
    private final int most;
    private final Duration remembers;
    private volatile Runnable waker = () -> {};

    MailQueue(
            MongoTemplate mongo,
            Inbox inbox,
            Clock clock,
            @Value("${rhannu.mail.most-waiting:100000}") int most,
            @Value("${rhannu.inbox.remembers:7d}") Duration remembers) {
        this.mongo = mongo;
        this.inbox = inbox;
        this.clock = clock;
        this.most = most;
        this.remembers = remembers;
        Indexes.create(
                mongo,
                COLLECTION,
                List.of(
                        sparse(Indexes.of("due")),
                        sparse(Indexes.of("member")),
                        sparse(Indexes.of("since")),
                        sparse(Indexes.of("done"))));
    }

    /** None of them has an e-mail both before and after it was sent. */
    private static Document sparse(Document index) {
        return index.append("sparse", true);
    }

    /** Sets the callback that wakes the sender when mails were added. */
    void onAdded(Runnable told) {
        waker = told;
    }

    /**
     * Stores what an event causes, once, unless it is older than the inbox remembers.
     *
     * @param effect its name, should an event have several
     * @throws DomainException unavailable, when too many wait already: the event can wait where it is
     */
    public void add(ReceivedEvent event, String effect, List<MemberMail> letters) {
        if (!letters.isEmpty()) {
            inbox.once(event, effect, it -> insert(it.id() + "/" + effect + "/", letters));
            waker.run();
        }
    }

    private void insert(String prefix, List<MemberMail> letters) {
        if (waiting() >= most) {
            throw DomainException.unavailable("too-many-mails", Duration.ofSeconds(30), most);
        }
        Date now = Date.from(clock.instant());
        List<Document> documents = letters.stream()
                .map(letter -> new Document("_id", prefix + letter.member())
                        .append("member", letter.member())
                        .append("subject", letter.subject())
                        .append("text", letter.text())
                        .append("since", now)
                        .append("due", now)
                        .append("tries", 0))
                .toList();
        mongo.execute(COLLECTION, c -> {
            try {
                c.withWriteConcern(WriteConcern.MAJORITY).insertMany(documents, new InsertManyOptions().ordered(false));
            } catch (MongoBulkWriteException e) {
                boolean onlyRepeats = e.getWriteConcernError() == null
                        && e.getWriteErrors().stream().allMatch(error -> error.getCode() == 11_000);
                if (!onlyRepeats) {
                    throw e;
                }
            }
            return true;
        });
    }

    /** How many are to be sent, counted to no more than may be. */
    long waiting() {
        return count(new Document("due", new Document("$exists", true)));
    }

    /** How many should have been sent by now, counted to no more than may wait. */
    long overdue() {
        Document due = new Document("due", new Document("$lte", Date.from(clock.instant())));
        return count(due);
    }

    private long count(Document filter) {
        return Objects.requireNonNull(
                mongo.execute(COLLECTION, c -> c.countDocuments(filter, new CountOptions().limit(most))));
    }

    /** The ids of those that have been due for longest. */
    List<String> due(int limit) {
        List<String> ids = new ArrayList<>();
        Document due = new Document("due", new Document("$lte", Date.from(clock.instant())));
        mongo.execute(COLLECTION, c -> {
            c.find(due)
                    .projection(new Document("_id", 1))
                    .sort(new Document("due", 1))
                    .limit(limit)
                    .forEach(mail -> ids.add(mail.getString("_id")));
            return true;
        });
        return ids;
    }

    /** Claims a mail for this caller; null if it is no longer due because another instance has claimed it. */
    @Nullable
    Claimed claim(String id) {
        Instant now = clock.instant();
        Document claimed = mongo.execute(
                COLLECTION,
                c -> c.findOneAndUpdate(
                        new Document("_id", id).append("due", new Document("$lte", Date.from(now))),
                        new Document("$set", new Document("due", Date.from(now.plus(CLAIM))))
                                .append("$inc", new Document("tries", 1)),
                        new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)));
        return claimed == null
                ? null
                : new Claimed(
                        claimed.getString("_id"),
                        new MemberMail(
                                claimed.getString("member"), claimed.getString("subject"), claimed.getString("text")),
                        claimed.getDate("since").toInstant(),
                        claimed.getInteger("tries"));
    }

    /** Marks a mail as sent; its id is kept as long as its event may be delivered again. */
    void done(Claimed mail) {
        Document gone = new Document();
        List.of("due", "member", "subject", "text", "since", "tries").forEach(field -> gone.append(field, ""));
        update(
                new Document("_id", mail.id()),
                new Document("$set", new Document("done", Date.from(clock.instant()))).append("$unset", gone));
    }

    /** Schedules another attempt. */
    void later(Claimed mail, Duration wait) {
        // unless another has claimed it since, because this took too long
        update(
                new Document("_id", mail.id()).append("tries", mail.tries()),
                new Document(
                        "$set", new Document("due", Date.from(clock.instant().plus(wait)))));
    }

    private void update(Document mail, Document update) {
        mongo.execute(COLLECTION, c -> c.updateOne(mail, update));
    }

    /** Deletes the mails to an erased member. */
    public void forget(String member) {
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("member", member)));
    }

    /**
     * Forgets what was sent, a day later than the inbox, since an event is ignored before what it caused is forgotten; and gives
     * up what could not be sent for so long that it would tell nobody anything.
     *
     * @return how many were given up
     */
    long forgetOld() {
        Instant old = clock.instant().minus(remembers).minus(Duration.ofDays(1));
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("done", new Document("$lt", Date.from(old)))));
        Document stale = new Document(
                "since", new Document("$lt", Date.from(clock.instant().minus(LONGEST_WAIT))));
        return Objects.requireNonNull(
                mongo.execute(COLLECTION, c -> c.deleteMany(stale).getDeletedCount()));
    }
}
