package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A code gives one token, and none that lasts once somebody comes with it again (RFC 6749, section 4.1.2). */
class CodeRedemptionIT extends SignInSteps {

    /** How many codes are raced for; by hand {@code -Drhannu.test.redemption-rounds=1000}. */
    private static final int ROUNDS = Integer.getInteger("rhannu.test.redemption-rounds", 20);

    private static final int AT_ONCE = 6;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void ofManyWhoRedeemACodeAtOnceOneGetsAToken() throws Exception {
        HttpClient browser = browser();
        Credentials program = program("Asks about raced tokens");
        signIn(browser, "member@demo.rhannu.example");
        ExecutorService redeeming = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String code = code(browser);
                List<HttpResponse<String>> answers = atOnce(redeeming, code);

                List<HttpResponse<String>> given =
                        answers.stream().filter(it -> it.statusCode() == 200).toList();
                assertThat(given).as("tokens of round %d", round).hasSize(1);
                assertThat(answers).filteredOn(it -> it.statusCode() != 200).allSatisfy(refused -> {
                    assertThat(refused.statusCode()).isEqualTo(400);
                    assertThat(json(refused).get("error").asString()).isEqualTo("invalid_grant");
                });
                assertThat(isActive(program, accessToken(given.get(0))))
                        .as("the token of round %d, whose code was used again", round)
                        .isFalse();
            }
        } finally {
            redeeming.shutdownNow();
        }
    }

    private List<HttpResponse<String>> atOnce(ExecutorService redeeming, String code) throws Exception {
        CyclicBarrier together = new CyclicBarrier(AT_ONCE);
        List<Future<HttpResponse<String>>> pending = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            pending.add(redeeming.submit(() -> {
                together.await();
                return exchange(CLIENT, code);
            }));
        }
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (Future<HttpResponse<String>> one : pending) {
            answers.add(one.get());
        }
        return answers;
    }

    @Test
    void aSecondUseRevokesWhatTheFirstGave() {
        HttpClient browser = browser();
        Credentials program = program("Asks about a token");
        signIn(browser, "member@demo.rhannu.example");
        String code = code(browser);
        String token = accessToken(exchange(browser, code));
        assertThat(isActive(program, token)).isTrue();

        for (int again = 0; again < 2; again++) {
            HttpResponse<String> refused = exchange(browser, code);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).get("error").asString()).isEqualTo("invalid_grant");
            assertThat(refused.body()).doesNotContain("java.", "Exception");
            assertThat(isActive(program, token)).isFalse();
        }
        assertThat(get("/userinfo", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(401);
    }

    private boolean isActive(Credentials program, String token) {
        HttpResponse<String> answer = asProgram(program, "/oauth2/introspect", Map.of("token", token));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).get("active").asBoolean();
    }

    private static String accessToken(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).get("access_token").asString();
    }
}
