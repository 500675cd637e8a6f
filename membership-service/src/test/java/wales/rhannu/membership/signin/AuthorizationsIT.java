package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import wales.rhannu.membership.Membership;

/** How authorizations are kept: each save replaces what was read, or nothing. */
class AuthorizationsIT extends Membership {

    private static final OAuth2TokenType CODE = new OAuth2TokenType(OAuth2ParameterNames.CODE);

    @Autowired
    private Authorizations authorizations;

    @Autowired
    private RegisteredClients clients;

    @Autowired
    private MongoTemplate mongo;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final String code = "code-" + UUID.randomUUID();
    private final String token = "token-" + UUID.randomUUID();

    private OAuth2Authorization withCode() {
        return OAuth2Authorization.withRegisteredClient(Objects.requireNonNull(clients.findById("rhannu-cli")))
                .principalName("somebody")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(Set.of("openid"))
                .attribute(
                        Principal.class.getName(),
                        UsernamePasswordAuthenticationToken.authenticated(
                                new User("somebody", "", List.of()), null, List.of()))
                .token(new OAuth2AuthorizationCode(code, now, now.plusSeconds(300)))
                .build();
    }

    private OAuth2Authorization found(String text, OAuth2TokenType type) {
        return Objects.requireNonNull(authorizations.findByToken(text, type));
    }

    /** By an access token, of which the caller does not say that it is one. */
    private OAuth2Authorization found(String text) {
        return Objects.requireNonNull(authorizations.findByToken(text, null));
    }

    private static OAuth2Authorization.Token<OAuth2AccessToken> access(OAuth2Authorization authorization) {
        return Objects.requireNonNull(authorization.getAccessToken());
    }

    private static <T extends OAuth2Token> OAuth2Authorization.Token<T> token(
            OAuth2Authorization authorization, Class<T> type) {
        return Objects.requireNonNull(authorization.getToken(type));
    }

    private OAuth2Authorization redeemed(OAuth2Authorization found, String text) {
        OidcIdToken id = new OidcIdToken(
                "id-" + text,
                now,
                now.plusSeconds(1_800),
                Map.of("sub", "somebody", "aud", List.of("rhannu-cli"), "groups", Set.of("a"), "more", Map.of("b", 1)));
        return OAuth2Authorization.from(found)
                .token(
                        new OAuth2AccessToken(
                                OAuth2AccessToken.TokenType.BEARER, text, now, now.plusSeconds(900), Set.of("openid")),
                        metadata -> metadata.put(
                                OAuth2Authorization.Token.CLAIMS_METADATA_NAME,
                                Map.of(
                                        "sub",
                                        "somebody",
                                        "roles",
                                        List.of("member"),
                                        "aud",
                                        List.of("rhannu", "b", "c"))))
                .token(id, metadata -> metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, id.getClaims()))
                .invalidate(token(found, OAuth2AuthorizationCode.class).getToken())
                .build();
    }

    @Test
    void whatIsStoredIsReadBackButForTheTextsOfOtherTokens() {
        authorizations.save(withCode());
        authorizations.save(redeemed(found(code, CODE), token));

        for (OAuth2Authorization read : List.of(found(token, OAuth2TokenType.ACCESS_TOKEN), found(token))) {
            assertThat(access(read).getToken().getTokenValue()).isEqualTo(token);
            assertThat(access(read).getClaims())
                    .containsEntry("roles", List.of("member"))
                    .containsEntry("aud", List.of("rhannu", "b", "c"));
            assertThat(token(read, OidcIdToken.class).getToken().getClaims())
                    .containsEntry("groups", Set.of("a"))
                    .containsEntry("more", Map.of("b", 1));
            assertThat(token(read, OAuth2AuthorizationCode.class).isInvalidated())
                    .isTrue();
            assertThat(token(read, OAuth2AuthorizationCode.class).getToken().getTokenValue())
                    .doesNotContain(code);
            assertThat(read.<Principal>getAttribute(Principal.class.getName()))
                    .extracting(Principal::getName)
                    .isEqualTo("somebody");
        }
        // a hash that somebody read in the database is no token
        for (String hash : List.of(SecretHash.of(token), "sha256:" + SecretHash.of(token))) {
            assertThat(authorizations.findByToken(hash, OAuth2TokenType.ACCESS_TOKEN))
                    .isNull();
        }
        assertThat(stored(found(token).getId()).toJson()).doesNotContain(token, code);
    }

    @Test
    void ofTwoWhoReadTheSameCodeTheSecondGetsNothingAndEndsWhatTheFirstGot() {
        authorizations.save(withCode());
        OAuth2Authorization one = redeemed(found(code, CODE), token);
        OAuth2Authorization other = redeemed(found(code, CODE), token + "-other");
        authorizations.save(one);

        assertThatThrownBy(() -> authorizations.save(other))
                .isInstanceOfSatisfying(
                        OAuth2AuthenticationException.class,
                        refused -> assertThat(refused.getError().getErrorCode()).isEqualTo("invalid_grant"));
        assertThat(authorizations.findByToken(token + "-other", null)).isNull();
        OAuth2Authorization left = found(token);
        assertThat(access(left).isActive()).isFalse();
        assertThat(token(left, OidcIdToken.class).isInvalidated())
                .as("the ID token, which signs out")
                .isFalse();
    }

    @Test
    void aRevocationThatComesTooLateRevokesAllTheSame() {
        authorizations.save(withCode());
        authorizations.save(redeemed(found(code, CODE), token));
        OAuth2Authorization one = found(token);
        OAuth2Authorization other = found(token);
        authorizations.save(revoked(one));
        authorizations.save(revoked(other));
        assertThat(access(found(token)).isInvalidated()).isTrue();
    }

    private static OAuth2Authorization revoked(OAuth2Authorization authorization) {
        return OAuth2Authorization.from(authorization)
                .invalidate(access(authorization).getToken())
                .build();
    }

    @Test
    void whatWasRemovedInTheMeantimeStaysRemoved() {
        authorizations.save(withCode());
        OAuth2Authorization redeemed = redeemed(found(code, CODE), token);
        authorizations.remove(redeemed);
        assertThatThrownBy(() -> authorizations.save(redeemed)).isInstanceOf(OAuth2AuthenticationException.class);
        assertThat(authorizations.findById(redeemed.getId())).isNull();
    }

    @Test
    void whatTheVersionBeforeStoredIsFoundAndLosesItsTextsWhenItIsSaved() {
        authorizations.save(withCode());
        String id = found(code, CODE).getId();
        Document before = stored(id);
        before.remove("version");
        before.get("tokens", Document.class).get("code", Document.class).append("value", code);
        mongo.getCollection(Authorizations.COLLECTION).replaceOne(new Document("_id", id), before);

        OAuth2Authorization other = found(code, CODE);
        authorizations.save(redeemed(found(code, CODE), token));

        assertThat(stored(id).toJson()).doesNotContain(code, token);
        assertThat(access(found(token)).isActive()).isTrue();
        assertThatThrownBy(() -> authorizations.save(redeemed(other, token + "-other")))
                .isInstanceOf(OAuth2AuthenticationException.class);
    }

    @Test
    void whatCannotBeReadCountsAsEnded() {
        authorizations.save(withCode());
        mongo.getCollection(Authorizations.COLLECTION)
                .updateOne(
                        new Document("_id", found(code, CODE).getId()),
                        new Document("$set", new Document("attributes", "{\"@class\":\"java.util.Timer\"}")));
        assertThat(authorizations.findByToken(code, CODE)).isNull();
    }

    private Document stored(String id) {
        Document stored = mongo.getCollection(Authorizations.COLLECTION)
                .find(new Document("_id", id))
                .first();
        return Objects.requireNonNull(stored);
    }
}
