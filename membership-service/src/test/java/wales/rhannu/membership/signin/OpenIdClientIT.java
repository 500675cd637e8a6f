package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Value;
import wales.rhannu.starter.test.NodeProgram;

/**
 * A client that we did not write signs somebody in and out: the library openid-client, from npm. What it asks is in {@code
 * openid-client/sign-in.js}; here is the browser. Skipped where there is no Node, or npm cannot install the library.
 */
class OpenIdClientIT extends SignInSteps {

    private static final String SOMEBODY = "member@demo.rhannu.example";

    @Value("${rhannu.security.issuer}")
    private String issuer = "";

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void anIndependentClientFindsAllItNeedsByDiscovery() throws Exception {
        NodeProgram signIn = NodeProgram.install("openid-client", "sign-in.js", "no client from npm signs anybody in");
        Credentials program = program("An independent client");
        Map<String, Object> setting = Map.of(
                "issuer",
                issuer,
                "address",
                uri("").toString(),
                "redirect",
                issuer + "/session/callback",
                "scope",
                "openid profile",
                "client",
                Map.of("id", "rhannu-web", "secret", WEB_SECRET),
                "program",
                Map.of("id", program.id(), "secret", program.secret()));

        Process client = signIn.start(JSON.writeValueAsString(setting));
        HttpClient browser = browser();
        try (BufferedReader said = client.inputReader(StandardCharsets.UTF_8)) {
            String arrived = arrived(browser, next(said, signIn));
            assertThat(isSignedIn(browser)).isTrue();
            tell(client, arrived);

            HttpResponse<String> out = get(browser, here(next(said, signIn)), "Accept", "text/html");
            assertThat(out.statusCode()).as(out.body()).isEqualTo(302);
            assertThat(isSignedIn(browser)).isFalse();
            tell(client, "signed out");

            assertThat(next(said, signIn)).isEqualTo("done Mair Member");
            assertThat(client.waitFor()).isZero();
        } finally {
            client.destroyForcibly();
        }
    }

    /** Where the browser of somebody who signs in by an e-mailed link is sent in the end. */
    private String arrived(HttpClient browser, String authorization) {
        HttpResponse<String> start = get(browser, here(authorization), "Accept", "text/html");
        assertThat(start.headers().firstValue("Location").orElse("")).endsWith("/sign-in");
        assertThat(asked(browser, SOMEBODY).statusCode()).isEqualTo(302);
        return followedTo(browser, pressed(browser, link(SOMEBODY)))
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    private boolean isSignedIn(HttpClient browser) {
        return authorize(browser).headers().firstValue("Location").orElse("").startsWith(REDIRECT);
    }

    /** The address here of what is under the platform's address. */
    private String here(String address) {
        assertThat(address).startsWith(issuer + "/");
        return URI.create(address).toString().substring(issuer.length());
    }

    private static String next(BufferedReader said, NodeProgram signIn) throws IOException {
        String line = said.readLine();
        assertThat(line)
                .as("what the client says; its errors: %s", signIn.errors())
                .isNotNull();
        return Objects.requireNonNull(line);
    }

    private static void tell(Process client, String line) throws IOException {
        client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }
}
