package wales.rhannu.membership.signin;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** Writes an authorization as a document, which has only the hashes of its code and tokens, and reads it back. */
final class AuthorizationMapper {

    /**
     * Which state of an authorization was read, so that a save replaces that state and no other. It travels as an attribute of
     * the authorization and is not stored.
     *
     * @param version of the document; 0 where a version of this service wrote it that counted none
     * @param hashes of the code and tokens that it had
     */
    record ReadState(long version, Set<String> hashes) {

        static final String ATTRIBUTE = ReadState.class.getName();

        static @Nullable ReadState of(OAuth2Authorization authorization) {
            return authorization.getAttribute(ATTRIBUTE);
        }
    }

    /** The session in which somebody authorized; programs have none. */
    static final String SESSION = "session";

    /** Before a hash that stands where the text of a code or token would. What a client sends is hashed, so this finds nothing. */
    private static final String HASHED = "sha256:";

    /**
     * An ID token is shown at sign-out, also when it has expired (OpenID Connect RP-Initiated Logout 1.0, section 2), so it is
     * known for as long as a session can last.
     */
    private static final Duration LONGEST_SESSION = Duration.ofHours(12);

    /** How long an authorization without any token waits for its person. */
    private static final Duration WITHOUT_TOKENS = Duration.ofHours(1);

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    /** Claims may hold what {@code List.of} and its like make, which Spring Security's list of allowed classes lacks. */
    private final JsonMapper json = JsonMapper.builder()
            .addModules(SecurityJacksonModules.getModules(
                    AuthorizationMapper.class.getClassLoader(),
                    BasicPolymorphicTypeValidator.builder().allowIfSubType("java.util.ImmutableCollections$")))
            .build();

    Document write(OAuth2Authorization authorization, Instant now) {
        Document lookup = new Document();
        Document tokens = new Document();
        put(authorization, OAuth2AuthorizationCode.class, "code", tokens, lookup);
        put(authorization, OAuth2AccessToken.class, "access", tokens, lookup);
        put(authorization, OAuth2RefreshToken.class, "refresh", tokens, lookup);
        put(authorization, OidcIdToken.class, "id", tokens, lookup);
        String state = authorization.getAttribute(OAuth2ParameterNames.STATE);
        if (state != null) {
            lookup.append("state", SecretHash.of(state));
        }
        Map<String, Object> attributes = new LinkedHashMap<>(authorization.getAttributes());
        attributes.remove(ReadState.ATTRIBUTE);
        ReadState read = ReadState.of(authorization);
        Document document = new Document("_id", authorization.getId())
                .append("version", read == null ? 1 : read.version() + 1)
                .append("client", authorization.getRegisteredClientId())
                .append("principal", authorization.getPrincipalName())
                .append("grant", authorization.getAuthorizationGrantType().getValue())
                .append("scopes", List.copyOf(authorization.getAuthorizedScopes()))
                .append("attributes", json.writeValueAsString(attributes))
                .append("tokens", tokens)
                .append("lookup", lookup)
                .append("expires", Date.from(lastUse(tokens, now)));
        MemberAccess.sessionOf(authorization.getAttribute(Principal.class.getName()))
                .ifPresent(session -> document.append(SESSION, session));
        return document;
    }

    private static Instant lastUse(Document tokens, Instant now) {
        Instant last = tokens.isEmpty() ? now.plus(WITHOUT_TOKENS) : Instant.EPOCH;
        for (Object token : tokens.values()) {
            last = later(last, instant((Document) token, "expires"));
        }
        Document id = tokens.get("id", Document.class);
        Instant signedIn = id == null ? null : instant(id, "issued");
        return signedIn == null ? last : later(last, signedIn.plus(LONGEST_SESSION));
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private <T extends OAuth2Token> void put(
            OAuth2Authorization authorization, Class<T> type, String name, Document tokens, Document lookup) {
        OAuth2Authorization.Token<T> token = authorization.getToken(type);
        if (token == null) {
            return;
        }
        T value = token.getToken();
        String hash = hash(value.getTokenValue());
        Document document =
                new Document("value", HASHED + hash).append("metadata", json.writeValueAsString(token.getMetadata()));
        dated(document, "issued", value.getIssuedAt());
        dated(document, "expires", value.getExpiresAt());
        if (value instanceof OAuth2AccessToken access) {
            document.append("scopes", List.copyOf(access.getScopes()));
        }
        tokens.append(name, document);
        lookup.append(name, hash);
    }

    private static void dated(Document document, String name, @Nullable Instant instant) {
        if (instant != null) {
            document.append(name, Date.from(instant));
        }
    }

    private static String hash(String value) {
        return value.startsWith(HASHED) ? value.substring(HASHED.length()) : SecretHash.of(value);
    }

    /** The hashes of a document's code and tokens. */
    static Set<String> hashes(Document document) {
        Set<String> hashes = new LinkedHashSet<>();
        document.get("lookup", Document.class).values().forEach(hash -> hashes.add((String) hash));
        return hashes;
    }

    /**
     * As it was written, but for the texts of its code and tokens: only the one it was found by has its own.
     *
     * @param foundBy the code or token that it was found by, if any
     */
    OAuth2Authorization read(Document document, RegisteredClient client, @Nullable String foundBy) {
        Number version = document.get("version", Number.class);
        ReadState read = new ReadState(version == null ? 0 : version.longValue(), hashes(document));
        OAuth2Authorization.Builder builder = OAuth2Authorization.withRegisteredClient(client)
                .id(document.getString("_id"))
                .principalName(document.getString("principal"))
                .authorizationGrantType(new AuthorizationGrantType(document.getString("grant")))
                .authorizedScopes(Set.copyOf(document.getList("scopes", String.class)))
                .attributes(attributes -> {
                    attributes.putAll(map(document.getString("attributes")));
                    attributes.put(ReadState.ATTRIBUTE, read);
                });
        Document tokens = document.get("tokens", Document.class);
        boolean revoked = document.get("revoked") != null;
        Document code = tokens.get("code", Document.class);
        if (code != null) {
            add(
                    builder,
                    code,
                    new OAuth2AuthorizationCode(
                            text(code, foundBy),
                            code.getDate("issued").toInstant(),
                            code.getDate("expires").toInstant()),
                    revoked);
        }
        Document access = tokens.get("access", Document.class);
        if (access != null) {
            add(
                    builder,
                    access,
                    new OAuth2AccessToken(
                            OAuth2AccessToken.TokenType.BEARER,
                            text(access, foundBy),
                            instant(access, "issued"),
                            instant(access, "expires"),
                            Set.copyOf(access.getList("scopes", String.class))),
                    revoked);
        }
        Document refresh = tokens.get("refresh", Document.class);
        if (refresh != null) {
            add(
                    builder,
                    refresh,
                    new OAuth2RefreshToken(
                            text(refresh, foundBy), instant(refresh, "issued"), instant(refresh, "expires")),
                    revoked);
        }
        Document id = tokens.get("id", Document.class);
        if (id != null) {
            @SuppressWarnings("unchecked")
            Map<String, Object> claims = (Map<String, Object>) map(id.getString("metadata"))
                    .getOrDefault(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, Map.of());
            // it gives no access, and whoever has it may always sign out
            add(
                    builder,
                    id,
                    new OidcIdToken(text(id, foundBy), instant(id, "issued"), instant(id, "expires"), claims),
                    false);
        }
        return builder.build();
    }

    private <T extends AbstractOAuth2Token> void add(
            OAuth2Authorization.Builder builder, Document stored, T token, boolean revoked) {
        builder.token(token, metadata -> {
            metadata.putAll(map(stored.getString("metadata")));
            if (revoked) {
                metadata.put(OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, true);
            }
        });
    }

    private static String text(Document token, @Nullable String foundBy) {
        String hash = hash(token.getString("value"));
        return foundBy != null && SecretHash.of(foundBy).equals(hash) ? foundBy : HASHED + hash;
    }

    private Map<String, Object> map(String text) {
        return json.readValue(text, MAP);
    }

    private static @Nullable Instant instant(Document token, String name) {
        Date date = token.getDate(name);
        return date == null ? null : date.toInstant();
    }
}
