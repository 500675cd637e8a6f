package wales.rhannu.starter.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The keys that verify tokens, fetched from the provider and kept in this service's database: a service that starts while
 * the provider is down still knows them.
 */
final class KeptKeys implements JWKSource<SecurityContext> {

    private static final Logger log = LoggerFactory.getLogger(KeptKeys.class);
    private static final String COLLECTION = "kept_keys";
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);

    private final URI provider;
    private final MongoTemplate mongo;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private @Nullable JWKSet keys;
    private boolean fetched;
    private long fetchedAt;

    KeptKeys(URI provider, MongoTemplate mongo) {
        this.provider = provider;
        this.mongo = mongo;
    }

    /**
     * The keys that fit. One that is not known is looked for at the provider, at most every ten seconds, so that tokens with
     * made-up key ids cannot make us ask it for each.
     *
     * @throws RemoteKeySourceException when no keys are known at all
     */
    @Override
    public synchronized List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
            throws KeySourceException {
        if (keys == null) {
            keys = kept();
        }
        List<JWK> fit = keys == null ? List.of() : selector.select(keys);
        if (fit.isEmpty() && mayFetch()) {
            fetch();
            fit = keys == null ? List.of() : selector.select(keys);
        }
        if (keys == null) {
            throw new RemoteKeySourceException("No keys are known yet, and " + provider + " does not answer", null);
        }
        return fit;
    }

    private boolean mayFetch() {
        return !fetched || System.nanoTime() - fetchedAt > AT_MOST_EVERY.toNanos();
    }

    private void fetch() {
        fetched = true;
        fetchedAt = System.nanoTime();
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(provider)
                            .timeout(Duration.ofSeconds(3))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
            JWKSet fresh = JWKSet.parse(answer.body());
            keys = fresh;
            keep(fresh);
        } catch (IOException | ParseException e) {
            log.warn("The keys of {} cannot be fetched: {}", provider, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    private void keep(JWKSet fresh) {
        try {
            Document set = new Document("$set", new Document("keys", fresh.toString(true)));
            mongo.execute(
                    COLLECTION,
                    c -> c.updateOne(
                            new Document("_id", provider.toString()),
                            set,
                            new com.mongodb.client.model.UpdateOptions().upsert(true)));
        } catch (DataAccessException e) {
            log.warn("The keys cannot be kept: {}", e.toString());
        }
    }
}
