package wales.rhannu.feedback.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CountingRulesTests {

    @Nested
    class UnrankedOptions {

        @Test
        void shareWhatIsLeftOfThePoints() {
            Map<String, ResultFigure> points =
                    Election.among("a b c d").cast(1, "a").tally().borda().points();
            assertThat(points.get("a")).isEqualTo(new ResultFigure("3", 3));
            assertThat(points.get("b")).isEqualTo(new ResultFigure("1", 1));
            assertThat(points.get("d")).isEqualTo(new ResultFigure("1", 1));

            Map<String, ResultFigure> half =
                    Election.among("a b c").cast(1, "a").tally().borda().points();
            assertThat(half.get("b")).isEqualTo(new ResultFigure("1/2", 0.5));
        }

        @Test
        void areBelowTheRankedAndEqualAmongThemselves() {
            Tally tally = Election.among("a b c").cast(2, "b").tally();
            assertThat(tally.schulze().ranks()).containsExactly(List.of("b"), List.of("a", "c"));
            assertThat(Objects.requireNonNull(tally.pairwise().get("a")).get("c"))
                    .isEqualTo(new ResultFigure("0", 0));
        }

        @Test
        void exhaustABallotWhenAllItNamesIsGone() {
            Tally tally = Election.among("a b c")
                    .cast(4, "a")
                    .cast(3, "b")
                    .cast(2, "c")
                    .tally();
            InstantRunoff.Round last = tally.instantRunoff().rounds().get(1);
            assertThat(last.exhausted().exact()).isEqualTo("2");
            assertThat(tally.instantRunoff().ranks()).containsExactly(List.of("a"), List.of("b"), List.of("c"));
        }
    }

    @Nested
    class TiesInAnInstantRunoff {

        @Test
        void areBrokenByTheRoundsBeforeBackwards() {
            // after d is gone b and c have 5 each; before, c had 4
            Tally tally = Election.among("a b c d")
                    .cast(9, "a b c d")
                    .cast(5, "b c a d")
                    .cast(4, "c b a d")
                    .cast(1, "d c a b")
                    .tally();
            assertThat(tally.instantRunoff().rounds())
                    .extracting(InstantRunoff.Round::eliminated)
                    .containsExactly(List.of("d"), List.of("c"), List.of());
        }

        @Test
        void areThenBrokenByBordaPoints() {
            // b and c have 2 first votes each; c is second for more
            Tally tally = Election.among("a b c")
                    .cast(3, "a c b")
                    .cast(2, "b c a")
                    .cast(2, "c b a")
                    .tally();
            assertThat(tally.instantRunoff().rounds().get(0).eliminated()).containsExactly("b");
        }

        @Test
        void leaveThoseEqualWhichNothingTellsApart() {
            Tally tally = Election.among("a b").cast(1, "a b").cast(1, "b a").tally();
            assertThat(tally.instantRunoff().ranks()).containsExactly(List.of("a", "b"));
            assertThat(tally.instantRunoff().rounds()).hasSize(1);
        }

        @Test
        void makeThoseGoTogetherWhichNothingTellsApart() {
            Tally tally = Election.among("a b c")
                    .cast(2, "a b c")
                    .cast(2, "a c b")
                    .cast(2, "b a c")
                    .cast(2, "c a b")
                    .tally();
            assertThat(tally.instantRunoff().rounds().get(0).eliminated()).containsExactly("b", "c");
            assertThat(tally.instantRunoff().ranks()).containsExactly(List.of("a"), List.of("b", "c"));
        }

        @Test
        void areNoneWhereNobodyVoted() {
            Tally nobodys = Election.among("a b").tally();
            assertThat(nobodys.instantRunoff().ranks()).containsExactly(List.of("a", "b"));
            assertThat(nobodys.schulze().ranks()).containsExactly(List.of("a", "b"));
        }
    }

    @Nested
    class ByOrganisation {

        @Test
        void eachWeighsOneHoweverManyOfItsPeopleVoted() {
            Result result = Election.among("a b")
                    .cast(7, "a", "large", "local-authority")
                    .cast(1, "b", "small", "health-board")
                    .cast(1, "b", "other", "nhs-trust")
                    .cast(1, "b", "another", "nhs-trust")
                    .result();
            assertThat(Objects.requireNonNull(result.byPerson()).borda().ranks().get(0))
                    .containsExactly("a");
            assertThat(Objects.requireNonNull(result.byOrganisation())
                            .borda()
                            .ranks()
                            .get(0))
                    .containsExactly("b");
            assertThat(result.voters()).isEqualTo(new Result.Voters(10, 4));
        }

        @Test
        void thirdsAreExact() {
            Result result = Election.among("a b")
                    .cast(1, "a", "three", "x")
                    .cast(2, "b", "three", "x")
                    .cast(1, "a", "seven", "x")
                    .cast(6, "b", "seven", "x")
                    .cast(1, "a", "one", "x")
                    .cast(1, "b", "another", "x")
                    .cast(1, "b", "a third", "x")
                    .result();
            Map<String, ResultFigure> first = Objects.requireNonNull(result.byOrganisation())
                    .instantRunoff()
                    .rounds()
                    .get(0)
                    .votes();
            assertThat(Objects.requireNonNull(first.get("a")).exact()).isEqualTo("31/21");
            assertThat(Objects.requireNonNull(first.get("b")).exact()).isEqualTo("74/21");
        }

        @Test
        void aFractionTooLongToPrintIsCountedWithAllTheSame() {
            Election election = Election.among("a b");
            for (int size :
                    new int[] {97, 89, 83, 79, 73, 71, 67, 61, 59, 53, 47, 43, 41, 37, 31, 29, 23, 19, 17, 13}) {
                election.cast(1, "a b", "organisation of " + size, "x");
                election.cast(size - 1, "b a", "organisation of " + size, "x");
            }
            ResultFigure points = Objects.requireNonNull(election.result().byOrganisation())
                    .borda()
                    .points()
                    .get("b");
            assertThat(Objects.requireNonNull(points).exact()).isNull();
            assertThat(points.approximate()).isBetween(19.4, 19.5);
        }
    }

    @Test
    void theLargestResultFitsARecordOfTheBroker() {
        Random random = new Random(30);
        List<String> options = IntStream.range(0, 30)
                .mapToObj(i -> "an-option-with-a-name-as-long-as-any-may-be-and-not-shorter-" + (10 + i))
                .toList();
        List<SealedBallot> ballots = new ArrayList<>();
        for (int size = 3; size <= 60; size++) {
            for (int i = 0; i < size; i++) {
                List<String> order = new ArrayList<>(options);
                Collections.shuffle(order, random);
                ballots.add(new SealedBallot(order, "organisation-" + size, "kind-" + size % 6));
            }
        }
        String written = JsonMapper.builder().build().writeValueAsString(Result.of(options, ballots));
        assertThat(written.length()).isBetween(200_000, 600_000);
    }

    /** Properties that hold for any ballots; the seed makes a failure repeatable. */
    @Nested
    class WhateverTheBallots {

        private final Random random = new Random(17_850_101);

        private List<String> order(List<String> options, boolean whole) {
            List<String> order = new ArrayList<>(options);
            Collections.shuffle(order, random);
            return order.subList(0, whole ? order.size() : 1 + random.nextInt(order.size()));
        }

        private List<SealedBallot> ballots(List<String> options) {
            List<SealedBallot> ballots = new ArrayList<>();
            int voters = 1 + random.nextInt(25);
            for (int i = 0; i < voters; i++) {
                ballots.add(new SealedBallot(order(options, false), "o" + random.nextInt(5), "k" + random.nextInt(3)));
            }
            return ballots;
        }

        private static Tally tally(List<String> options, List<SealedBallot> ballots) {
            return Tally.of(Votes.byPerson(options, ballots));
        }

        private List<String> options() {
            return List.of("a", "b", "c", "d", "e", "f").subList(0, 2 + random.nextInt(5));
        }

        @Test
        void schulzePicksTheCondorcetWinnerWhereThereIsOne() {
            int winners = 0;
            for (int i = 0; i < 2_000; i++) {
                List<String> options = options();
                Tally tally = tally(options, ballots(options));
                String winner = tally.condorcetWinner();
                if (winner != null) {
                    winners++;
                    assertThat(tally.schulze().ranks().get(0)).containsExactly(winner);
                }
            }
            assertThat(winners).isGreaterThan(500);
        }

        @Test
        void anotherOrderOfTheOptionsChangesNothing() {
            for (int i = 0; i < 500; i++) {
                List<String> options = options();
                List<SealedBallot> ballots = ballots(options);
                List<String> shuffled = order(options, true);
                assertThat(sorted(tally(shuffled, ballots))).isEqualTo(sorted(tally(options, ballots)));
            }
        }

        @Test
        void otherNamesOfTheOptionsChangeNothing() {
            for (int i = 0; i < 500; i++) {
                List<String> options = options();
                List<SealedBallot> ballots = ballots(options);
                List<String> names = order(options, true);
                List<SealedBallot> renamed = ballots.stream()
                        .map(ballot -> new SealedBallot(
                                ballot.order().stream()
                                        .map(option -> names.get(options.indexOf(option)))
                                        .toList(),
                                ballot.organisation(),
                                ballot.kind()))
                        .toList();
                List<List<String>> before = sorted(tally(options, ballots)).stream()
                        .map(rank -> rank.stream()
                                .map(option -> names.get(options.indexOf(option)))
                                .sorted()
                                .toList())
                        .toList();
                assertThat(sorted(tally(options, renamed))).isEqualTo(before);
            }
        }

        @Test
        void unanimousBallotsAreTheResultOfEachMethod() {
            for (int i = 0; i < 200; i++) {
                List<String> options = options();
                SealedBallot ballot = new SealedBallot(order(options, true), "o", "k");
                Tally tally = tally(options, Collections.nCopies(1 + random.nextInt(9), ballot));
                List<List<String>> expected =
                        ballot.order().stream().map(List::of).toList();
                assertThat(tally.borda().ranks()).isEqualTo(expected);
                assertThat(tally.schulze().ranks()).isEqualTo(expected);
                assertThat(tally.instantRunoff().ranks().get(0)).isEqualTo(expected.get(0));
            }
        }

        @Test
        void everyMethodRanksEachOptionOnce() {
            for (int i = 0; i < 500; i++) {
                List<String> options = options();
                Result result = Result.of(options, ballots(options));
                for (Tally tally : java.util.stream.Stream.of(result.byPerson(), result.byOrganisation())
                        .filter(Objects::nonNull)
                        .toList()) {
                    for (List<List<String>> ranks : List.of(
                            tally.borda().ranks(),
                            tally.instantRunoff().ranks(),
                            tally.schulze().ranks())) {
                        assertThat(ranks.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(options);
                    }
                }
            }
        }

        private static List<List<String>> sorted(Tally tally) {
            List<List<String>> all = new ArrayList<>();
            for (List<List<String>> ranks : List.of(
                    tally.borda().ranks(),
                    tally.instantRunoff().ranks(),
                    tally.schulze().ranks())) {
                ranks.forEach(rank -> all.add(rank.stream().sorted().toList()));
            }
            return all;
        }
    }
}
