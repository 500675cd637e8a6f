package wales.rhannu.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import wales.rhannu.testplatform.Platform;

/** What people see, in a browser: they sign in by the link in their mail, and an operator works with the page of operations. */
class BrowserIT {

    private static final Pattern LINK = Pattern.compile("https?://\\S+?/sign-in/link\\?token=[\\w-]+");
    /** What reaches over the window's right edge, but for what can be scrolled to. */
    private static final String BEYOND_THE_EDGE =
            """
            () => [...document.querySelectorAll('body *')]
              .filter(e => !e.closest('.scroll') && e.getBoundingClientRect().left + e.scrollWidth > innerWidth)
              .map(e => e.outerHTML.slice(0, 200))
            """;

    private static final String OPERATOR = "operator@demo.rhannu.example";

    private static Playwright playwright;
    private static Browser browser;

    private final Platform platform = SharedPlatform.running();
    private final String gateway = "http://localhost:" + platform.port("gateway");

    @BeforeAll
    static void start() {
        Optional<Path> chromium = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(chromium.isPresent(), "The browser tests are skipped: there is no Chromium");
        PlaywrightAssertions.setDefaultAssertionTimeout(90_000);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @Test
    void anOperatorSignsInSeesTheServicesAndDiscardsADeadLetter() {
        // the page's own rules would keep out the script that looks for barriers
        try (BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setLocale("en-GB").setBypassCSP(true))) {
            Page page = context.newPage();
            signIn(page);
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                    .hasText("Operations");
            for (String service : List.of("membership", "casestudy", "events", "feedback", "partner")) {
                Locator row = page.getByRole(AriaRole.ROW)
                        .filter(new Locator.FilterOptions()
                                .setHas(page.getByRole(
                                        AriaRole.ROWHEADER,
                                        new Page.GetByRoleOptions()
                                                .setName(service)
                                                .setExact(true))));
                // another test may have had it killed
                await(service + " to be shown as ready")
                        .atMost(Duration.ofSeconds(180))
                        .until(() -> {
                            page.reload();
                            return row.first().textContent().contains("ready");
                        });
            }
            hasNoBarriers(page);

            String mark = "poison-" + UUID.randomUUID();
            platform.topic("membership.organisations")
                    .publish(mark, "{\"state\": ".getBytes(StandardCharsets.UTF_8), Map.of());
            await("the dead letter on the page")
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        page.reload();
                        return discards(page).count() > 0;
                    });
            hasNoBarriers(page);
            String letter = discards(page).first().locator(".unseen").textContent();
            discards(page).first().click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("was discarded");
            assertThat(discards(page)
                            .filter(new Locator.FilterOptions()
                                    .setHasText(Pattern.compile(Pattern.quote(letter) + "\\s*$"))))
                    .hasCount(0);
            hasNoBarriers(page);

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Cymraeg"))
                    .click();
            assertThat(page.locator("html")).hasAttribute("lang", "cy");
            hasNoBarriers(page);
            fitsANarrowWindow(page);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allgofnodi"))
                    .click();
            page.navigate(gateway + "/operations");
            assertThat(page.getByRole(AriaRole.TEXTBOX)).isVisible();
        }
    }

    @Test
    void aBrowsersEventSourceHearsOfWhatIsPublishedAndOfWhatIsTakenDown() {
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions().setBypassCSP(true))) {
            Page page = context.newPage();
            page.navigate(gateway + "/api/v1/streams");
            page.evaluate(
                    """
                    after => {
                      window.heard = [];
                      const source = new EventSource('/api/v1/streams/casestudy.case-studies/events?after=' + after);
                      source.onmessage = message => heard.push(JSON.parse(message.data));
                    }
                    """,
                    platform.api(null).endOfStream("casestudy.case-studies"));
            String study = SharedPlatform.author().published("A study to be taken down");
            page.waitForFunction("id => heard.some(event => event.subject === id && 'data' in event)", study);
            platform.api("facilitator")
                    .post("/api/v1/case-studies/" + study + "/takedown")
                    .mustSucceed();
            page.waitForFunction("id => heard.some(event => event.subject === id && !('data' in event))", study);
        }
    }

    @Test
    void aPersonFindsTheLinkInTheMailboxAndSignsInByIt() {
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setLocale("en-GB")
                .setBypassCSP(true)
                .setJavaScriptEnabled(false))) {
            Page page = context.newPage();
            page.navigate(gateway + "/operations");
            int before = MailboxReader.count(platform, OPERATOR);
            page.getByLabel("mail").fill(OPERATOR);
            page.locator("form button[type=submit]").last().click();
            await("the mail with the link")
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> MailboxReader.count(platform, OPERATOR) > before);
            page.navigate(platform.mailbox());
            page.getByRole(AriaRole.SEARCHBOX).fill(OPERATOR);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Search"))
                    .click();
            page.locator(".mails a").first().click();
            page.locator("pre a").first().click();
            page.locator("main form button[type=submit]").click();
            page.waitForURL(gateway + "/operations**");
        }
    }

    @Test
    void theMailboxHasNoBarriersInEitherLanguage() {
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions().setBypassCSP(true))) {
            Page page = context.newPage();
            page.navigate(gateway + "/operations");
            int before = MailboxReader.count(platform, OPERATOR);
            page.getByLabel("mail").fill(OPERATOR);
            page.locator("form button[type=submit]").last().click();
            await("a mail")
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> MailboxReader.count(platform, OPERATOR) > before);
            for (String language : List.of("cy", "en")) {
                for (String path : List.of("", "?q=nobody", "/0")) {
                    page.navigate(platform.mailbox() + "/" + language + path);
                    fitsANarrowWindow(page);
                    hasNoBarriers(page);
                }
                page.navigate(platform.mailbox() + "/" + language);
                page.locator(".mails a").first().click();
                fitsANarrowWindow(page);
                hasNoBarriers(page);
                assertThat(page.locator("html")).hasAttribute("lang", language);
            }
        }
    }

    private static void fitsANarrowWindow(Page page) {
        // without its style sheet no page fits
        page.waitForLoadState();
        page.setViewportSize(320, 640);
        // the window is told of its size, and lays its page out, in its own time
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .as(page.url() + " beyond the edge: " + page.evaluate(BEYOND_THE_EDGE))
                        .isEqualTo(320));
        page.setViewportSize(1280, 800);
    }

    private static Locator discards(Page page) {
        return page.locator("button[name=deed][value=discard]");
    }

    private void signIn(Page page) {
        page.navigate(gateway + "/operations");
        hasNoBarriers(page);
        int before = MailboxReader.count(platform, OPERATOR);
        page.getByLabel("mail").fill(OPERATOR);
        page.locator("form button[type=submit]").last().click();
        hasNoBarriers(page);
        String link = await("the mail with the link")
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> MailboxReader.of(platform, OPERATOR).stream()
                                .skip(before)
                                .map(LINK::matcher)
                                .filter(Matcher::find)
                                .map(Matcher::group)
                                .findFirst()
                                .orElse(""),
                        found -> !found.isEmpty());
        page.navigate(link);
        hasNoBarriers(page);
        page.locator("main form button[type=submit]").click();
        page.waitForURL(gateway + "/operations**");
    }

    private static void hasNoBarriers(Page page) {
        assertThat(new AxeBuilder(page).analyze().getViolations())
                .as(page.url())
                .isEmpty();
    }
}
