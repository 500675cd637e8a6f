package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Platform;

/** Who was signed out, by whomever, is signed out everywhere a minute later. */
class SessionsIT {

    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final List<String> SERVICES = List.of("membership", "casestudy", "events", "feedback", "partner");

    private final Platform platform = SharedPlatform.running();

    private String newcomer() {
        return "sesiwn-" + UUID.randomUUID().toString().substring(0, 8) + "@cardiff.gov.uk";
    }

    private String token(String address) {
        String said = platform.run("token", address).strip();
        return said.substring(said.lastIndexOf('\n') + 1);
    }

    /** Open to anybody, and refused to whoever comes with a token that is not taken. */
    private IntSupplier answers(String service, String token) {
        Api directly = platform.directly("http://localhost:" + platform.port(service + "-service"), null)
                .with(token);
        return () -> directly.get("/api/v1/openapi/" + service).status();
    }

    private static void refusedWithinABound(String what, Map<String, IntSupplier> places) {
        long ended = System.nanoTime();
        Map<String, Long> after = new LinkedHashMap<>();
        await().atMost(BOUND).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            places.forEach((place, answer) -> {
                if (!after.containsKey(place) && answer.getAsInt() == 401) {
                    after.put(place, (System.nanoTime() - ended) / 1_000_000);
                }
            });
            assertThat(after).containsOnlyKeys(places.keySet());
        });
        System.out.println("Refused after " + what + ", in ms: " + after);
    }

    @Test
    void aSessionThatAFacilitatorEndsIsRefusedByEveryServiceAndOthersAreNot() {
        String address = newcomer();
        String token = token(address);
        Map<String, IntSupplier> places = new LinkedHashMap<>();
        SERVICES.forEach(service -> places.put(service, answers(service, token)));
        assertThat(places.values())
                .allSatisfy(answer -> assertThat(answer.getAsInt()).isEqualTo(200));
        String member = platform.api(null)
                .with(token)
                .get("/api/v1/members/me")
                .json()
                .path("id")
                .asString("");

        assertThat(platform.api("facilitator")
                        .delete("/api/v1/members/" + member + "/sessions")
                        .status())
                .isEqualTo(204);

        refusedWithinABound("a facilitator ended it", places);
        String again = token(address);
        SERVICES.forEach(service ->
                assertThat(answers(service, again).getAsInt()).as(service).isEqualTo(200));
    }

    @Test
    void aSessionThatItsOwnerEndsFromAnotherBrowserIsRefusedByEveryService() {
        String address = newcomer();
        String lost = token(address);
        Api here = platform.api(null).with(token(address));
        Map<String, IntSupplier> places = new LinkedHashMap<>();
        SERVICES.forEach(service -> places.put(service, answers(service, lost)));

        assertThat(here.get("/api/v1/members/me/sessions").json().path("items")).hasSize(2);
        assertThat(here.delete("/api/v1/members/me/sessions").status()).isEqualTo(204);

        refusedWithinABound("their owner ended all others", places);
        assertThat(here.get("/api/v1/members/me/sessions").json().path("items")).hasSize(1);
    }

    @Test
    void whoSignedOutLeavesACookieThatOpensNothing() throws Exception {
        ScriptlessBrowser operator = new ScriptlessBrowser(platform);
        operator.signIn("operator@demo.rhannu.example", "/operations");
        assertThat(operator.get("/api/v1/members/me").statusCode()).isEqualTo(200);
        ScriptlessBrowser thief = operator.copy();

        assertThat(operator.press(operator.get("/operations"), "/session/sign-out")
                        .statusCode())
                .isEqualTo(200);
        assertThat(operator.get("/api/v1/members/me").statusCode()).isEqualTo(401);

        refusedWithinABound("signing out, with a copied cookie", Map.of("gateway", () -> thief.get("/api/v1/members/me")
                .statusCode()));
        assertThat(thief.get("/operations").body()).contains("name=\"email\"");
        assertThat(thief.get("/api/v1/case-studies").statusCode())
                .as("what is open to anybody")
                .isEqualTo(200);
    }

    @Test
    void aCopiedCookieReadsWhatIsPublicAtOnceWhenTheSessionIsEndedElsewhere() throws Exception {
        String address = newcomer();
        ScriptlessBrowser visitor = new ScriptlessBrowser(platform);
        visitor.signIn(address, "/");
        Api elsewhere = platform.api(null).with(token(address));
        assertThat(elsewhere.delete("/api/v1/members/me/sessions").status()).isEqualTo(204);

        await().atMost(BOUND).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            assertThat(visitor.get("/api/v1/case-studies").statusCode()).isEqualTo(200);
            assertThat(visitor.hasSession()).isFalse();
        });
    }

    @Test
    void whileMembershipIsAwayATokenWorksUntilItsEndAndThenItIsRenewed() {
        ScriptlessBrowser operator = new ScriptlessBrowser(platform);
        operator.signIn("operator@demo.rhannu.example", "/");
        SessionCookie cookies = new SessionCookie(platform);
        String due = cookies.due(operator.session(), Instant.now().plusSeconds(600));
        String over = cookies.due(operator.session(), Instant.now().minusSeconds(1));
        String forOperators = "/api/v1/operations/casestudy/status";

        assertThat(operator.get(forOperators).statusCode())
                .as("casestudy-service keeps what it verifies tokens by")
                .isEqualTo(200);
        ProcessHandle membership = platform.kill("membership-service");
        operator.setSession(due);
        assertThat(operator.get(forOperators).statusCode())
                .as("a token that is due")
                .isEqualTo(200);
        assertThat(operator.session()).isEqualTo(due);
        ScriptlessBrowser late = operator.copy();
        late.setSession(over);
        int answer = late.get(forOperators).statusCode();
        // it is started again at once, and may be back by now
        assertThat(answer).as("a token that is over").isIn(401, 200);
        assertThat(answer == 200).isEqualTo(!late.session().equals(over));
        platform.awaitBack("membership-service", membership);

        for (ScriptlessBrowser visitor : List.of(operator, late)) {
            await().atMost(BOUND).untilAsserted(() -> {
                assertThat(visitor.get(forOperators).statusCode()).isEqualTo(200);
                assertThat(visitor.session()).isNotEqualTo(due).isNotEqualTo(over);
            });
        }
    }
}
