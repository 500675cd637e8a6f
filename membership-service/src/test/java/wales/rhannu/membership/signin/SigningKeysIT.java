package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import wales.rhannu.membership.MutableClock;

/** One key signs at a time, and whoever verifies tokens knows each key for as long as a token of it lives. */
class SigningKeysIT extends SignInSteps {

    private static final Instant START = Instant.parse("2026-01-01T09:00:00Z");
    private static final Duration SIGNS = Duration.ofDays(30);
    private static final Duration BEFORE = Duration.ofHours(1);
    private static final Duration TOKEN = Duration.ofMinutes(45);
    private static final JWKSelector ALL = new JWKSelector(new JWKMatcher.Builder().build());

    @Autowired
    private MongoClient client;

    @Autowired
    private MongoTemplate ofTheService;

    @Autowired
    private SigningKeys keysOfTheService;

    private MongoTemplate mongo;
    private final MutableClock clock = new MutableClock(START);

    @BeforeEach
    void apart() {
        mongo = new MongoTemplate(client, "keys-" + UUID.randomUUID().toString().substring(0, 8));
    }

    @AfterEach
    void drop() {
        mongo.getDb().drop();
    }

    private SigningKeys instance() {
        return instance(TOKEN);
    }

    private SigningKeys instance(Duration accessToken) {
        return new SigningKeys(
                mongo, clock, new SignInSettings(Duration.ofMinutes(15), 5, 3, accessToken, SIGNS, BEFORE));
    }

    private static String signing(SigningKeys keys) {
        List<JWK> signing = keys.signing(ALL, null);
        assertThat(signing).hasSize(1);
        return signing.get(0).getKeyID();
    }

    private static List<String> published(SigningKeys keys) {
        return keys.get(ALL, null).stream().map(JWK::getKeyID).toList();
    }

    @Test
    void aKeyIsPublishedBeforeItSignsAndUntilItsLastTokenHasEnded() {
        SigningKeys keys = instance();
        String first = signing(keys);
        assertThat(published(keys)).containsExactly(first);

        clock.now = START.plus(SIGNS).minus(BEFORE).minusSeconds(1);
        keys.look();
        assertThat(published(keys)).containsExactly(first);
        clock.now = START.plus(SIGNS).minus(BEFORE);
        keys.look();
        assertThat(published(keys)).hasSize(2).startsWith(first);
        assertThat(signing(keys)).isEqualTo(first);

        clock.now = START.plus(SIGNS);
        String second = signing(keys);
        assertThat(second).isNotEqualTo(first);
        assertThat(published(keys)).containsExactly(first, second);

        clock.now = START.plus(SIGNS).plus(TOKEN).plusSeconds(61); // clocks may differ by a minute
        keys.look();
        assertThat(published(keys)).contains(first);
        clock.now = START.plus(SIGNS).plus(TOKEN).plus(Duration.ofMinutes(2));
        keys.look();
        assertThat(published(keys)).containsExactly(second);
        assertThat(mongo.getCollection(SigningKeys.COLLECTION).countDocuments()).isEqualTo(1);
    }

    @Test
    void aKeyIsKeptForTheLongestTokenThatItEverSigned() {
        Duration long1 = Duration.ofHours(5);
        String first = signing(instance(long1));
        clock.now = START.plus(SIGNS);
        SigningKeys shorter = instance(TOKEN);
        clock.now = clock.now.plus(BEFORE);
        assertThat(signing(shorter)).isNotEqualTo(first);
        clock.now = clock.now.plus(long1);
        shorter.look();
        assertThat(published(shorter)).contains(first);
        clock.now = clock.now.plus(Duration.ofMinutes(2));
        shorter.look();
        assertThat(published(shorter)).doesNotContain(first);
    }

    @Test
    void ofManyInstancesOneMakesTheNextKeyAndAllSignWithIt() throws Exception {
        int instances = 4;
        ExecutorService starting = Executors.newFixedThreadPool(instances);
        try {
            List<SigningKeys> all = together(starting, instances, this::instance);
            assertThat(all.stream().map(SigningKeysIT::signing)).containsOnly(signing(all.get(0)));
            for (int rotation = 1; rotation <= 2; rotation++) {
                String before = signing(all.get(0));
                clock.now = START.plus(SIGNS.multipliedBy(rotation)).minus(BEFORE);
                CyclicBarrier barrier = new CyclicBarrier(instances);
                List<Future<?>> looking = new ArrayList<>();
                for (SigningKeys keys : all) {
                    looking.add(starting.submit(() -> {
                        barrier.await();
                        keys.look();
                        return true;
                    }));
                }
                for (Future<?> one : looking) {
                    one.get();
                }
                assertThat(mongo.getCollection(SigningKeys.COLLECTION).countDocuments())
                        .isEqualTo(2);
                clock.now = START.plus(SIGNS.multipliedBy(rotation));
                assertThat(all.stream().map(SigningKeysIT::signing))
                        .containsOnly(signing(all.get(0)))
                        .doesNotContain(before);
                clock.now = clock.now.plus(Duration.ofHours(2));
                all.forEach(SigningKeys::look);
            }
        } finally {
            starting.shutdownNow();
        }
    }

    private static <T> List<T> together(ExecutorService threads, int many, java.util.function.Supplier<T> make)
            throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(many);
        List<Future<T>> making = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            making.add(threads.submit(() -> {
                barrier.await();
                return make.get();
            }));
        }
        List<T> made = new ArrayList<>();
        for (Future<T> one : making) {
            made.add(one.get());
        }
        return made;
    }

    @Test
    void theKeyOfTheVersionBeforeGoesOnAndRotatesWhenItIsOld() {
        String before = signing(instance());
        mongo.getCollection(SigningKeys.COLLECTION)
                .updateOne(
                        new Document("_id", "current"),
                        new Document("$unset", new Document("signsFrom", "").append("longestToken", "")));
        clock.now = START.plus(Duration.ofDays(200));

        SigningKeys upgraded = instance();
        assertThat(signing(upgraded)).isEqualTo(before);
        clock.now = clock.now.plus(BEFORE);
        assertThat(signing(upgraded)).isNotEqualTo(before);
        assertThat(published(upgraded)).contains(before);
    }

    @Test
    void whoVerifiesTokensSeesANewKeyWithoutARestart() {
        HttpClient browser = browser();
        NimbusJwtDecoder service =
                NimbusJwtDecoder.withJwkSetUri(uri("/oauth2/jwks").toString()).build();
        String earlier = signIn(browser, "member@demo.rhannu.example");
        Object keyBefore = service.decode(earlier).getHeaders().get("kid");

        // a month passes
        Date monthAgo = Date.from(Instant.now().minus(SIGNS));
        set(new Document(), "signsFrom", monthAgo);
        keysOfTheService.look();
        assertThat(service.decode(exchanged(browser, code(browser))).getHeaders())
                .as("published, and does not sign yet")
                .containsEntry("kid", keyBefore);
        set(new Document("_id", new Document("$regex", "^after ")), "signsFrom", new Date());
        keysOfTheService.look();

        String later = exchanged(browser, code(browser));
        assertThat(service.decode(later).getHeaders().get("kid")).isNotEqualTo(keyBefore);
        assertThat(service.decode(earlier).getHeaders()).containsEntry("kid", keyBefore);
        for (String token : Stream.of(earlier, later).toList()) {
            assertThat(get("/userinfo", "Authorization", "Bearer " + token).statusCode())
                    .isEqualTo(200);
        }
        assertThat(get("/oauth2/jwks").body()).doesNotContain("\"d\"", "\"p\"");
    }

    private void set(Document which, String field, Object value) {
        ofTheService
                .getCollection(SigningKeys.COLLECTION)
                .updateMany(which, new Document("$set", new Document(field, value)));
    }
}
