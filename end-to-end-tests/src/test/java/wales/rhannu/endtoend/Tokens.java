package wales.rhannu.endtoend;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.testplatform.Platform;

/** Tokens as membership-service signs them, with its own key, for more people than could sign in by e-mail in the time of a test. */
final class Tokens {

    private final String issuer;
    private final String keyId;
    private final PrivateKey key;

    Tokens(Platform platform) {
        issuer = "http://localhost:" + platform.port("gateway");
        try (MongoClient client = MongoClients.create(platform.mongoUri("membership"))) {
            Document kept = Objects.requireNonNull(client.getDatabase("membership")
                    .getCollection("signing_keys")
                    .find(new Document("_id", "current"))
                    .first());
            JsonNode jwk = JsonMapper.shared().readTree(kept.getString("jwk"));
            keyId = jwk.path("kid").asString("");
            key = KeyFactory.getInstance("RSA")
                    .generatePrivate(new RSAPrivateKeySpec(number(jwk, "n"), number(jwk, "d")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BigInteger number(JsonNode jwk, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(name).asString("")));
    }

    /** Of a member of an organisation. */
    String of(String member, String organisation) {
        return of(member, organisation, List.of("member"));
    }

    /** Of somebody with these roles. */
    String of(String member, String organisation, List<String> roles) {
        long now = Instant.now().getEpochSecond();
        String signed = part(Map.of("alg", "RS256", "kid", keyId))
                + "."
                + part(Map.of(
                        "iss", issuer,
                        "aud", List.of("rhannu"),
                        "sub", member,
                        "org", organisation,
                        "roles", roles,
                        "iat", now,
                        "exp", now + Duration.ofMinutes(15).toSeconds()));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(Map<String, Object> json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JsonMapper.shared().writeValueAsBytes(json));
    }
}
