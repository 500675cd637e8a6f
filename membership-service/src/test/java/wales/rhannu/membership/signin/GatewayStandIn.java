package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.security.oauth2.jwt.Jwt;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.test.TestTokens;

/** What the gateway does with a browser that signed in. */
abstract class GatewayStandIn extends SignInSteps {

    static final Credentials WEB = new Credentials("rhannu-web", WEB_SECRET);
    static final String OWN = "/api/v1/members/me/sessions";

    /** What the gateway holds of somebody. */
    record Held(String token, String handle) {}

    Held held(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode tokens = json(answer);
        return new Held(
                tokens.get("access_token").asString(),
                tokens.get("refresh_token").asString());
    }

    Held signedIn(HttpClient browser, String email) {
        signIn(browser, email);
        return again(browser);
    }

    /** With the session that the browser has. */
    Held again(HttpClient browser) {
        return held(asProgram(WEB, "/oauth2/token", redemption(browser)));
    }

    Map<String, String> redemption(HttpClient browser) {
        String back =
                json(get("/.well-known/openid-configuration")).get("issuer").asString() + "/session/callback";
        HttpResponse<String> given = get(
                browser,
                "/oauth2/authorize?response_type=code&client_id=rhannu-web&scope=openid&state=s&redirect_uri="
                        + encoded(back) + "&code_challenge_method=S256&code_challenge=" + challenge(),
                "Accept",
                "text/html");
        String location = given.headers().firstValue("Location").orElse("");
        assertThat(location).startsWith(back + "?code=");
        return Map.of(
                "grant_type",
                "authorization_code",
                "redirect_uri",
                back,
                "code",
                java.net.URLDecoder.decode(
                        location.substring(location.indexOf("code=") + 5, location.indexOf("&state")),
                        StandardCharsets.UTF_8),
                "code_verifier",
                VERIFIER);
    }

    HttpResponse<String> renewed(String handle) {
        return asProgram(WEB, "/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", handle));
    }

    /** A token of the same person and session that the services of tests take. */
    String bearer(Held held) {
        Jwt token = decoded(held.token());
        return TestTokens.member(String.valueOf(token.getSubject()))
                .session(String.valueOf(token.getClaimAsString("sid")))
                .bearer();
    }

    void isRefused(Held held) {
        HttpResponse<String> answer = renewed(held.handle());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).get("error").asString()).isEqualTo("invalid_grant");
        assertThat(get(OWN, "Authorization", bearer(held)).statusCode()).isEqualTo(401);
        assertThat(get("/userinfo", "Authorization", "Bearer " + held.token()).statusCode())
                .isEqualTo(401);
    }

    void isTaken(Held held) {
        assertThat(get(OWN, "Authorization", bearer(held)).statusCode()).isEqualTo(200);
        held(renewed(held.handle()));
    }

    String session(Held held) {
        return String.valueOf(decoded(held.token()).getClaimAsString("sid"));
    }

    boolean isSignedIn(HttpClient browser) {
        return authorize(browser).headers().firstValue("Location").orElse("").startsWith(REDIRECT);
    }

    HttpResponse<String> delete(String path, String bearer) {
        return send("DELETE", path, Map.of(), "Authorization", bearer);
    }
}
