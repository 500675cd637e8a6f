package wales.rhannu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class SessionCookiesTests {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private final Seal seal = new Seal(new byte[Seal.KEY]);
    private final SessionCookies sessions = at(NOW, "http://localhost:8080");

    private SessionCookies at(Instant now, String address) {
        return new SessionCookies(seal, Clock.fixed(now, ZoneOffset.UTC), URI.create(address), Duration.ofHours(12));
    }

    static String token(String claims) {
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    private static Optional<CookieSession> read(SessionCookies by, String name, String value) {
        return by.of(MockServerWebExchange.from(MockServerHttpRequest.get("/").cookie(new HttpCookie(name, value))));
    }

    private static ResponseCookie begun(SessionCookies by, String token) {
        return by.cookie(by.begun(new IdentityProvider.Tokens(token, NOW.plusSeconds(900), "handle")))
                .orElseThrow();
    }

    @Test
    void aSessionLastsForADayWithTokensThatAreRenewedBeforeTheyExpire() {
        ResponseCookie cookie = begun(sessions, token("{\"roles\":[\"operator\",\"member\"],\"sid\":\"s\"}"));
        assertThat(cookie.toString())
                .startsWith("rhannu-session=")
                .contains("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200")
                .doesNotContain("Secure");

        CookieSession session =
                read(sessions, "rhannu-session", cookie.getValue()).orElseThrow();
        assertThat(session.has("operator")).isTrue();
        assertThat(session.has("facilitator")).isFalse();
        assertThat(session.id()).isEqualTo("s");
        assertThat(session.handle()).isEqualTo("handle");
        assertThat(session.toString()).doesNotContain(session.accessToken(), session.handle());
        assertThat(session.isDue(NOW.plusSeconds(599))).isFalse();
        assertThat(session.isDue(NOW.plusSeconds(600))).isTrue();
        assertThat(session.isLive(NOW.plusSeconds(899))).isTrue();
        assertThat(session.isLive(NOW.plusSeconds(900))).isFalse();
        assertThat(read(at(NOW.plusSeconds(43_199), "http://localhost:8080"), "rhannu-session", cookie.getValue()))
                .as("another replica, or this one after a restart")
                .contains(session);
        assertThat(read(at(NOW.plusSeconds(43_200), "http://localhost:8080"), "rhannu-session", cookie.getValue()))
                .isEmpty();
    }

    @Test
    void aRenewalDoesNotMakeTheDayLonger() {
        CookieSession session = read(
                        sessions, "rhannu-session", begun(sessions, token("{}")).getValue())
                .orElseThrow();
        SessionCookies later = at(NOW.plusSeconds(600), "http://localhost:8080");
        CookieSession renewed = later.renewed(
                session, new IdentityProvider.Tokens(token("{\"n\":2}"), NOW.plusSeconds(1_500), "handle"));
        assertThat(renewed.endsAt()).isEqualTo(session.endsAt());
        assertThat(renewed.expiresAt()).isEqualTo(NOW.plusSeconds(1_500));
        assertThat(later.cookie(renewed).orElseThrow().getMaxAge()).isEqualTo(Duration.ofSeconds(42_600));
    }

    @Test
    void aCookieOfAVersionBeforeIsNoSession() {
        String before = seal.seal("session", NOW.plusSeconds(900).getEpochSecond() + " " + token("{}"));
        assertThat(read(sessions, "rhannu-session", before)).isEmpty();
    }

    @Test
    void overHttpsTheCookieIsSecureAndOfThisHostOnly() {
        SessionCookies secure = at(NOW, "https://rhannu.wales");
        ResponseCookie cookie = begun(secure, token("{}"));
        assertThat(cookie.toString())
                .startsWith("__Host-rhannu-session=")
                .contains("Secure", "Path=/")
                .doesNotContain("Domain");
        assertThat(read(secure, "rhannu-session", cookie.getValue())).isEmpty();
    }

    @Test
    void aTokenThatIsTooLongForACookieBeginsNoSession() {
        assertThat(sessions.cookie(
                        sessions.begun(new IdentityProvider.Tokens("x".repeat(4_000), NOW.plusSeconds(900), "handle"))))
                .isEmpty();
    }

    @Test
    void aFormIsMadeForOneSession() {
        CookieSession one = sessions.begun(new IdentityProvider.Tokens("a", NOW.plusSeconds(900), "one"));
        CookieSession other = sessions.begun(new IdentityProvider.Tokens("a", NOW.plusSeconds(900), "other"));
        CookieSession renewed = sessions.renewed(one, new IdentityProvider.Tokens("b", NOW.plusSeconds(1_800), "one"));
        assertThat(one.made(one.formToken())).isTrue();
        assertThat(renewed.made(one.formToken()))
                .as("a token was renewed while somebody filled it in")
                .isTrue();
        assertThat(one.made(other.formToken())).isFalse();
        assertThat(one.made(null)).isFalse();
        assertThat(one.made("")).isFalse();
    }
}
