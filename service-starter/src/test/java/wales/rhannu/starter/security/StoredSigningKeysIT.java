package wales.rhannu.starter.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import wales.rhannu.starter.Engines;

class StoredSigningKeysIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SimpleMongoClientDatabaseFactory database = new SimpleMongoClientDatabaseFactory(
            Engines.mongoUri("keys" + UUID.randomUUID().toString().substring(0, 8)));
    private final MongoTemplate mongo = new MongoTemplate(database);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch asked = new CountDownLatch(2);
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer provider;
    private volatile String answer = "";
    private volatile boolean hangs;

    @BeforeEach
    void start() throws Exception {
        answer = new JWKSet(new RSAKeyGenerator(2048).keyID("k1").generate().toPublicJWK()).toString();
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(threads);
        provider.createContext("/", exchange -> {
            asked.countDown();
            if (hangs) {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            byte[] body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
    }

    @AfterEach
    void stop() throws Exception {
        over.countDown();
        provider.stop(0);
        threads.shutdownNow();
        database.destroy();
    }

    private StoredSigningKeys keys(Duration atMostEvery) {
        return keys(atMostEvery, Duration.ofMinutes(5));
    }

    private StoredSigningKeys keys(Duration atMostEvery, Duration oldAfter) {
        return new StoredSigningKeys(
                URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/"), mongo, atMostEvery, oldAfter);
    }

    private static List<JWK> get(StoredSigningKeys keys, String id) throws KeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
    }

    private void awaitKept() {
        await().atMost(PATIENCE).until(() -> mongo.getCollection("kept_keys").countDocuments() == 1);
    }

    @Test
    void aKnownKeyIsThereWhileAnotherIsAskedForAndTheProviderHangs() throws Exception {
        StoredSigningKeys keys = keys(Duration.ZERO);
        assertThat(get(keys, "k1")).hasSize(1);
        hangs = true;
        CompletableFuture<List<JWK>> unknown = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return get(keys, "made-up");
                    } catch (KeySourceException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
        asked.await();

        assertThat(get(keys, "k1")).hasSize(1);
        assertThat(unknown).isNotDone();
        assertThat(unknown.get()).isEmpty();
    }

    @Test
    void aNewKeyIsAskedForWhenItIsMet() throws Exception {
        StoredSigningKeys keys = keys(Duration.ZERO);
        assertThat(get(keys, "k2")).isEmpty();
        answer = new JWKSet(new RSAKeyGenerator(2048).keyID("k2").generate().toPublicJWK()).toString();

        assertThat(get(keys, "k2")).hasSize(1);
        assertThat(get(keys, "k1")).isEmpty();
    }

    @Test
    void theProviderIsNotAskedTooOften() throws Exception {
        StoredSigningKeys keys = keys(Duration.ofMinutes(1));
        get(keys, "k1");
        for (int i = 0; i < 10; i++) {
            assertThat(get(keys, "made-up-" + i)).isEmpty();
        }
        assertThat(asked.getCount()).isEqualTo(1);
    }

    @Test
    void aKeyThatWasWithdrawnIsForgottenAlthoughNobodyMeetsANewOne() throws Exception {
        StoredSigningKeys keys = keys(Duration.ZERO, Duration.ZERO);
        assertThat(get(keys, "k1")).hasSize(1);
        answer = new JWKSet(new RSAKeyGenerator(2048).keyID("k2").generate().toPublicJWK()).toString();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get(keys, "k1")).isEmpty());
    }

    @Test
    void whoHoldsAKnownKeyDoesNotWaitForTheBackgroundToAskAgain() throws Exception {
        StoredSigningKeys keys = keys(Duration.ZERO, Duration.ZERO);
        get(keys, "k1");
        hangs = true;

        // whoever waited would do so each time, for the three seconds that a provider has for its answer; a machine
        // that is
        // busy may take as long once
        await().atMost(PATIENCE).until(() -> {
            long begun = System.nanoTime();
            assertThat(get(keys, "k1")).hasSize(1);
            return System.nanoTime() - begun < Duration.ofSeconds(2).toNanos();
        });
        asked.await();
    }

    @Test
    void theyAreKnownWhileTheDatabaseIsAway() throws Exception {
        SimpleMongoClientDatabaseFactory nowhere = new SimpleMongoClientDatabaseFactory(
                "mongodb://127.0.0.1:1/keys?serverSelectionTimeoutMS=200&connectTimeoutMS=200");
        try {
            StoredSigningKeys keys = new StoredSigningKeys(
                    URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/"),
                    new MongoTemplate(nowhere),
                    Duration.ZERO,
                    Duration.ofMinutes(5));

            assertThat(get(keys, "k1")).hasSize(1);
            provider.stop(0);
            assertThat(get(keys, "made-up")).isEmpty();
            assertThat(get(keys, "k1")).hasSize(1);
        } finally {
            nowhere.destroy();
        }
    }

    @Test
    void theLastOnesAreKeptForWhenTheProviderIsDown() throws Exception {
        get(keys(Duration.ZERO), "k1");
        awaitKept();
        provider.stop(0);

        assertThat(get(keys(Duration.ZERO), "k1")).hasSize(1);
    }

    @Test
    void anAnswerWithoutKeysChangesNothing() throws Exception {
        StoredSigningKeys keys = keys(Duration.ZERO);
        get(keys, "k1");
        answer = "{\"keys\":[]}";

        assertThat(get(keys, "made-up")).isEmpty();
        assertThat(get(keys, "k1")).hasSize(1);
    }

    @Test
    void withoutAnyItIsNotTheTokensFault() {
        provider.stop(0);

        assertThatThrownBy(() -> get(keys(Duration.ZERO), "k1")).isInstanceOf(RemoteKeySourceException.class);
    }
}
