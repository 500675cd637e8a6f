package wales.rhannu.membership.member;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.mongo.Indexes;
import wales.rhannu.starter.mongo.MajorityConcern;

/**
 * Which member has which mailbox, by the mailbox's key: whoever claims it first, in one operation. Where members were two
 * before mailboxes were known, both are here, and both stay.
 */
@Repository
class Mailboxes {

    static final String COLLECTION = "mailboxes";
    private static final String MEMBERS = "members";
    private static final String SHARED = "shared";
    private static final String UNCONFIRMED = "unconfirmed";

    /** Longer than it takes to store a member. */
    private static final Duration TO_CONFIRM = Duration.ofHours(1);

    private final MongoTemplate mongo;
    private final Clock clock;

    Mailboxes(MongoTemplate mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
        Indexes.create(
                mongo,
                COLLECTION,
                List.of(
                        Indexes.of(MEMBERS),
                        Indexes.of(SHARED, "_id"),
                        Indexes.of(UNCONFIRMED).append("sparse", true)));
    }

    /**
     * One that several members have.
     *
     * @param key of the mailbox
     */
    record Shared(String key, List<String> members) {}

    /** The ids of the members who have a mailbox: mostly one. It may be of one who was erased, or not stored yet. */
    List<String> membersOf(String key) {
        Document there =
                mongo.execute(COLLECTION, c -> c.find(new Document("_id", key)).first());
        return there == null ? List.of() : there.getList(MEMBERS, String.class);
    }

    /**
     * Claims a mailbox for a member who is about to be stored.
     *
     * @return the ids of those who have it; the given one alone where nobody had
     */
    List<String> claim(String key, String member) {
        Document claim = new Document("_id", key)
                .append(MEMBERS, List.of(member))
                .append(UNCONFIRMED, Date.from(clock.instant().plus(TO_CONFIRM)));
        while (true) {
            try {
                mongo.execute(COLLECTION, c -> MajorityConcern.writes(c).insertOne(claim));
                return List.of(member);
            } catch (DuplicateKeyException e) {
                List<String> members = membersOf(key);
                if (!members.isEmpty()) {
                    return members;
                }
                // who took its last member out is about to remove it, or ended before
                mongo.execute(COLLECTION, c -> c.deleteOne(nobodys(key)));
            }
        }
    }

    private static Document nobodys(String key) {
        return new Document("_id", key).append(MEMBERS, new Document("$size", 0));
    }

    /** The member of a claim is stored. */
    void confirm(String key) {
        mongo.execute(
                COLLECTION,
                c -> c.updateOne(new Document("_id", key), new Document("$unset", new Document(UNCONFIRMED, ""))));
    }

    /** Adds a member who is stored already. */
    void add(String key, String member) {
        Document byKey = new Document("_id", key);
        Document added = new Document("$addToSet", new Document(MEMBERS, member))
                .append("$unset", new Document(UNCONFIRMED, ""));
        try {
            mongo.execute(COLLECTION, c -> c.insertOne(new Document("_id", key).append(MEMBERS, List.of(member))));
        } catch (DuplicateKeyException e) {
            mongo.execute(COLLECTION, c -> c.updateOne(byKey, added));
            if (membersOf(key).size() > 1) {
                mongo.execute(COLLECTION, c -> c.updateOne(byKey, new Document("$set", new Document(SHARED, true))));
            }
        }
    }

    /** Removes an erased member. */
    void remove(String key, String member) {
        Document byKey = new Document("_id", key);
        mongo.execute(COLLECTION, c -> c.updateOne(byKey, new Document("$pull", new Document(MEMBERS, member))));
        // unless somebody was added meanwhile
        mongo.execute(COLLECTION, c -> c.deleteOne(nobodys(key)));
    }

    /** The keys of a member's mailboxes: one, unless the rules of what a mailbox is have changed. */
    List<String> keysOf(String member) {
        return Objects.requireNonNull(mongo.execute(COLLECTION, c -> c.find(new Document(MEMBERS, member))
                .map(it -> it.getString("_id"))
                .into(new ArrayList<>())));
    }

    /** Those of some keys that there are. */
    Map<String, Set<String>> among(Collection<String> keys) {
        Map<String, Set<String>> found = new HashMap<>();
        mongo.execute(COLLECTION, c -> {
            c.find(new Document("_id", new Document("$in", List.copyOf(keys))))
                    .forEach(it -> found.put(it.getString("_id"), Set.copyOf(it.getList(MEMBERS, String.class))));
            return true;
        });
        return found;
    }

    /** Those that once had several members, by key; some of them may have left. */
    List<Shared> shared(@Nullable String after, int limit) {
        Document filter = new Document(SHARED, true);
        if (after != null) {
            filter.append("_id", new Document("$gt", after));
        }
        return Objects.requireNonNull(mongo.execute(COLLECTION, c -> c.find(filter)
                .sort(new Document("_id", 1))
                .limit(limit)
                .map(it -> new Shared(it.getString("_id"), it.getList(MEMBERS, String.class)))
                .into(new ArrayList<>())));
    }

    /** Releases claims whose member was never stored, because the instance died before. */
    void releaseUnconfirmed() {
        Document over = new Document(UNCONFIRMED, new Document("$lt", Date.from(clock.instant())));
        mongo.execute(COLLECTION, c -> c.deleteMany(over));
    }
}
