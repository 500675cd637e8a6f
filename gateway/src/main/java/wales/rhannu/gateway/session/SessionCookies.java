package wales.rhannu.gateway.session;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who is signed in, by a cookie that holds the token and the session's handle and is sealed: any replica can read it, also after a
 * restart, and nothing is kept here.
 */
@Component
public class SessionCookies {

    private static final Logger log = LoggerFactory.getLogger(SessionCookies.class);
    private static final String PURPOSE = "session";
    /** A browser accepts cookies up to 4,096 bytes with name and attributes. */
    private static final int LONGEST = 3_900;

    private static final int PARTS = 5;

    private final Seal seal;
    private final Clock clock;
    private final URI address;
    private final Duration longest;
    private final String cookie;

    @Autowired
    SessionCookies(SessionCookieSettings settings, @Value("${rhannu.security.issuer}") URI address) {
        this(new Seal(key(settings.key())), Clock.systemUTC(), address, settings.longest());
    }

    SessionCookies(Seal seal, Clock clock, URI address, Duration longest) {
        this.seal = seal;
        this.clock = clock;
        this.address = address;
        this.longest = longest;
        // with the prefix browsers take it from no other host and no plain connection
        this.cookie = isSecure() ? "__Host-rhannu-session" : "rhannu-session";
    }

    private static byte[] key(String setting) {
        if (setting.isBlank()) {
            log.warn("rhannu.session.key is not set: sessions end with this process, and no other replica knows them");
            byte[] key = new byte[Seal.KEY];
            new SecureRandom().nextBytes(key);
            return key;
        }
        return Base64.getDecoder().decode(setting.strip());
    }

    boolean isSecure() {
        return "https".equals(address.getScheme());
    }

    /** Under which address people use the platform. */
    URI address() {
        return address;
    }

    Seal seal() {
        return seal;
    }

    Clock clock() {
        return clock;
    }

    String cookieName() {
        return cookie;
    }

    /** Whether the request has the cookie, valid or not; most requests have none. */
    boolean isIn(List<String> cookieHeaders) {
        for (String header : cookieHeaders) {
            if (header.contains(cookie)) {
                return true;
            }
        }
        return false;
    }

    /** The session of a request, unless its day is over or it was not begun here. Its token may have expired. */
    Optional<CookieSession> of(ServerWebExchange exchange) {
        HttpCookie found = exchange.getRequest().getCookies().getFirst(cookie);
        return found == null
                ? Optional.empty()
                : seal.open(PURPOSE, found.getValue()).flatMap(this::read);
    }

    private Optional<CookieSession> read(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS) {
            return Optional.empty(); // of a version before, whose sessions had no handle
        }
        Instant endsAt = time(parts[3]);
        return clock.instant().isBefore(endsAt)
                ? Optional.of(session(parts[0], time(parts[1]), time(parts[2]), endsAt, parts[4]))
                : Optional.empty();
    }

    private static Instant time(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private static CookieSession session(
            String handle, Instant expiresAt, Instant renewFrom, Instant endsAt, String accessToken) {
        Set<String> roles = Claims.of(accessToken).map(it -> it.texts("roles")).orElse(Set.of());
        return new CookieSession(accessToken, expiresAt, renewFrom, handle, endsAt, roles);
    }

    /** A new session. */
    CookieSession begun(IdentityProvider.Tokens tokens) {
        return with(tokens, clock.instant().plus(longest).truncatedTo(ChronoUnit.SECONDS));
    }

    /** A session with another token. */
    CookieSession renewed(CookieSession session, IdentityProvider.Tokens tokens) {
        return with(tokens, session.endsAt());
    }

    /**
     * A token is renewed when a third of its lifetime is left, so that nobody notices if the provider is away for less than that.
     */
    private CookieSession with(IdentityProvider.Tokens tokens, Instant endsAt) {
        Instant now = clock.instant();
        Duration third = Duration.between(now, tokens.expiresAt()).dividedBy(3);
        return session(
                tokens.handle(),
                tokens.expiresAt().truncatedTo(ChronoUnit.SECONDS),
                tokens.expiresAt().minus(third).truncatedTo(ChronoUnit.SECONDS),
                endsAt,
                tokens.accessToken());
    }

    /** The cookie of a session; empty when its token is too long for one. */
    Optional<ResponseCookie> cookie(CookieSession session) {
        String value = seal.seal(
                PURPOSE,
                String.join(
                        " ",
                        session.handle(),
                        Long.toString(session.expiresAt().getEpochSecond()),
                        Long.toString(session.renewFrom().getEpochSecond()),
                        Long.toString(session.endsAt().getEpochSecond()),
                        session.accessToken()));
        if (value.length() > LONGEST) {
            log.error(
                    "An access token of {} characters is too long for a cookie",
                    session.accessToken().length());
            return Optional.empty();
        }
        return Optional.of(cookie(value, Duration.between(clock.instant(), session.endsAt())));
    }

    /** Ends it in this browser. */
    ResponseCookie end() {
        return cookie("", Duration.ZERO);
    }

    private ResponseCookie cookie(String value, Duration lasting) {
        return ResponseCookie.from(cookie, value)
                .path("/")
                .httpOnly(true)
                .secure(isSecure())
                .sameSite("Lax")
                .maxAge(lasting)
                .build();
    }
}
