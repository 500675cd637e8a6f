package wales.rhannu.events.calendar;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
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
import wales.rhannu.events.membership.MembershipChanges;
import wales.rhannu.starter.mongo.Indexes;

/**
 * The secrets by which calendar programs, which cannot sign in, read the calendar of a person: one each, of which only a
 * hash is kept. They are nobody else's business, so no event tells of them.
 */
@Repository
class SecretAddresses implements MembershipChanges {

    private static final String COLLECTION = "calendar_addresses";
    private static final int BYTES = 32;

    private final MongoTemplate mongo;
    private final SecureRandom random = new SecureRandom();

    SecretAddresses(MongoTemplate mongo) {
        this.mongo = mongo;
        Indexes.create(
                mongo,
                COLLECTION,
                List.of(new Document("name", "hash")
                        .append("key", new Document("hash", 1))
                        .append("unique", true)));
    }

    /** A new one; the one before ends. */
    String make(String member) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Document set = new Document("$set", new Document("hash", hash(secret)));
        try {
            put(member, set);
        } catch (DuplicateKeyException e) {
            put(member, set); // their first at the same time in another window
        }
        return secret;
    }

    private void put(String member, Document set) {
        mongo.execute(COLLECTION, c -> durable(c)
                .updateOne(new Document("_id", member), set, new UpdateOptions().upsert(true)));
    }

    void end(String member) {
        mongo.execute(COLLECTION, c -> durable(c).deleteOne(new Document("_id", member)));
    }

    Optional<String> memberOf(String secret) {
        Document found = mongo.execute(
                COLLECTION, c -> c.find(new Document("hash", hash(secret))).first());
        return Optional.ofNullable(found).map(document -> document.getString("_id"));
    }

    @Override
    public void memberErased(String id) {
        end(id);
    }

    private static MongoCollection<Document> durable(MongoCollection<Document> c) {
        return c.withWriteConcern(WriteConcern.MAJORITY);
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
