package wales.rhannu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class SessionsTests {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private final Seal seal = new Seal(new byte[Seal.KEY]);
    private final Sessions sessions = at(NOW, "http://localhost:8080");

    private Sessions at(Instant now, String address) {
        return new Sessions(seal, Clock.fixed(now, ZoneOffset.UTC), URI.create(address));
    }

    static String token(String claims) {
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    private static Optional<Session> read(Sessions by, String name, String value) {
        return by.of(MockServerWebExchange.from(MockServerHttpRequest.get("/").cookie(new HttpCookie(name, value))));
    }

    @Test
    void aSessionHasItsTokensRolesUntilTheTokenExpires() {
        ResponseCookie cookie = sessions.begin(token("{\"roles\":[\"operator\",\"member\"]}"), NOW.plusSeconds(900))
                .orElseThrow();
        assertThat(cookie.toString())
                .startsWith("rhannu-session=")
                .contains("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=900")
                .doesNotContain("Secure");

        Session session = read(sessions, "rhannu-session", cookie.getValue()).orElseThrow();
        assertThat(session.has("operator")).isTrue();
        assertThat(session.has("facilitator")).isFalse();
        assertThat(session.toString()).doesNotContain(session.accessToken());
        assertThat(read(at(NOW.plusSeconds(899), "http://localhost:8080"), "rhannu-session", cookie.getValue()))
                .as("another replica, or this one after a restart")
                .contains(session);
        assertThat(read(at(NOW.plusSeconds(900), "http://localhost:8080"), "rhannu-session", cookie.getValue()))
                .isEmpty();
    }

    @Test
    void overHttpsTheCookieIsSecureAndOfThisHostOnly() {
        Sessions secure = at(NOW, "https://rhannu.wales");
        ResponseCookie cookie = secure.begin(token("{}"), NOW.plusSeconds(900)).orElseThrow();
        assertThat(cookie.toString())
                .startsWith("__Host-rhannu-session=")
                .contains("Secure", "Path=/")
                .doesNotContain("Domain");
        assertThat(read(secure, "rhannu-session", cookie.getValue())).isEmpty();
    }

    @Test
    void aTokenThatIsTooLongForACookieBeginsNoSession() {
        assertThat(sessions.begin("x".repeat(4_000), NOW.plusSeconds(900))).isEmpty();
    }

    @Test
    void aFormIsMadeForOneSession() {
        Session one = new Session("one", NOW, java.util.Set.of());
        Session other = new Session("other", NOW, java.util.Set.of());
        assertThat(one.made(one.formToken())).isTrue();
        assertThat(one.made(other.formToken())).isFalse();
        assertThat(one.made(null)).isFalse();
        assertThat(one.made("")).isFalse();
    }
}
