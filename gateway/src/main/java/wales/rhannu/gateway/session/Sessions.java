package wales.rhannu.gateway.session;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
 * Who is signed in, by a cookie that holds the token and is sealed: any replica can read it, also after a restart, and nothing
 * is kept here.
 */
@Component
public class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final String PURPOSE = "session";
    /** What a browser takes for one cookie, name and attributes included, is 4,096. */
    private static final int LONGEST = 3_900;

    private final Seal seal;
    private final Clock clock;
    private final URI address;
    private final String cookie;

    @Autowired
    Sessions(SessionSettings settings, @Value("${rhannu.security.issuer}") URI address) {
        this(new Seal(key(settings.key())), Clock.systemUTC(), address);
    }

    Sessions(Seal seal, Clock clock, URI address) {
        this.seal = seal;
        this.clock = clock;
        this.address = address;
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

    /** Whether headers have the cookie, whatever is in it; most requests have none. */
    boolean isIn(List<String> cookieHeaders) {
        for (String header : cookieHeaders) {
            if (header.contains(cookie)) {
                return true;
            }
        }
        return false;
    }

    /** The session of a request, unless it is over or was not begun here. */
    Optional<Session> of(ServerWebExchange exchange) {
        HttpCookie found = exchange.getRequest().getCookies().getFirst(cookie);
        return found == null
                ? Optional.empty()
                : seal.open(PURPOSE, found.getValue()).flatMap(this::read);
    }

    private Optional<Session> read(String text) {
        int space = text.indexOf(' ');
        Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(text.substring(0, space)));
        String token = text.substring(space + 1);
        return clock.instant().isBefore(expiresAt)
                ? Optional.of(new Session(
                        token,
                        expiresAt,
                        Claims.of(token).map(it -> it.texts("roles")).orElse(Set.of())))
                : Optional.empty();
    }

    /** The cookie of a new session; empty when its token is too long for one. */
    Optional<ResponseCookie> begin(String accessToken, Instant expiresAt) {
        String value = seal.seal(PURPOSE, expiresAt.getEpochSecond() + " " + accessToken);
        return value.length() > LONGEST
                ? Optional.empty()
                : Optional.of(cookie(value, Duration.between(clock.instant(), expiresAt)));
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
