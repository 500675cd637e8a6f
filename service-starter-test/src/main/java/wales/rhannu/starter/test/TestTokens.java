package wales.rhannu.starter.test;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A token as membership-service would give it, and crooked ones that a service must refuse: {@code
 * TestTokens.member("m-1").organisation("o-1").roles("facilitator").bearer()}.
 */
public final class TestTokens {

    private enum Signature {
        OURS,
        ANOTHERS,
        NONE
    }

    private final String subject;
    private @Nullable String organisation;
    private @Nullable String session;
    private List<String> roles = List.of();
    private String issuer = TestIssuer.ISSUER;
    private String audience = TestIssuer.AUDIENCE;
    private Instant expires = Instant.now().plus(Duration.ofMinutes(10));
    private Signature signature = Signature.OURS;

    private TestTokens(String subject) {
        this.subject = subject;
    }

    /** Of a person, who has the role {@code member} and no other yet. */
    public static TestTokens member(String id) {
        return new TestTokens(id).roles();
    }

    /** Of a program that signed in with client credentials, without roles yet. */
    public static TestTokens program(String clientId) {
        return new TestTokens(clientId);
    }

    public TestTokens organisation(String id) {
        this.organisation = id;
        return this;
    }

    /** Given in this session. */
    public TestTokens session(String id) {
        this.session = id;
        return this;
    }

    /** The roles beside {@code member}. */
    public TestTokens roles(String... names) {
        this.roles = Stream.concat(Stream.of("member"), List.of(names).stream())
                .distinct()
                .toList();
        return this;
    }

    /** These roles and no other. */
    public TestTokens onlyRoles(String... names) {
        this.roles = List.of(names);
        return this;
    }

    /** For another audience. */
    public TestTokens audience(String other) {
        this.audience = other;
        return this;
    }

    /** From another issuer. */
    public TestTokens issuer(String other) {
        this.issuer = other;
        return this;
    }

    /** Out of date, beyond any allowance for clocks that differ. */
    public TestTokens expired() {
        this.expires = Instant.now().minus(Duration.ofHours(1));
        return this;
    }

    /** {@code alg: none}. */
    public TestTokens unsigned() {
        this.signature = Signature.NONE;
        return this;
    }

    /** Signed with a key that nobody published, under the name of the published one. */
    public TestTokens signedByAnother() {
        this.signature = Signature.ANOTHERS;
        return this;
    }

    /** The value of the Authorization header. */
    public String bearer() {
        return "Bearer " + token();
    }

    /** The token alone. */
    public String token() {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .issuer(issuer)
                .audience(audience)
                .subject(subject)
                .issueTime(Date.from(expires.minus(Duration.ofMinutes(15))))
                .expirationTime(Date.from(expires))
                .claim("roles", roles);
        if (organisation != null) {
            claims.claim("org", organisation);
        }
        if (session != null) {
            claims.claim("sid", session);
        }
        if (signature == Signature.NONE) {
            return new PlainJWT(claims.build()).serialize();
        }
        try {
            RSAKey published = TestIssuer.running().key;
            RSAKey key = signature == Signature.OURS ? published : new RSAKeyGenerator(2048).generate();
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(published.getKeyID())
                            .build(),
                    claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
