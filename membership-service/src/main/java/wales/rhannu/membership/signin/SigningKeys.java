package wales.rhannu.membership.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.mongo.Indexes;
import wales.rhannu.starter.mongo.TransientFailures;

/**
 * The keys of tokens, the same at every instance: one signs, the next is published for a while before it does, and earlier ones
 * for as long as a token lives that they signed.
 */
@Component
class SigningKeys implements JWKSource<SecurityContext> {

    static final String COLLECTION = "signing_keys";
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    private static final String CREATED = "created";
    private static final int BITS = 2048;

    /** Spring Authorization Server gives every ID token half an hour. */
    private static final Duration ID_TOKEN = Duration.ofMinutes(30);

    /** Who verifies a token allows its clock to differ by a minute, and an instance that signs looks here once a minute. */
    private static final Duration ALLOWANCE = Duration.ofMinutes(2);

    private final MongoTemplate mongo;
    private final Clock clock;
    private final Duration signsFor;
    private final Duration publishedBefore;
    private final Duration longestToken;

    /** In the order in which they were made and begin to sign; never empty. */
    private volatile List<SigningKey> keys;

    SigningKeys(MongoTemplate mongo, Clock clock, SignInSettings settings) {
        this.mongo = mongo;
        this.clock = clock;
        this.signsFor = settings.signingKey();
        this.publishedBefore = settings.signingKeyPublishedBefore();
        this.longestToken = settings.accessToken().compareTo(ID_TOKEN) > 0 ? settings.accessToken() : ID_TOKEN;
        this.keys = List.of();
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of(CREATED)));
        rotate();
    }

    /** The published keys, for who verifies tokens. */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(new JWKSet(
                published(clock.instant()).stream().<JWK>map(SigningKey::jwk).toList()));
    }

    /** The key that signs now, and no other. */
    List<JWK> signing(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(new JWKSet(signing(clock.instant()).jwk()));
    }

    private SigningKey signing(Instant now) {
        SigningKey signing = keys.get(0); // where another instance made it whose clock is ahead
        for (SigningKey key : keys) {
            if (!key.signsFrom().isAfter(now)) {
                signing = key;
            }
        }
        return signing;
    }

    private List<SigningKey> published(Instant now) {
        List<SigningKey> there = keys;
        List<SigningKey> published = new ArrayList<>();
        for (int i = 0; i < there.size(); i++) {
            boolean last = i == there.size() - 1;
            if (last || now.isBefore(endOfTokens(there.get(i), there.get(i + 1)))) {
                published.add(there.get(i));
            }
        }
        return published;
    }

    private Instant endOfTokens(SigningKey key, SigningKey successor) {
        Duration longest = key.longestToken().compareTo(longestToken) > 0 ? key.longestToken() : longestToken;
        return successor.signsFrom().plus(longest).plus(ALLOWANCE);
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void look() {
        try {
            rotate();
        } catch (RuntimeException e) {
            if (!TransientFailures.isDatabaseAway(e)) {
                throw e;
            }
            log.debug("The signing keys stay as they are until the database is back");
        }
    }

    /** Takes in what other instances did, and does what is due; each step happens once, whichever instance takes it. */
    void rotate() {
        Instant now = clock.instant();
        List<SigningKey> there = load();
        if (there.isEmpty()) {
            add(SigningKey.FIRST, now);
            there = load();
        }
        SigningKey newest = there.get(there.size() - 1);
        Instant due = newest.signsFrom().plus(signsFor);
        if (!newest.signsFrom().isAfter(now) && !due.minus(publishedBefore).isAfter(now)) {
            Instant soonest = now.plus(publishedBefore);
            add(SigningKey.idAfter(newest), due.isAfter(soonest) ? due : soonest);
            there = load();
        }
        keys = there;
        rememberLongestToken(now);
        removeEnded(now);
    }

    private List<SigningKey> load() {
        List<Document> documents = Objects.requireNonNull(mongo.execute(
                COLLECTION, c -> c.find().sort(new Document(CREATED, 1)).into(new ArrayList<Document>())));
        return documents.stream().map(SigningKey::read).toList();
    }

    private void add(String id, Instant signsFrom) {
        try {
            RSAKey jwk = new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
            Document document = new SigningKey(id, jwk, signsFrom, longestToken).write(clock.instant());
            mongo.execute(COLLECTION, c -> c.insertOne(document));
            log.info("A new key signs tokens from {} on: {}", signsFrom, jwk.getKeyID());
        } catch (DuplicateKeyException e) {
            log.debug("Another instance made the next signing key");
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By then the setting may be another one. */
    private void rememberLongestToken(Instant now) {
        SigningKey signing = signing(now);
        if (signing.longestToken().compareTo(longestToken) < 0) {
            Document longest = new Document("$max", new Document("longestToken", longestToken.toMillis()));
            mongo.execute(COLLECTION, c -> c.updateOne(new Document("_id", signing.id()), longest));
        }
    }

    private void removeEnded(Instant now) {
        List<SigningKey> ended = new ArrayList<>(keys);
        ended.removeAll(published(now));
        for (SigningKey key : ended) {
            mongo.execute(COLLECTION, c -> c.deleteOne(new Document("_id", key.id())));
            log.info(
                    "No token lives that was signed with {}, and it was removed",
                    key.jwk().getKeyID());
        }
    }
}
