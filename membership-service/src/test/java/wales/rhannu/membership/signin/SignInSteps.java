package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMailUtil;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.organisation.Organisation;
import wales.rhannu.starter.test.TestTokens;

/** The steps of signing in, as a browser, a program and a mailbox take them. */
abstract class SignInSteps extends Membership {

    static final String VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789";
    static final String REDIRECT = "http://127.0.0.1:8765/callback";
    private static final Pattern LINK = Pattern.compile("https?://\\S+/sign-in/link\\?token=[\\w-]+");
    private static final Pattern CODE = Pattern.compile("(?m)^(\\d{6})\\s*$");
    private static final Set<String> TAKEN = ConcurrentHashMap.newKeySet();

    /** What a program shows of itself at the endpoints for programs (RFC 6749, section 2.3.1). */
    record Credentials(String id, String secret) {

        String basic() {
            return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What a mail signs in with. */
    record Mailed(String link, String code) {}

    HttpResponse<String> register(String name) {
        return send(
                "POST",
                "/api/v1/clients",
                Map.of("name", name, "organisation", Organisation.idOf("W06000015")),
                "Authorization",
                TestTokens.member("f").roles("facilitator").bearer());
    }

    Credentials program(String name) {
        HttpResponse<String> registered = register(name);
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        return new Credentials(
                json(registered).get("clientId").asString(),
                json(registered).get("clientSecret").asString());
    }

    HttpResponse<String> credentials(String id, String secret) {
        return asProgram(new Credentials(id, secret), "/oauth2/token", Map.of("grant_type", "client_credentials"));
    }

    HttpResponse<String> asProgram(Credentials program, String path, Map<String, String> form) {
        return postForm(HttpClient.newHttpClient(), path, form, "Authorization", program.basic());
    }

    /** A code for somebody whose browser is signed in already. */
    String code(HttpClient browser) {
        return codeAfter(browser, authorize(browser));
    }

    String signIn(HttpClient browser, String email) {
        return exchanged(browser, codeAfter(browser, afterLink(browser, email)));
    }

    HttpResponse<String> authorize(HttpClient browser) {
        return get(
                browser,
                "/oauth2/authorize?response_type=code&client_id=rhannu-cli&scope=openid+profile&state=s&redirect_uri="
                        + encoded(REDIRECT) + "&code_challenge_method=S256&code_challenge=" + challenge(),
                "Accept",
                "text/html");
    }

    HttpResponse<String> afterLink(HttpClient browser, String email) {
        HttpResponse<String> start = authorize(browser);
        assertThat(start.headers().firstValue("Location").orElse("")).endsWith("/sign-in");
        assertThat(asked(browser, email).statusCode()).isEqualTo(302);
        return pressed(browser, link(email.toLowerCase(java.util.Locale.ROOT)));
    }

    HttpResponse<String> asked(HttpClient browser, String email) {
        HttpResponse<String> page = get(browser, "/sign-in", "Accept", "text/html");
        return postForm(browser, "/sign-in", Map.of("_csrf", field(page.body(), "_csrf"), "email", email));
    }

    HttpResponse<String> pressed(HttpClient browser, String link) {
        HttpResponse<String> page = get(browser, local(link), "Accept", "text/html");
        return postForm(browser, "/sign-in/link", Map.of("_csrf", field(page.body(), "_csrf"), "token", tokenOf(link)));
    }

    static String local(String link) {
        return link.substring(link.indexOf("/sign-in"));
    }

    static String tokenOf(String link) {
        return link.substring(link.indexOf("token=") + 6);
    }

    String link(String email) {
        return mailed(email).link();
    }

    /** What was asked for last: whoever asks takes theirs, so that nobody takes an earlier one. */
    Mailed mailed(String email) {
        return await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> mailsTo(email).stream()
                                .filter(text -> first(LINK, text)
                                        .filter(each -> !TAKEN.contains(each))
                                        .isPresent())
                                .findFirst(),
                        Optional::isPresent)
                .map(text -> new Mailed(
                        first(LINK, text).orElseThrow(), first(CODE, text).orElseThrow()))
                .filter(taken -> TAKEN.add(taken.link()))
                .orElseThrow();
    }

    /** What was mailed until now is nobody's. */
    static void passOver(String email) {
        mailsTo(email).forEach(text -> first(LINK, text).ifPresent(TAKEN::add));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Optional.of(found.group().strip()) : Optional.empty();
    }

    HttpResponse<String> entered(HttpClient browser, String code) {
        HttpResponse<String> page = get(browser, "/sign-in/sent", "Accept", "text/html");
        return postForm(browser, "/sign-in/code", Map.of("_csrf", field(page.body(), "_csrf"), "code", code));
    }

    static String problem(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        Matcher problem = Pattern.compile("[?&]problem=([a-z-]+)")
                .matcher(answer.headers().firstValue("Location").orElse(""));
        return problem.find() ? problem.group(1) : "none";
    }

    static String awaitMail(String to, String containing) {
        return await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> mailsTo(to).stream()
                                .filter(text -> text.contains(containing))
                                .reduce("", (earlier, later) -> later),
                        text -> !text.isEmpty());
    }

    static List<String> mailsTo(String to) {
        return Arrays.stream(MAILBOX.getReceivedMessages())
                .filter(message ->
                        GreenMailUtil.getAddressList(recipients(message)).equals(to))
                .map(message -> subject(message) + "\n" + text(message))
                .toList();
    }

    private static jakarta.mail.Address[] recipients(MimeMessage message) {
        try {
            return message.getAllRecipients();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(MimeMessage message) {
        try {
            return String.valueOf(message.getContent());
        } catch (jakarta.mail.MessagingException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> followedTo(HttpClient browser, HttpResponse<String> response) {
        HttpResponse<String> last = response;
        while (last.statusCode() == 302
                && !last.headers().firstValue("Location").orElse("").contains("/callback?")) {
            URI next = last.uri().resolve(last.headers().firstValue("Location").orElseThrow());
            last = get(browser, next.toString(), "Accept", "text/html");
        }
        return last;
    }

    String codeAfter(HttpClient browser, HttpResponse<String> response) {
        String end =
                followedTo(browser, response).headers().firstValue("Location").orElse("");
        Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(end);
        assertThat(code.find()).as(end).isTrue();
        return code.group(1);
    }

    HttpResponse<String> exchange(HttpClient browser, String code) {
        return postForm(
                browser,
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "rhannu-cli",
                        "redirect_uri",
                        REDIRECT,
                        "code",
                        java.net.URLDecoder.decode(code, StandardCharsets.UTF_8),
                        "code_verifier",
                        VERIFIER));
    }

    String exchanged(HttpClient browser, String code) {
        HttpResponse<String> token = exchange(browser, code);
        assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
        return json(token).get("access_token").asString();
    }

    Jwt decoded(String token) {
        return NimbusJwtDecoder.withJwkSetUri(uri("/oauth2/jwks").toString())
                .build()
                .decode(token);
    }

    static String field(String html, String name) {
        Matcher input =
                Pattern.compile("name=\"" + name + "\"\\s+value=\"([^\"]*)\"").matcher(html);
        assertThat(input.find()).as(html).isTrue();
        return input.group(1);
    }

    static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
