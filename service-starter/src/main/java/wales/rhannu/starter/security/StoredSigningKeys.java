package wales.rhannu.starter.security;

import com.mongodb.client.model.UpdateOptions;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The keys that verify tokens, fetched from the provider and kept in this service's database: a service that starts while
 * the provider is down still knows them.
 *
 * <p>A token whose key is known never waits for the provider or the database: else a provider that hangs, and one
 * token with a made-up key id, would stop everybody.
 */
final class StoredSigningKeys implements JWKSource<SecurityContext> {

    private static final Logger log = LoggerFactory.getLogger(StoredSigningKeys.class);
    private static final String COLLECTION = "kept_keys";
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(3);

    private final URI provider;
    private final MongoTemplate mongo;
    private final Duration atMostEvery;
    private final Duration oldAfter;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private volatile @Nullable JWKSet keys;
    private volatile long askedAt;
    private @Nullable CompletableFuture<?> asking;

    /**
     * Keys of a provider.
     *
     * @param atMostEvery how often it is asked for a key that is not known
     * @param oldAfter when it is asked whether those that are known are still its
     */
    StoredSigningKeys(URI provider, MongoTemplate mongo, Duration atMostEvery, Duration oldAfter) {
        this.provider = provider;
        this.mongo = mongo;
        this.atMostEvery = atMostEvery;
        this.oldAfter = oldAfter;
    }

    /**
     * The keys that fit. One that is not known is looked for at the provider, but not too often, so that tokens with
     * made-up key ids cannot make us ask it for each.
     *
     * @throws RemoteKeySourceException when no keys are known at all
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        List<JWK> fit = select(selector);
        if (fit.isEmpty()) {
            await(asking());
            fit = select(selector);
        } else if (System.nanoTime() - askedAt > oldAfter.toNanos()) {
            asking(); // so that a key that was withdrawn is forgotten; nobody waits for it
        }
        if (keys == null) {
            throw new RemoteKeySourceException("No keys are known yet, and " + provider + " does not answer", null);
        }
        return fit;
    }

    private List<JWK> select(JWKSelector selector) {
        JWKSet known = keys;
        return known == null ? List.of() : selector.select(known);
    }

    private synchronized CompletableFuture<?> asking() {
        CompletableFuture<?> last = asking;
        if (last != null && System.nanoTime() - askedAt < atMostEvery.toNanos()) {
            return last;
        }
        askedAt = System.nanoTime();
        CompletableFuture<@Nullable JWKSet> answer = http.sendAsync(
                        HttpRequest.newBuilder(provider).build(), HttpResponse.BodyHandlers.ofString())
                .orTimeout(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(this::read);
        asking = answer;
        answer.thenAcceptAsync(this::keep);
        return answer;
    }

    private @Nullable JWKSet read(@Nullable HttpResponse<String> answer, @Nullable Throwable failure) {
        try {
            if (answer != null && answer.statusCode() == 200) {
                JWKSet fresh = JWKSet.parse(answer.body());
                if (!fresh.isEmpty()) {
                    keys = fresh;
                    return fresh;
                }
            }
            log.warn(
                    "{} gives no keys: {}",
                    provider,
                    failure != null ? failure.toString() : "no key set in its answer");
        } catch (ParseException e) {
            log.warn("{} gives no keys: {}", provider, e.toString());
        }
        if (keys == null) {
            keys = kept();
        }
        return null;
    }

    private void await(CompletableFuture<?> answer) {
        try {
            answer.get(ANSWERS_WITHIN.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("The keys of {} cannot be had: {}", provider, e.toString());
        }
    }

    private @Nullable JWKSet kept() {
        try {
            Document document = mongo.execute(COLLECTION, c -> c.find(new Document("_id", provider.toString()))
                    .first());
            return document == null ? null : JWKSet.parse(document.getString("keys"));
        } catch (DataAccessException | ParseException e) {
            log.warn("No kept keys can be read: {}", e.toString());
            return null;
        }
    }

    private void keep(@Nullable JWKSet fresh) {
        if (fresh == null) {
            return;
        }
        try {
            Document set = new Document("$set", new Document("keys", fresh.toString(true)));
            mongo.execute(
                    COLLECTION,
                    c -> c.updateOne(new Document("_id", provider.toString()), set, new UpdateOptions().upsert(true)));
        } catch (DataAccessException e) {
            log.warn("The keys cannot be kept: {}", e.toString());
        }
    }
}
