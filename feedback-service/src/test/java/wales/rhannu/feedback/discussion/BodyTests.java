package wales.rhannu.feedback.discussion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

class BodyTests {

    private static final Instant NOW = Instant.parse("2026-10-05T09:00:00Z");
    private static final String ALED = "0c2c2a86-35a2-4a3f-9d7f-6f0a4f2b7f11";
    private static final String BETHAN = "7d1f5b0a-2f43-4c11-8f0e-9b6c1d2e3f40";

    @Test
    void anIdInBracesMentionsAMember() {
        assertThat(Body.of("Teitl", "Ask @{" + ALED + "}, or @{nobody}, or " + BETHAN)
                        .mentions())
                .containsExactly(ALED);
    }

    @Test
    void anEditKeepsWhatWasSaid() {
        Body body = Body.of("Before", "Ask @{" + ALED + "}").edited("After", "Ask @{" + BETHAN + "}", NOW);
        assertThat(body.text()).contains(BETHAN);
        assertThat(body.history()).containsExactly(new Body.Earlier("Before", "Ask @{" + ALED + "}", NOW));
        assertThat(body.mentions()).containsExactly(ALED, BETHAN);
    }

    @Test
    void whoeverLeftIsMentionedNowhereAlsoNotInWhatWasSaidBefore() {
        Body body = Body.of("T", "Ask @{" + ALED + "}")
                .edited("T", "Ask @{" + ALED + "} or @{" + BETHAN + "}", NOW)
                .withoutMentionOf(ALED);
        assertThat(body.toString()).doesNotContain(ALED);
        assertThat(body.text()).isEqualTo("Ask @{gone} or @{" + BETHAN + "}");
    }

    @Test
    void nobodyIsNamedToTheWorld() {
        assertThat(Body.withoutPeople("Ask @{" + ALED + "} or @{gone}, a@b")).isEqualTo("Ask @… or @…, a@b");
    }

    @Test
    void aTitleMentionsNobodyAndABodyAtMostTwenty() {
        String many = IntStream.range(0, 21)
                .mapToObj(i -> "@{" + UUID.randomUUID() + "}")
                .collect(Collectors.joining(" "));
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> Body.of("@{" + ALED + "}", many))
                .satisfies(refusal -> assertThat(refusal.violations())
                        .extracting(Violation::pointer)
                        .containsExactly("/title", "/body"));
    }

    @Test
    void thereIsAnEndToEditing() {
        Body body = Body.of("T", "x".repeat(9_999));
        for (int i = 0; i < 10; i++) {
            body = body.edited("T", "y".repeat(9_990 + i), NOW);
        }
        Body full = body;
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> full.edited("T", "z", NOW))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("edited-too-often"));
    }
}
