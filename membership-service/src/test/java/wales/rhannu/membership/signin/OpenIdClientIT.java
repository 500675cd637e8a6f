package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Value;

/**
 * A client that we did not write signs somebody in and out: the library openid-client, from npm. What it asks is in {@code
 * openid-client/sign-in.js}; here is the browser. Skipped where there is no Node, or npm cannot install the library.
 */
class OpenIdClientIT extends Browsing {

    private static final List<String> FILES = List.of("package.json", "sign-in.js");
    private static final Path FOLDER = Path.of("target", "openid-client").toAbsolutePath();
    private static final String SOMEBODY = "member@demo.rhannu.example";

    @Value("${rhannu.security.issuer}")
    private String issuer = "";

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void anIndependentClientFindsAllItNeedsByDiscovery() throws Exception {
        install();
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

        Path errors = FOLDER.resolve("errors");
        Process client = new ProcessBuilder("node", "sign-in.js", JSON.writeValueAsString(setting))
                .directory(FOLDER.toFile())
                .redirectError(errors.toFile())
                .start();
        HttpClient browser = browser();
        try (BufferedReader said = client.inputReader(StandardCharsets.UTF_8)) {
            String arrived = arrived(browser, next(said, errors));
            assertThat(isSignedIn(browser)).isTrue();
            tell(client, arrived);

            HttpResponse<String> out = get(browser, here(next(said, errors)), "Accept", "text/html");
            assertThat(out.statusCode()).as(out.body()).isEqualTo(302);
            assertThat(isSignedIn(browser)).isFalse();
            tell(client, "signed out");

            assertThat(next(said, errors)).isEqualTo("done Mair Member");
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

    private static String next(BufferedReader said, Path errors) throws IOException {
        String line = said.readLine();
        assertThat(line)
                .as(() -> "what the client says; its errors: " + text(errors))
                .isNotNull();
        return Objects.requireNonNull(line);
    }

    private static void tell(Process client, String line) throws IOException {
        client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    private static void install() throws Exception {
        Files.createDirectories(FOLDER);
        for (String file : FILES) {
            try (InputStream ours = OpenIdClientIT.class.getResourceAsStream("/openid-client/" + file)) {
                Files.copy(Objects.requireNonNull(ours), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path log = FOLDER.resolve("npm.log");
        for (List<String> command : List.of(
                List.of("node", "--version"),
                List.of(
                        "npm",
                        "install",
                        "--no-package-lock",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--prefer-offline",
                        "--fetch-retries=0",
                        "--fetch-timeout=20000"))) {
            if (!succeeds(command, log)) {
                String skipped = "Skipped: no client from npm signs anybody in: " + command.get(0) + " "
                        + command.get(1) + " did not work, see " + log;
                System.out.println(skipped);
                Assumptions.abort(skipped);
            }
        }
    }

    private static boolean succeeds(List<String> command, Path log) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException notThere) {
            return false;
        }
        try {
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
