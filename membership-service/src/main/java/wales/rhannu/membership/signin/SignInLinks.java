package wales.rhannu.membership.signin;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.authentication.ott.DefaultOneTimeToken;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.mongo.Indexes;

/** The links that were mailed and not used yet: found by a hash of their token, and removed as they are found. */
@Repository
class SignInLinks implements OneTimeTokenService {

    static final String COLLECTION = "sign_in_links";

    private final MongoTemplate mongo;
    private final Clock clock;
    private final SignInSettings settings;
    private final SecureRandom random = new SecureRandom();

    SignInLinks(MongoTemplate mongo, Clock clock, SignInSettings settings) {
        this.mongo = mongo;
        this.clock = clock;
        this.settings = settings;
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of("email", "expires"), Indexes.of("expires")));
    }

    @Override
    public OneTimeToken generate(GenerateOneTimeTokenRequest request) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant expires = clock.instant().plus(settings.link());
        mongo.execute(
                COLLECTION,
                c -> c.insertOne(new Document("_id", Digest.of(token))
                        .append("email", request.getUsername())
                        .append("expires", Date.from(expires))));
        return new DefaultOneTimeToken(token, request.getUsername(), expires);
    }

    /** In one operation, so that of two clicks at once one signs in. */
    @Override
    public @Nullable OneTimeToken consume(OneTimeTokenAuthenticationToken authentication) {
        String token = authentication.getTokenValue();
        if (token == null) {
            return null;
        }
        Document found = mongo.execute(COLLECTION, c -> c.findOneAndDelete(new Document("_id", Digest.of(token))));
        if (found == null) {
            return null;
        }
        Instant expires = found.getDate("expires").toInstant();
        return clock.instant().isAfter(expires)
                ? null
                : new DefaultOneTimeToken(token, found.getString("email"), expires);
    }

    /** A link that its owner never gets. */
    void remove(OneTimeToken link) {
        mongo.execute(COLLECTION, c -> c.deleteOne(new Document("_id", Digest.of(link.getTokenValue()))));
    }

    /** How many wait to be used for an address. */
    long waiting(String email) {
        Document filter =
                new Document("email", email).append("expires", new Document("$gt", Date.from(clock.instant())));
        Long count = mongo.execute(COLLECTION, c -> c.countDocuments(filter));
        return count == null ? 0 : count;
    }
}
