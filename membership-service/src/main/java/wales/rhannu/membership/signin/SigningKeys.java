package wales.rhannu.membership.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.UUID;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The key that signs tokens: made at the first start, kept in the database, the same at every instance. */
final class SigningKeys {

    private static final String COLLECTION = "signing_keys";
    private static final String CURRENT = "current";
    private static final int BITS = 2048;

    private SigningKeys() {}

    static JWKSet of(MongoTemplate mongo, Clock clock) {
        Document there = load(mongo);
        if (there == null) {
            make(mongo, clock);
            there = load(mongo);
        }
        if (there == null) {
            throw new IllegalStateException("The signing key was made but is not there");
        }
        try {
            return new JWKSet(RSAKey.parse(there.getString("jwk")));
        } catch (ParseException e) {
            throw new IllegalStateException("The signing key in the database cannot be read", e);
        }
    }

    private static @org.jspecify.annotations.Nullable Document load(MongoTemplate mongo) {
        return mongo.execute(
                COLLECTION, c -> c.find(new Document("_id", CURRENT)).first());
    }

    private static void make(MongoTemplate mongo, Clock clock) {
        try {
            RSAKey key = new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
            mongo.execute(
                    COLLECTION,
                    c -> c.insertOne(new Document("_id", CURRENT)
                            .append("jwk", key.toJSONString())
                            .append("created", Date.from(clock.instant()))));
        } catch (DuplicateKeyException e) {
            return; // another instance was first, and its key counts
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
