package wales.rhannu.membership.signin;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
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
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.mongo.Indexes;

/** The authorizations in progress, and those whose tokens live: found by hashes of their codes and tokens. */
@Repository
class Authorizations implements OAuth2AuthorizationService {

    static final String COLLECTION = "authorizations";
    private static final List<String> LOOKED_UP = List.of("code", "access", "refresh", "id", "state");
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final MongoTemplate mongo;
    private final Clients clients;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder()
            .addModules(SecurityJacksonModules.getModules(Authorizations.class.getClassLoader()))
            .build();

    Authorizations(MongoTemplate mongo, Clients clients, Clock clock) {
        this.mongo = mongo;
        this.clients = clients;
        this.clock = clock;
        List<Document> indexes = new ArrayList<>();
        LOOKED_UP.forEach(name -> indexes.add(new Document("name", name)
                .append("key", new Document("lookup." + name, 1))
                .append("unique", true)
                .append("sparse", true)));
        indexes.add(Indexes.of("principal"));
        indexes.add(Indexes.of("expires"));
        Indexes.create(mongo, COLLECTION, indexes);
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        Document lookup = new Document();
        Document tokens = new Document();
        put(authorization, OAuth2AuthorizationCode.class, "code", tokens, lookup);
        put(authorization, OAuth2AccessToken.class, "access", tokens, lookup);
        put(authorization, OAuth2RefreshToken.class, "refresh", tokens, lookup);
        put(authorization, OidcIdToken.class, "id", tokens, lookup);
        String state = authorization.getAttribute(OAuth2ParameterNames.STATE);
        if (state != null) {
            lookup.append("state", Digest.of(state));
        }
        Document document = new Document("_id", authorization.getId())
                .append("client", authorization.getRegisteredClientId())
                .append("principal", authorization.getPrincipalName())
                .append("grant", authorization.getAuthorizationGrantType().getValue())
                .append("scopes", List.copyOf(authorization.getAuthorizedScopes()))
                .append("attributes", json.writeValueAsString(authorization.getAttributes()))
                .append("tokens", tokens)
                .append("lookup", lookup)
                .append("expires", Date.from(lastExpiry(tokens)));
        Document byId = new Document("_id", authorization.getId());
        mongo.execute(
                COLLECTION,
                c -> c.replaceOne(byId, document, new com.mongodb.client.model.ReplaceOptions().upsert(true)));
    }

    /** When the last of its tokens dies; what has none yet waits an hour for the person. */
    private Instant lastExpiry(Document tokens) {
        Instant last = tokens.isEmpty() ? clock.instant().plusSeconds(3_600) : Instant.EPOCH;
        for (Object token : tokens.values()) {
            Date expires = ((Document) token).getDate("expires");
            if (expires != null && expires.toInstant().isAfter(last)) {
                last = expires.toInstant();
            }
        }
        return last;
    }

    private <T extends OAuth2Token> void put(
            OAuth2Authorization authorization, Class<T> type, String name, Document tokens, Document lookup) {
        OAuth2Authorization.Token<T> token = authorization.getToken(type);
        if (token == null) {
            return;
        }
        T value = token.getToken();
        Document document = new Document("value", value.getTokenValue())
                .append("metadata", json.writeValueAsString(token.getMetadata()));
        dated(document, "issued", value.getIssuedAt());
        dated(document, "expires", value.getExpiresAt());
        if (value instanceof OAuth2AccessToken access) {
            document.append("scopes", List.copyOf(access.getScopes()));
        }
        tokens.append(name, document);
        lookup.append(name, Digest.of(value.getTokenValue()));
    }

    private static void dated(Document document, String name, @Nullable Instant instant) {
        if (instant != null) {
            document.append(name, Date.from(instant));
        }
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        Document byId = new Document("_id", authorization.getId());
        mongo.execute(COLLECTION, c -> c.deleteOne(byId));
    }

    /** Removes all that a principal has, member or program. */
    void removeAllOf(String principal) {
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("principal", principal)));
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return find("_id", id);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        String hash = Digest.of(token);
        if (type != null) {
            return switch (type.getValue()) {
                case OAuth2ParameterNames.STATE -> find("lookup.state", hash);
                case OAuth2ParameterNames.CODE -> find("lookup.code", hash);
                case OAuth2ParameterNames.ACCESS_TOKEN -> find("lookup.access", hash);
                case OAuth2ParameterNames.REFRESH_TOKEN -> find("lookup.refresh", hash);
                case "id_token" -> find("lookup.id", hash);
                default -> null;
            };
        }
        return LOOKED_UP.stream()
                .map(name -> find("lookup." + name, hash))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable OAuth2Authorization find(String field, String value) {
        Document document = mongo.execute(
                COLLECTION, c -> c.find(new Document(field, value)).first());
        RegisteredClient client = document == null ? null : clients.findById(document.getString("client"));
        return document == null || client == null ? null : restore(document, client);
    }

    private OAuth2Authorization restore(Document document, RegisteredClient client) {
        OAuth2Authorization.Builder builder = OAuth2Authorization.withRegisteredClient(client)
                .id(document.getString("_id"))
                .principalName(document.getString("principal"))
                .authorizationGrantType(new AuthorizationGrantType(document.getString("grant")))
                .authorizedScopes(Set.copyOf(document.getList("scopes", String.class)))
                .attributes(attributes -> attributes.putAll(map(document.getString("attributes"))));
        Document tokens = document.get("tokens", Document.class);
        Document code = tokens.get("code", Document.class);
        if (code != null) {
            add(
                    builder,
                    code,
                    new OAuth2AuthorizationCode(
                            code.getString("value"), instant(code, "issued"), instant(code, "expires")));
        }
        Document access = tokens.get("access", Document.class);
        if (access != null) {
            add(
                    builder,
                    access,
                    new OAuth2AccessToken(
                            OAuth2AccessToken.TokenType.BEARER,
                            access.getString("value"),
                            issued(access),
                            expires(access),
                            Set.copyOf(access.getList("scopes", String.class))));
        }
        Document refresh = tokens.get("refresh", Document.class);
        if (refresh != null) {
            add(
                    builder,
                    refresh,
                    new OAuth2RefreshToken(refresh.getString("value"), issued(refresh), expires(refresh)));
        }
        Document id = tokens.get("id", Document.class);
        if (id != null) {
            Map<String, Object> metadata = map(id.getString("metadata"));
            @SuppressWarnings("unchecked")
            Map<String, Object> claims = (Map<String, Object>)
                    metadata.getOrDefault(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, Map.of());
            add(builder, id, new OidcIdToken(id.getString("value"), issued(id), expires(id), claims));
        }
        return builder.build();
    }

    private <T extends AbstractOAuth2Token> void add(OAuth2Authorization.Builder builder, Document stored, T token) {
        Consumer<Map<String, Object>> metadata = all -> all.putAll(map(stored.getString("metadata")));
        builder.token(token, metadata);
    }

    private Map<String, Object> map(String text) {
        return json.readValue(text, MAP);
    }

    private static Instant instant(Document token, String name) {
        return token.getDate(name).toInstant();
    }

    private static @Nullable Instant issued(Document token) {
        Date date = token.getDate("issued");
        return date == null ? null : date.toInstant();
    }

    private static @Nullable Instant expires(Document token) {
        Date date = token.getDate("expires");
        return date == null ? null : date.toInstant();
    }
}
