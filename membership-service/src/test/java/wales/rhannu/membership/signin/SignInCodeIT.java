package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.ott.OneTimeToken;
import wales.rhannu.membership.member.Mailbox;
import wales.rhannu.membership.member.Members;
import wales.rhannu.starter.test.TestTokens;

/** The six digits of a mail, for the page that asked for it. */
class SignInCodeIT extends SignInSteps {

    private static final int AT_ONCE = 6;
    private static final int ROUNDS = 50;

    @Autowired
    private Members members;

    @Autowired
    private SignInLinks links;

    @Autowired
    private SignInCounters counters;

    @Autowired
    private KnownBrowsers browsers;

    @Autowired
    private SignInCodes codes;

    @Autowired
    private MongoTemplate mongo;

    @Autowired
    private Clock clock;

    private static String somebody() {
        return "cod-" + UUID.randomUUID() + "@swansea.gov.uk";
    }

    private static String another(String code) {
        return code.equals("123456") ? "654321" : "123456";
    }

    @Test
    void aCodeSignsInOnThePageThatAskedOnceAndSoDoesItsLinkNoMore() {
        String email = somebody();
        HttpClient browser = browser();
        authorize(browser);
        asked(browser, email);
        Mailed mail = mailed(email);

        HttpResponse<String> entered =
                entered(browser, mail.code().substring(0, 3) + " " + mail.code().substring(3));
        assertThat(decoded(exchanged(browser, codeAfter(browser, entered))).getSubject())
                .isEqualTo(members.withEmail(email).orElseThrow().id());

        assertThat(problem(entered(browser, mail.code()))).isEqualTo("code");
        assertThat(problem(pressed(browser, mail.link()))).isEqualTo("link");
    }

    @Test
    void afterFiveWrongTriesOnlyTheLinkWorks() {
        String email = somebody();
        HttpClient browser = browser();
        asked(browser, email);
        Mailed mail = mailed(email);

        for (int i = 0; i < 5; i++) {
            assertThat(problem(entered(browser, another(mail.code())))).isEqualTo("code");
        }
        assertThat(problem(entered(browser, mail.code()))).as("the sixth").isEqualTo("code");
        assertThat(problem(pressed(browser, mail.link()))).isEqualTo("none");
    }

    @Test
    void aCodeIsOfNoUseInAnotherBrowserAndTriesThereTakeNoneAway() {
        String email = somebody();
        HttpClient browser = browser();
        asked(browser, email);
        Mailed mail = mailed(email);

        HttpClient other = browser();
        for (int i = 0; i < 6; i++) {
            assertThat(problem(entered(other, mail.code()))).isEqualTo("code");
        }
        assertThat(problem(entered(browser, mail.code()))).isEqualTo("none");
    }

    @Test
    void aLinkThatOpensInAnotherBrowserSaysWhereItsCodeWorks() {
        String email = somebody();
        HttpClient browser = browser();
        asked(browser, email);
        Mailed mail = mailed(email);

        HttpResponse<String> opened = get(browser(), local(mail.link()), "Accept-Language", "en");
        assertThat(opened.body()).contains("Enter the six-digit code of the same e-mail on the page there");
        assertThat(problem(entered(browser, mail.code()))).isEqualTo("none");
    }

    @Test
    void whoAskedAgainUsesTheNewestCodeAndEveryLink() {
        String email = somebody();
        HttpClient browser = browser();
        asked(browser, email);
        Mailed first = mailed(email);
        asked(browser, email);
        Mailed second = mailed(email);
        if (!first.code().equals(second.code())) {
            assertThat(problem(entered(browser, first.code()))).isEqualTo("code");
        }
        assertThat(problem(entered(browser, second.code()))).isEqualTo("none");
        assertThat(problem(pressed(browser, first.link()))).isEqualTo("none");
    }

    @Test
    void anAddressThatIsNotKnownIsAnsweredAsOneThatIs() {
        HttpClient known = browser();
        HttpClient unknown = browser();
        String email = somebody();
        asked(known, email);
        asked(unknown, "nobody-" + UUID.randomUUID() + "@elsewhere.example");
        Mailed mail = mailed(email);

        for (int i = 0; i < 7; i++) {
            HttpResponse<String> wrong = entered(known, another(mail.code()));
            HttpResponse<String> never = entered(unknown, another(mail.code()));
            assertThat(never.statusCode()).isEqualTo(wrong.statusCode());
            assertThat(never.headers().firstValue("Location"))
                    .isEqualTo(wrong.headers().firstValue("Location"));
            assertThat(never.headers().map().keySet())
                    .isEqualTo(wrong.headers().map().keySet());
        }
        String page = "/sign-in/sent?problem=code";
        assertThat(withoutSession(get(unknown, page, "Accept-Language", "cy")))
                .isEqualTo(withoutSession(get(known, page, "Accept-Language", "cy")))
                .contains("Nid yw'r cod hwn yn gweithio", "Os na ddaw e-bost");
    }

    private static String withoutSession(HttpResponse<String> page) {
        return page.body().replaceAll("name=\"_csrf\"\\s+value=\"[^\"]*\"", "").replace("&#39;", "'");
    }

    @Test
    void whoProvedTheAddressOfADisabledMemberIsToldSo() {
        String email = somebody();
        HttpClient browser = browser();
        asked(browser, email);
        entered(browser, mailed(email).code());
        String id = members.withEmail(email).orElseThrow().id();
        send(
                "POST",
                "/api/v1/members/" + id + "/disablement",
                Map.of(),
                "Authorization",
                TestTokens.member("f").roles("facilitator").bearer());

        HttpClient other = browser();
        asked(other, email);
        assertThat(problem(entered(other, mailed(email).code()))).isEqualTo("inactive");
        assertThat(get(other, "/sign-in?problem=inactive", "Accept-Language", "en")
                        .body())
                .contains("This account is not active.");
    }

    @Test
    void ofManyWhoComeAtOnceWithALinkAndItsCodeOneSignsIn() throws Exception {
        ExecutorService redeeming = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                OneTimeToken link = links.make(somebody());
                String secret = RandomSecret.random();
                String code = codes.make(link, secret);
                CyclicBarrier together = new CyclicBarrier(AT_ONCE);
                List<Future<@Nullable OneTimeToken>> pending = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    Callable<@Nullable OneTimeToken> redeem = i % 2 == 0
                            ? () -> links.use(link.getTokenValue())
                            : () -> codes.use(attempt(link, secret, code));
                    pending.add(redeeming.submit(() -> {
                        together.await();
                        return redeem.call();
                    }));
                }
                int signedIn = 0;
                for (Future<@Nullable OneTimeToken> one : pending) {
                    signedIn += Objects.isNull(one.get()) ? 0 : 1;
                }
                assertThat(signedIn).as("round %d", round).isEqualTo(1);
            }
        } finally {
            redeeming.shutdownNow();
        }
    }

    private static CodeAuthenticationToken attempt(OneTimeToken link, String secret, String code) {
        return attempt(link, secret, code, null);
    }

    private static CodeAuthenticationToken attempt(
            OneTimeToken link, String secret, String code, @Nullable String knownBy) {
        return new CodeAuthenticationToken(
                code,
                new CodeAuthenticationToken.Holder(
                        List.of(SecretHash.of(link.getTokenValue())),
                        secret,
                        knownBy,
                        ClientAddress.of("2001:db8:" + Integer.toHexString(RANDOM.nextInt(0xffff)) + "::1")));
    }

    private static final java.util.Random RANDOM = new java.util.Random();

    @Test
    void whoAsksAgainAndAgainHasNoMoreTriesThanAnAddressHasInAnHour() {
        String email = somebody();
        SignInLimits limits = limits(8, 100);
        SignInCodes bounded = new SignInCodes(links, counters, browsers, limits, clock);
        String secret = RandomSecret.random();
        int right = 0;
        for (int asked = 0; asked < 6; asked++) {
            OneTimeToken link = links.make(email.replace("@", "+" + asked + "@"));
            String code = bounded.make(link, secret);
            bounded.use(attempt(link, secret, another(code)));
            bounded.use(attempt(link, secret, another(code)));
            right += bounded.use(attempt(link, secret, code)) == null ? 0 : 1;
        }
        assertThat(right)
                .as("2 wrong and 1 right each: 8 tries are the first two and a part of the third")
                .isEqualTo(2);

        String own = RandomSecret.random();
        mongo.execute(
                KnownBrowsers.COLLECTION,
                c -> c.insertOne(new Document("_id", SecretHash.of(own))
                        .append("mailboxes", List.of(Mailbox.of(email).key()))
                        .append("expires", java.util.Date.from(clock.instant().plusSeconds(60)))));
        OneTimeToken link = links.make(email);
        String code = bounded.make(link, secret);
        assertThat(bounded.use(attempt(link, secret, code, SecretHash.of(own))))
                .as("the owner, in a browser that signed in before")
                .isNotNull();
    }

    @Test
    void aBrowserThatIsNotGivenItsNextSecretIsKnownByTheOneThatItHas() {
        String mailbox = Mailbox.of(somebody()).key();
        MockHttpServletResponse first = new MockHttpServletResponse();
        browsers.remember(new MockHttpServletRequest(), first, mailbox);
        MockHttpServletRequest again = new MockHttpServletRequest();
        again.setCookies(Objects.requireNonNull(first.getCookie(KnownBrowsers.COOKIE)));
        String held = Objects.requireNonNull(KnownBrowsers.of(again));

        HttpServletResponse neverSent = new HttpServletResponseWrapper(new MockHttpServletResponse()) {
            @Override
            public void addHeader(String name, String value) {
                throw new IllegalStateException("The process ends here");
            }
        };
        assertThatThrownBy(() -> browsers.remember(again, neverSent, mailbox)).hasMessage("The process ends here");
        assertThat(browsers.isKnown(held, mailbox)).isTrue();

        browsers.remember(again, new MockHttpServletResponse(), mailbox);
        assertThat(browsers.isKnown(held, mailbox)).as("once it has another").isFalse();
    }

    @Test
    void triesOfADayAndOfAClientAreBoundedToo() {
        SignInCodes aDay = new SignInCodes(links, counters, browsers, limits(100, 2), clock);
        OneTimeToken link = links.make(somebody());
        String code = aDay.make(link, "secret");
        aDay.use(attempt(link, "secret", another(code)));
        aDay.use(attempt(link, "secret", another(code)));
        assertThat(aDay.use(attempt(link, "secret", code))).isNull();

        SignInCodes aClient = new SignInCodes(links, counters, browsers, limits(100, 100), clock);
        ClientAddress client = ClientAddress.of("203.0.113." + (1 + RANDOM.nextInt(250)));
        for (int i = 0; i < 10; i++) {
            OneTimeToken each = links.make(somebody());
            aClient.use(new CodeAuthenticationToken(
                    another(aClient.make(each, "secret")),
                    new CodeAuthenticationToken.Holder(
                            List.of(SecretHash.of(each.getTokenValue())), "secret", null, client)));
        }
        OneTimeToken last = links.make(somebody());
        assertThat(aClient.use(new CodeAuthenticationToken(
                        aClient.make(last, "secret"),
                        new CodeAuthenticationToken.Holder(
                                List.of(SecretHash.of(last.getTokenValue())), "secret", null, client))))
                .isNull();
    }

    private static SignInLimits limits(int anHour, int aDay) {
        Duration minutes = Duration.ofMinutes(10);
        return new SignInLimits(100, 500, 20, minutes, minutes, minutes, 5, anHour, aDay, 10, minutes);
    }

    @Test
    void aCodeIsKeptAsAHashThatNeedsTheBrowsersSecret() {
        OneTimeToken link = links.make(somebody());
        String code = codes.make(link, "secret");
        Document kept = mongo.execute(
                SignInLinks.COLLECTION, c -> c.find(new Document("_id", SecretHash.of(link.getTokenValue())))
                        .first());
        assertThat(String.valueOf(kept)).doesNotContain(code, SecretHash.of(code), link.getTokenValue());
        assertThat(codes.use(attempt(link, "another secret", code))).isNull();
        assertThat(codes.use(attempt(link, "secret", code))).isNotNull();
    }

    @Test
    void whoLeavesIsForgottenAtOnceAndWhoComesBackBeginsAnew() {
        String email = somebody();
        String id = members.joined(email).orElseThrow().id();
        assertThat(members.mailboxesOf(id)).containsExactly(Mailbox.of(email).key());
        send(
                "DELETE",
                "/api/v1/members/me",
                Map.of(),
                "Authorization",
                TestTokens.member(id).roles("member").bearer());
        assertThat(members.joined(email).orElseThrow().id()).isNotEqualTo(id);
    }
}
