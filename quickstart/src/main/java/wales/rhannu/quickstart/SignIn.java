package wales.rhannu.quickstart;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.quickstart.mailbox.MailboxClient;

/**
 * Signs a demo person in as that person would: the sign-in page, the link in the mail, the button on its page, and then a
 * code for a token (authorization code with PKCE).
 */
class SignIn {

    private static final List<String> DEMO_PEOPLE =
            List.of("facilitator", "author", "organiser", "member", "org-admin", "operator");
    private static final String CLIENT = "rhannu-cli";
    private static final String REDIRECT = "http://127.0.0.1:8765/callback";
    private static final Pattern LINK = Pattern.compile("https?://\\S+?/sign-in/link\\?token=[^\\s\"'<>]+");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Installation installation;
    private final MailboxClient mailbox;
    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    SignIn(Installation installation) {
        this.installation = installation;
        this.mailbox = new MailboxClient(installation.mailbox());
    }

    /** The e-mail address of a demo person by name; an address is returned unchanged. */
    static String address(String person) {
        if (person.contains("@")) {
            return person;
        }
        if (!DEMO_PEOPLE.contains(person)) {
            throw CommandException.usage("There is no demo person " + person + ": it is one of "
                    + String.join(", ", DEMO_PEOPLE) + ", or an e-mail address");
        }
        return person + "@demo.rhannu.example";
    }

    /** An access token of the person with this address. */
    String token(String address) {
        String verifier = random();
        String state = random();
        URI authorize = URI.create(installation.gateway() + "/oauth2/authorize?"
                + HtmlForm.encode(ordered(
                        "response_type",
                        "code",
                        "client_id",
                        CLIENT,
                        "redirect_uri",
                        REDIRECT,
                        "scope",
                        "openid profile",
                        "state",
                        state,
                        "code_challenge",
                        challenge(verifier),
                        "code_challenge_method",
                        "S256")));
        long last = read(MailboxClient::lastId);
        LinkOutcomes before = outcomes();
        HttpResponse<String> page = mustBeFine(follow(get(authorize)));
        mustBeFine(follow(post(HtmlForm.on(page.uri(), page.body()).with("email", address))));
        return exchange(code(address, last, before, state), verifier);
    }

    /** Tries each link that arrives, because one that another browser asked for does not sign this one in. */
    private String code(String address, long newest, LinkOutcomes before, String state) {
        long last = newest;
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            long read = last;
            for (MailboxClient.Received mail : read(mailbox -> mailbox.after(read, address))) {
                last = mail.id();
                Optional<String> code = link(mail.text()).flatMap(link -> press(link, state));
                if (code.isPresent()) {
                    return code.get();
                }
            }
            Polling.pause();
        }
        String seen = "; see the mailbox at " + installation.mailbox() + " and ./rhannu logs membership-service";
        throw new CommandException(
                last == newest
                        ? outcomes().whyNone(before, address) + seen
                        : "No link that was mailed to " + address + " signed in" + seen);
    }

    private LinkOutcomes outcomes() {
        return LinkOutcomes.at(browser, installation.port(ManagedProcess.named("membership-service")));
    }

    private interface Reading<T> {
        T from(MailboxClient mailbox) throws IOException;
    }

    private <T> T read(Reading<T> reading) {
        try {
            return reading.from(mailbox);
        } catch (IOException e) {
            throw new CommandException("The mailbox at " + installation.mailbox()
                    + " does not answer: is Rhannu running? (" + e.getMessage() + ")");
        }
    }

    static Optional<URI> link(String mail) {
        Matcher link = LINK.matcher(mail);
        return link.find() ? Optional.of(URI.create(link.group().replace("&amp;", "&"))) : Optional.empty();
    }

    /** Presses the button on the page of a link, and follows redirects to the callback address, which has the code. */
    private Optional<String> press(URI link, String state) {
        HttpResponse<String> page = follow(get(link));
        if (page.statusCode() != 200) {
            return Optional.empty();
        }
        HttpResponse<String> end = follow(post(HtmlForm.on(page.uri(), page.body())));
        Map<String, String> answer = query(end.headers().firstValue("Location").orElse(""));
        return state.equals(answer.get("state")) ? Optional.ofNullable(answer.get("code")) : Optional.empty();
    }

    static HttpResponse<String> mustBeFine(HttpResponse<String> answer) {
        if (answer.statusCode() == 429) {
            long seconds = answer.headers().firstValueAsLong("Retry-After").orElse(60);
            throw new CommandException("Too many sign-ins were asked for from this machine: try again in "
                    + (seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " minutes"));
        }
        if (answer.statusCode() >= 400) {
            throw new CommandException("Signing in was refused (" + answer.statusCode() + " at "
                    + answer.uri().getPath() + ")");
        }
        return answer;
    }

    private String exchange(String code, String verifier) {
        HttpResponse<String> response = post(new HtmlForm(
                URI.create(installation.gateway() + "/oauth2/token"),
                ordered(
                        "grant_type", "authorization_code",
                        "client_id", CLIENT,
                        "redirect_uri", REDIRECT,
                        "code", code,
                        "code_verifier", verifier)));
        if (response.statusCode() != 200) {
            throw new CommandException("The code gave no token (" + response.statusCode() + ")");
        }
        return JsonMapper.shared()
                .readTree(response.body())
                .path("access_token")
                .asString();
    }

    /** Follows redirects until there is a page or the callback address. */
    private HttpResponse<String> follow(HttpResponse<String> response) {
        HttpResponse<String> last = response;
        for (int hop = 0; hop < 10; hop++) {
            Optional<String> location = last.headers().firstValue("Location");
            if (last.statusCode() / 100 != 3
                    || location.isEmpty()
                    || location.get().startsWith(REDIRECT)) {
                return last;
            }
            last = get(last.uri().resolve(location.get()));
        }
        throw new CommandException(
                "Signing in goes round in circles at " + last.uri().getPath());
    }

    private HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri).header("Accept", "text/html").GET());
    }

    private HttpResponse<String> post(HtmlForm form) {
        return send(HttpRequest.newBuilder(form.action())
                .header("Accept", "text/html, application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(HtmlForm.encode(form.fields()))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return Http.send(
                browser, request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    static Map<String, String> query(String uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int start = uri.indexOf('?');
        for (String pair : start < 0 ? new String[0] : uri.substring(start + 1).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
