package wales.rhannu.events.calendar;

import com.mongodb.client.model.UpdateOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.erasure.MemberErasure;
import wales.rhannu.starter.mongo.Indexes;
import wales.rhannu.starter.mongo.MajorityConcern;

/**
 * The secrets by which calendar programs, which cannot sign in, read the calendar of a person: one each, of which only a
 * hash is kept. They are nobody else's business, so no event tells of them.
 */
@Repository
class CalendarFeedTokens implements MemberErasure {

    private static final String COLLECTION = "calendar_addresses";
    private static final String ENDED_BY = "endedBy";
    private static final int BYTES = 32;

    private final MongoTemplate mongo;
    private final SecureRandom random = new SecureRandom();

    CalendarFeedTokens(MongoTemplate mongo) {
        this.mongo = mongo;
        Indexes.create(
                mongo,
                COLLECTION,
                List.of(new Document("name", "hash")
                        .append("key", new Document("hash", 1))
                        .append("unique", true)));
    }

    /** Creates a token, and revokes the previous one. */
    String make(String member) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Document set = new Document("$set", new Document("hash", hash(secret)));
        try {
            put(new Document("_id", member), set);
        } catch (DuplicateKeyException e) {
            put(new Document("_id", member), set); // their first at the same time in another window
        }
        return secret;
    }

    private void put(Document filter, Document set) {
        mongo.execute(
                COLLECTION, c -> MajorityConcern.writes(c).updateOne(filter, set, new UpdateOptions().upsert(true)));
    }

    /** Ends it. The key of the request stays, so that its late repeat does not end an address that was made since. */
    void end(String member, RequestContext request) {
        String key = request.requestKey();
        if (key == null) {
            remove(member);
            return;
        }
        Document unlessRepeated = new Document("_id", member).append(ENDED_BY, new Document("$ne", key));
        Document ended = new Document("hash", "ended/" + member).append(ENDED_BY, key);
        try {
            put(unlessRepeated, new Document("$set", ended));
        } catch (DuplicateKeyException e) {
            return; // it was carried out
        }
    }

    private void remove(String member) {
        mongo.execute(COLLECTION, c -> MajorityConcern.writes(c).deleteOne(new Document("_id", member)));
    }

    Optional<String> memberOf(String secret) {
        Document found = mongo.execute(
                COLLECTION, c -> c.find(new Document("hash", hash(secret))).first());
        return Optional.ofNullable(found).map(document -> document.getString("_id"));
    }

    @Override
    public void erase(String member) {
        remove(member);
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
