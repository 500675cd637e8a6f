package wales.rhannu.feedback.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import wales.rhannu.feedback.Written;
import wales.rhannu.feedback.ranking.RankingContent.Option;
import wales.rhannu.feedback.result.Result;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

class RankingTests {

    private static final Instant NOW = Instant.parse("2026-10-05T09:00:00Z");
    private static final Instant LATER = Instant.parse("2026-10-06T09:00:00Z");
    private static final Bilingual TEXT = new Bilingual("Testun", "A text");
    private static final Bilingual OTHER = new Bilingual("Un arall", "Another");
    private static final RankingContent COMPLETE =
            new RankingContent(TEXT, null, List.of(new Option("a", TEXT, null), new Option("b", OTHER, null)), LATER);
    private static final Result NOBODY = Result.of(List.of("a", "b"), List.of());

    private static Ranking draft(RankingContent content) {
        return Written.after(new Ranking("id", content, "author", NOW));
    }

    private static Ranking open() {
        Ranking ranking = draft(COMPLETE);
        ranking.open(NOW);
        return Written.after(ranking);
    }

    private static Ranking closing() {
        Ranking ranking = open();
        ranking.beginClosing(NOW);
        return Written.after(ranking);
    }

    private static List<String> pointers(DomainException refusal) {
        return refusal.violations().stream().map(Violation::pointer).toList();
    }

    private static RankingContent of(@Nullable Bilingual title, Option... options) {
        return new RankingContent(title, null, List.of(options), null);
    }

    @Nested
    class ADraft {

        @Test
        void mayLackAnythingUntilItIsOpened() {
            Ranking ranking = draft(RankingContent.EMPTY);
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> ranking.open(NOW))
                    .satisfies(refusal ->
                            assertThat(pointers(refusal)).containsExactly("/title/cy", "/title/en", "/options"));
        }

        @Test
        void hasOptionsWithIdsThatDiffer() {
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> draft(of(
                            TEXT,
                            new Option("a-b", TEXT, null),
                            new Option("a-b", TEXT, null),
                            new Option("A b", TEXT, null),
                            new Option(null, TEXT, null))))
                    .satisfies(refusal -> assertThat(pointers(refusal))
                            .containsExactly("/options/1/id", "/options/2/id", "/options/3/id"));
        }

        @Test
        void isNotForTheWorld() {
            assertThat(draft(COMPLETE).publicState()).isNull();
            assertThat(open().publicState()).isNotNull();
        }

        @Test
        void goesWithItsAuthor() {
            Ranking ranking = draft(COMPLETE);
            ranking.forget("somebody else");
            assertThat(Written.raisedNothing(ranking)).isTrue();
            ranking.forget("author");
            assertThat(Written.raisedNothing(ranking)).isFalse();
        }

        @Test
        void isNotOpenedWithAnEndInThePast() {
            Ranking ranking = draft(COMPLETE);
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> ranking.open(LATER))
                    .satisfies(refusal -> assertThat(pointers(refusal)).containsExactly("/closesAt"));
        }
    }

    @Nested
    class WithTwoOptionsOfOneTitle {

        private static void isNotOpened(Bilingual second, String... pointers) {
            Ranking ranking = draft(of(TEXT, new Option("a", TEXT, null), new Option("b", second, null)));
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> ranking.open(NOW))
                    .satisfies(refusal -> assertThat(pointers(refusal)).containsExactly(pointers));
        }

        @Test
        void itIsNotOpened() {
            isNotOpened(TEXT, "/options/1/title/cy", "/options/1/title/en");
        }

        @Test
        void itIsNotOpenedWhereTheyAreAlikeInOneLanguage() {
            isNotOpened(new Bilingual("Arall", "A text"), "/options/1/title/en");
        }

        @Test
        void itIsNotOpenedWhereTheyOnlyLookDifferentToAProgram() {
            isNotOpened(new Bilingual(" TESTUN ", "\uFF21\u200B  text"), "/options/1/title/cy", "/options/1/title/en");
        }
    }

    @Nested
    class WhileOpen {

        @Test
        void itDoesNotChange() {
            assertThatExceptionOfType(DomainException.class).isThrownBy(() -> open().edit(RankingContent.EMPTY));
        }

        @Test
        void itTakesBallotsUntilItsEnd() {
            assertThat(open().takesBallots(LATER.minusMillis(1))).isTrue();
            assertThat(open().takesBallots(LATER)).isFalse();
            assertThat(closing().takesBallots(NOW)).isFalse();
        }

        @Test
        void itHasNoResult() {
            assertThatExceptionOfType(DomainException.class).isThrownBy(() -> open().result());
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> closing().result());
        }
    }

    @Nested
    class WhileClosing {

        @Test
        void theLastAttemptCountsAndNoOther() {
            Ranking ranking = closing();
            ranking.beginClosing(NOW);
            Written.after(ranking).close(1, NOBODY, NOW);
            assertThat(ranking.isClosed()).isFalse();
            ranking.close(2, NOBODY, NOW);
            assertThat(ranking.isClosed()).isTrue();
            assertThat(ranking.result()).isEqualTo(NOBODY);
        }

        @Test
        void aResultOfFewerThanThreeBallotsIsHowManyTheyWere() {
            Ranking ranking = closing();
            ranking.close(1, Result.ofTooFew(2), NOW);
            assertThat(ranking.result()).isEqualTo(Result.ofTooFew(2));
            assertThat(ranking.view().counted()).isEqualTo(2);
            assertThat(ranking.view().result()).isNull();
            Written.after(ranking).withholdResult();
            assertThat(Written.raisedNothing(ranking)).isTrue();
        }

        @Test
        void itIsClosedOnce() {
            Ranking ranking = closing();
            ranking.close(1, NOBODY, NOW);
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> Written.after(ranking).beginClosing(NOW));
        }
    }
}
