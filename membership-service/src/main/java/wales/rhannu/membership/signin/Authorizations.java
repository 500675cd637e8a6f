package wales.rhannu.membership.signin;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Repository;
import wales.rhannu.membership.signin.AuthorizationMapper.ReadState;
import wales.rhannu.starter.mongo.Indexes;

/** The authorizations in progress, and those whose tokens live: found by hashes of their codes and tokens. */
@Repository
class Authorizations implements OAuth2AuthorizationService {

    static final String COLLECTION = "authorizations";
    /** The claim of an ID token that says in which browser somebody signed in. */
    private static final String BROWSER = "sid";

    private static final Logger log = LoggerFactory.getLogger(Authorizations.class);
    private static final List<String> LOOKED_UP = List.of("code", "access", "refresh", "id", "state");

    private final MongoTemplate mongo;
    private final RegisteredClients clients;
    private final Clock clock;
    private final ProviderTokenVerifier ownTokens;
    private final AuthorizationMapper mapper = new AuthorizationMapper();

    Authorizations(MongoTemplate mongo, RegisteredClients clients, Clock clock, ProviderTokenVerifier ownTokens) {
        this.mongo = mongo;
        this.clients = clients;
        this.clock = clock;
        this.ownTokens = ownTokens;
        List<Document> indexes = new ArrayList<>();
        LOOKED_UP.forEach(name -> indexes.add(new Document("name", name)
                .append("key", new Document("lookup." + name, 1))
                .append("unique", true)
                .append("sparse", true)));
        indexes.add(Indexes.of("principal"));
        indexes.add(Indexes.of(AuthorizationMapper.SESSION).append("sparse", true));
        indexes.add(Indexes.of("expires"));
        Indexes.create(mongo, COLLECTION, indexes);
    }

    /**
     * Adds a new one, or replaces the state that was read. Where that state is no longer there, somebody else came with the
     * same code or token in the meantime: all tokens of the authorization are revoked then, and no new ones are given (RFC
     * 6749, sections 4.1.2 and 10.4). One that was removed in the meantime stays removed.
     *
     * @throws OAuth2AuthenticationException {@code invalid_grant}, where new tokens were to be given and may not
     */
    @Override
    public void save(OAuth2Authorization authorization) {
        Document document = mapper.write(authorization, clock.instant());
        ReadState read = ReadState.of(authorization);
        if (read == null) {
            mongo.execute(COLLECTION, c -> c.insertOne(document));
            return;
        }
        Document asRead = new Document("_id", authorization.getId())
                .append("version", read.version() == 0 ? null : read.version());
        Long replaced =
                mongo.execute(COLLECTION, c -> c.replaceOne(asRead, document).getMatchedCount());
        if (replaced != null && replaced == 1) {
            return;
        }
        if (isRenewal(authorization, read)) {
            mustBeRenewable(authorization.getId());
            return;
        }
        revoke(authorization.getId());
        if (!read.hashes().containsAll(AuthorizationMapper.hashes(document))) {
            log.warn("A code or token of the client {} was used more than once", authorization.getRegisteredClientId());
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    /** Whether all that was read stays as it is, but for tokens that a refresh token, which does not change, was exchanged for. */
    private static boolean isRenewal(OAuth2Authorization authorization, ReadState read) {
        OAuth2Authorization.Token<OAuth2RefreshToken> refresh = authorization.getRefreshToken();
        return refresh != null
                && !refresh.isInvalidated()
                && read.hashes().contains(SecretHash.of(refresh.getToken().getTokenValue()));
    }

    /**
     * Of two who renew at once both get a token. Introspection knows the one that was stored first; services, which verify tokens by
     * themselves, take both.
     */
    private void mustBeRenewable(String id) {
        OAuth2Authorization now = findById(id);
        OAuth2Authorization.Token<OAuth2RefreshToken> refresh = now == null ? null : now.getRefreshToken();
        if (refresh == null || !refresh.isActive()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    /** Whatever its state is by now. */
    private void revoke(String id) {
        Document revoked = new Document("$set", new Document("revoked", Date.from(clock.instant())))
                .append("$inc", new Document("version", 1L));
        mongo.execute(COLLECTION, c -> c.updateOne(new Document("_id", id), revoked));
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

    /** Removes all that was given in a session. */
    void removeAllIn(String session) {
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document(AuthorizationMapper.SESSION, session)));
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return find("_id", id, null);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        if (type != null) {
            return switch (type.getValue()) {
                case OAuth2ParameterNames.STATE -> findByHash("state", token);
                case OAuth2ParameterNames.CODE -> findByHash("code", token);
                case OAuth2ParameterNames.ACCESS_TOKEN -> findByHash("access", token);
                case OAuth2ParameterNames.REFRESH_TOKEN -> findByHash("refresh", token);
                case OidcParameterNames.ID_TOKEN -> findByIdToken(token);
                default -> null;
            };
        }
        return LOOKED_UP.stream()
                .map(name -> findByHash(name, token))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * One that a renewal replaced is no longer stored, and signs out all the same: it is for the same client, person and browser as
     * the one that took its place (OpenID Connect RP-Initiated Logout 1.0, section 2).
     */
    private @Nullable OAuth2Authorization findByIdToken(String token) {
        OAuth2Authorization stored = findByHash("id", token);
        return stored != null
                ? stored
                : ownTokens.signedHere(token).map(this::findByClaims).orElse(null);
    }

    private @Nullable OAuth2Authorization findByClaims(Jwt idToken) {
        String person = idToken.getSubject();
        if (person == null || idToken.getClaimAsString(BROWSER) == null) {
            return null;
        }
        List<Document> all = Objects.requireNonNull(mongo.execute(
                COLLECTION, c -> c.find(new Document("principal", person)).into(new ArrayList<>())));
        return all.stream()
                .map(document -> read(document, null))
                .filter(Objects::nonNull)
                .filter(each -> isReplacedIn(each, idToken))
                .findFirst()
                .orElse(null);
    }

    private static boolean isReplacedIn(OAuth2Authorization authorization, Jwt idToken) {
        OAuth2Authorization.Token<OidcIdToken> now = authorization.getToken(OidcIdToken.class);
        return now != null
                && Objects.equals(now.getToken().getClaimAsString(BROWSER), idToken.getClaimAsString(BROWSER))
                && Objects.equals(now.getToken().getAudience(), idToken.getAudience());
    }

    private @Nullable OAuth2Authorization findByHash(String name, String token) {
        return find("lookup." + name, SecretHash.of(token), token);
    }

    private @Nullable OAuth2Authorization find(String field, String value, @Nullable String foundBy) {
        Document document = mongo.execute(
                COLLECTION, c -> c.find(new Document(field, value)).first());
        return document == null ? null : read(document, foundBy);
    }

    private @Nullable OAuth2Authorization read(Document document, @Nullable String foundBy) {
        RegisteredClient client = clients.findById(document.getString("client"));
        if (client == null) {
            return null;
        }
        try {
            return mapper.read(document, client, foundBy);
        } catch (RuntimeException e) {
            // as if it were not there: its person signs in again
            log.error("The authorization {} cannot be read and counts as ended", document.getString("_id"), e);
            return null;
        }
    }
}
