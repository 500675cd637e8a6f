package wales.rhannu.feedback.discussion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

class PostBodyTests {

    private static final Instant NOW = Instant.parse("2026-10-05T09:00:00Z");
    private static final String ALED = "0c2c2a86-35a2-4a3f-9d7f-6f0a4f2b7f11";
    private static final String BETHAN = "7d1f5b0a-2f43-4c11-8f0e-9b6c1d2e3f40";

    @Test
    void anIdInBracesMentionsAMember() {
        assertThat(PostBody.of("Teitl", "Ask @{" + ALED + "}, or @{nobody}, or " + BETHAN)
                        .mentions())
                .containsExactly(ALED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "> @{%s} said so",
                "> a quote\n@{%s} that goes on",
                "- > @{%s} in a list",
                "`@{%s}`",
                "``a ` @{%s}``",
                "```\n@{%s}\n```",
                "~~~\n@{%s}",
                "    @{%s}",
                "- a\n\n      @{%s}"
            })
    void inCodeAndInQuotesNobodyIsSpokenTo(String text) {
        PostBody body = PostBody.of(null, text.formatted(ALED));
        assertThat(body.addressed()).isEmpty();
        // who leaves has to be forgotten there too
        assertThat(body.mentions()).containsExactly(ALED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@{%s}",
                "> a quote\n\n@{%s}",
                "**@{%s}**: `code` and > no quote",
                "- one\n- @{%s}",
                "# @{%s}",
                "`one backtick @{%s}",
                "<div>@{%s}</div>",
                "[@{%s}](https://example.org)",
                "\\`@{%s}\\`"
            })
    void anywhereElseTheyAre(String text) {
        assertThat(PostBody.of(null, text.formatted(ALED)).addressed()).containsExactly(ALED);
    }

    @Test
    void whoWasQuotedIsSpokenToWhenAnEditMentionsThem() {
        PostBody quoted = PostBody.of(null, "> @{" + ALED + "}\n\n@{" + BETHAN + "}");
        PostBody edited = quoted.edited(null, "@{" + ALED + "} @{" + BETHAN + "}", NOW);
        assertThat(edited.addressedSince(quoted)).containsExactly(ALED);
        PostBody without = edited.edited(null, "Neb", NOW);
        assertThat(without.edited(null, "@{" + ALED + "}", NOW).addressedSince(without))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {">", "- ", "*a ", "[", "`", "<a>", "1. ", "![", "**"})
    void aTextThatIsNestedDeeplyIsReadToItsEnd(String nests) {
        String mention = " @{" + ALED + "}";
        String text = nests.repeat((10_000 - mention.length()) / nests.length()) + mention;
        assertThat(PostBody.of(null, text).mentions()).containsExactly(ALED);
        assertThat(PostBody.of(null, text).addressed()).isSubsetOf(ALED);
        String closed = "*a ".repeat(2_000) + mention + " a*".repeat(1_300);
        assertThat(PostBody.of(null, closed).addressed()).containsExactly(ALED);
    }

    @Test
    void anEditKeepsWhatWasSaid() {
        PostBody body = PostBody.of("Before", "Ask @{" + ALED + "}").edited("After", "Ask @{" + BETHAN + "}", NOW);
        assertThat(body.text()).contains(BETHAN);
        assertThat(body.history()).containsExactly(new PostBody.Earlier("Before", "Ask @{" + ALED + "}", NOW));
        assertThat(body.mentions()).containsExactly(ALED, BETHAN);
    }

    @Test
    void whoeverLeftIsMentionedNowhereAlsoNotInWhatWasSaidBefore() {
        PostBody body = PostBody.of("T", "Ask @{" + ALED + "}")
                .edited("T", "Ask @{" + ALED + "} or @{" + BETHAN + "}", NOW)
                .withoutMentionOf(ALED);
        assertThat(body.toString()).doesNotContain(ALED);
        assertThat(body.text()).isEqualTo("Ask @{gone} or @{" + BETHAN + "}");
    }

    @Test
    void nobodyIsNamedToTheWorld() {
        assertThat(PostBody.withoutPeople("Ask @{" + ALED + "} or @{gone}, a@b"))
                .isEqualTo("Ask @… or @…, a@b");
    }

    @Test
    void aTitleMentionsNobodyAndABodyAtMostTwenty() {
        String many = IntStream.range(0, 21)
                .mapToObj(i -> "@{" + UUID.randomUUID() + "}")
                .collect(Collectors.joining(" "));
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> PostBody.of("@{" + ALED + "}", many))
                .satisfies(refusal -> assertThat(refusal.violations())
                        .extracting(Violation::pointer)
                        .containsExactly("/title", "/body"));
    }

    @Test
    void thereIsAnEndToEditing() {
        PostBody body = PostBody.of("T", "x".repeat(9_999));
        for (int i = 0; i < 10; i++) {
            body = body.edited("T", "y".repeat(9_990 + i), NOW);
        }
        PostBody full = body;
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> full.edited("T", "z", NOW))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("edited-too-often"));
    }
}
