package wales.rhannu.feedback.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Real elections and worked examples, with the outcomes that their publications give. */
class PublishedElectionsTests {

    private static String exact(Map<String, Map<String, ResultFigure>> table, String option, String over) {
        return String.valueOf(table.getOrDefault(option, Map.of())
                .getOrDefault(over, new ResultFigure("none", 0))
                .exact());
    }

    private static Map<String, String> exact(Map<String, ResultFigure> figures) {
        Map<String, String> exact = new java.util.LinkedHashMap<>();
        figures.forEach((option, figure) -> exact.put(option, String.valueOf(figure.exact())));
        return exact;
    }

    /** M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election method", Social Choice and Welfare 36 (2011): the example with 45 voters. */
    @Nested
    class SchulzesExampleWith45Voters {

        private final Tally tally = Election.among("A B C D E")
                .cast(5, "A C B E D")
                .cast(5, "A D E C B")
                .cast(8, "B E D A C")
                .cast(3, "C A B E D")
                .cast(7, "C A E B D")
                .cast(2, "C B A D E")
                .cast(7, "D C E B A")
                .cast(8, "E B A D C")
                .tally();

        @Test
        void thePairwiseTableIsThePublishedOne() {
            List<String> options = List.of("A", "B", "C", "D", "E");
            int[][] published = {
                {0, 20, 26, 30, 22}, {25, 0, 16, 33, 18}, {19, 29, 0, 17, 24}, {15, 12, 28, 0, 14}, {23, 27, 21, 31, 0}
            };
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 5; j++) {
                    if (i != j) {
                        assertThat(exact(tally.pairwise(), options.get(i), options.get(j)))
                                .isEqualTo(Integer.toString(published[i][j]));
                    }
                }
            }
        }

        @Test
        void theStrongestPathsAreThePublishedOnes() {
            List<String> options = List.of("A", "B", "C", "D", "E");
            int[][] published = {
                {0, 28, 28, 30, 24}, {25, 0, 28, 33, 24}, {25, 29, 0, 29, 24}, {25, 28, 28, 0, 24}, {25, 28, 28, 31, 0}
            };
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 5; j++) {
                    if (i != j) {
                        assertThat(exact(tally.schulze().strongestPaths(), options.get(i), options.get(j)))
                                .isEqualTo(Integer.toString(published[i][j]));
                    }
                }
            }
        }

        @Test
        void theOrderIsThePublishedOne() {
            assertThat(tally.condorcetWinner()).isNull();
            assertThat(tally.schulze().ranks())
                    .containsExactly(List.of("E"), List.of("A"), List.of("C"), List.of("B"), List.of("D"));
        }
    }

    /** The choice of a capital for Tennessee, the example of the articles on voting methods in Wikipedia. */
    @Nested
    class TheCapitalOfTennessee {

        private final Tally tally = Election.among("memphis nashville chattanooga knoxville")
                .cast(42, "memphis nashville chattanooga knoxville")
                .cast(26, "nashville chattanooga knoxville memphis")
                .cast(15, "chattanooga knoxville nashville memphis")
                .cast(17, "knoxville chattanooga nashville memphis")
                .tally();

        @Test
        void nashvilleWinsByBordaCount() {
            assertThat(exact(tally.borda().points()))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("memphis", "126", "nashville", "194", "chattanooga", "173", "knoxville", "107"));
            assertThat(tally.borda().ranks())
                    .containsExactly(
                            List.of("nashville"), List.of("chattanooga"), List.of("memphis"), List.of("knoxville"));
        }

        @Test
        void knoxvilleWinsByInstantRunoff() {
            List<InstantRunoff.Round> rounds = tally.instantRunoff().rounds();
            assertThat(rounds)
                    .extracting(InstantRunoff.Round::eliminated)
                    .containsExactly(List.of("chattanooga"), List.of("nashville"), List.of());
            assertThat(exact(rounds.get(1).votes()))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("memphis", "42", "nashville", "26", "knoxville", "32"));
            assertThat(exact(rounds.get(2).votes()))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("memphis", "42", "knoxville", "58"));
            assertThat(tally.instantRunoff().ranks())
                    .containsExactly(
                            List.of("knoxville"), List.of("memphis"), List.of("nashville"), List.of("chattanooga"));
        }

        @Test
        void nashvilleIsTheCondorcetWinnerAndSchulzes() {
            assertThat(tally.condorcetWinner()).isEqualTo("nashville");
            assertThat(tally.schulze().ranks().get(0)).containsExactly("nashville");
        }
    }

    /** The mayoral election of Burlington, Vermont, in 2009, between its three strongest, as tabulated at rangevoting.org. */
    @Nested
    class Burlington2009 {

        private final Tally tally = Election.among("kiss montroll wright")
                .cast(1332, "montroll kiss wright")
                .cast(767, "montroll wright kiss")
                .cast(455, "montroll")
                .cast(2043, "kiss montroll wright")
                .cast(371, "kiss wright montroll")
                .cast(568, "kiss")
                .cast(1513, "wright montroll kiss")
                .cast(495, "wright kiss montroll")
                .cast(1289, "wright")
                .tally();

        @Test
        void kissWonByInstantRunoff() {
            List<InstantRunoff.Round> rounds = tally.instantRunoff().rounds();
            assertThat(exact(rounds.get(0).votes()))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("kiss", "2982", "montroll", "2554", "wright", "3297"));
            assertThat(exact(rounds.get(1).votes()))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("kiss", "4314", "wright", "4064"));
            assertThat(rounds.get(1).exhausted().exact()).isEqualTo("455");
            assertThat(tally.instantRunoff().ranks().get(0)).containsExactly("kiss");
        }

        @Test
        void moreWouldHaveHadMontrollThanEitherOfTheOthers() {
            assertThat(exact(tally.pairwise(), "montroll", "kiss")).isEqualTo("4067");
            assertThat(exact(tally.pairwise(), "kiss", "montroll")).isEqualTo("3477");
            assertThat(exact(tally.pairwise(), "montroll", "wright")).isEqualTo("4597");
            assertThat(exact(tally.pairwise(), "wright", "montroll")).isEqualTo("3668");
            assertThat(tally.condorcetWinner()).isEqualTo("montroll");
            assertThat(tally.schulze().ranks())
                    .containsExactly(List.of("montroll"), List.of("kiss"), List.of("wright"));
        }
    }

    /** J.-C. de Borda, "Mémoire sur les élections au scrutin" (1781): most first votes, and yet the last. */
    @Nested
    class BordasOwnExampleWith21Voters {

        private final Tally tally = Election.among("A B C")
                .cast(1, "A B C")
                .cast(7, "A C B")
                .cast(7, "B C A")
                .cast(6, "C B A")
                .tally();

        @Test
        void theOneWithMostFirstVotesIsLast() {
            // he gave 3, 2 and 1: 37, 42 and 47; here it is 2, 1 and 0
            assertThat(exact(tally.borda().points()))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("A", "16", "B", "21", "C", "26"));
            assertThat(tally.borda().ranks()).containsExactly(List.of("C"), List.of("B"), List.of("A"));
            assertThat(tally.condorcetWinner()).isEqualTo("C");
        }
    }

    /** The Marquis de Condorcet, "Essai sur l'application de l'analyse" (1785): where Borda's method and his own part. */
    @Nested
    class CondorcetsExampleWith81Voters {

        private final Tally tally = Election.among("A B C")
                .cast(30, "A B C")
                .cast(1, "A C B")
                .cast(29, "B A C")
                .cast(10, "B C A")
                .cast(10, "C A B")
                .cast(1, "C B A")
                .tally();

        @Test
        void bordaElectsAnotherThanTheOneWhoBeatsEach() {
            assertThat(exact(tally.borda().points()))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("A", "101", "B", "109", "C", "33"));
            assertThat(tally.condorcetWinner()).isEqualTo("A");
            assertThat(exact(tally.pairwise(), "A", "B")).isEqualTo("41");
            assertThat(tally.schulze().ranks().get(0)).containsExactly("A");
        }
    }
}
