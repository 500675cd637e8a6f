package wales.rhannu.feedback.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a result must not tell: how one or two people voted. */
class DisclosureTests {

    @Test
    void ofFewerThanThreeBallotsTheirNumberIsAllThatIsTold() {
        for (int people = 0; people < 3; people++) {
            Result result = Election.among("a b").cast(people, "a", "one", "x").result();
            assertThat(result).isEqualTo(new Result(new Result.Voters(people, null), null, null, List.of()));
        }
        assertThat(Election.among("a b").cast(3, "a", "one", "x").result().byPerson())
                .isNotNull();
    }

    @Nested
    class ByOrganisation {

        @Test
        void isLeftOutWhereFewerThanThreeTookPart() {
            Result result = Election.among("a b")
                    .cast(9, "a", "one", "x")
                    .cast(3, "b", "two", "x")
                    .result();
            assertThat(result.byOrganisation()).isNull();
        }

        /** By person it is s + l, by organisation s + l/3: so whoever has both knows s, and that is one ballot. */
        @Test
        void isLeftOutWhereTheDifferenceIsTheBallotOfOneVoter() {
            Result result = Election.among("a b")
                    .cast(1, "b a", "small", "x")
                    .cast(3, "a b", "large", "x")
                    .cast(3, "a b", "another large one", "x")
                    .result();
            assertThat(result.byPerson()).isNotNull();
            assertThat(result.byOrganisation()).isNull();
        }

        @Test
        void isToldWhereOrganisationsOfEachSizeHaveThreeBallotsTogether() {
            Result result = Election.among("a b")
                    .cast(1, "b a", "small", "x")
                    .cast(1, "a b", "another small one", "x")
                    .cast(1, "a b", "a third", "x")
                    .cast(3, "a b", "large", "x")
                    .result();
            assertThat(result.byOrganisation()).isNotNull();
        }
    }

    @Nested
    class Groups {

        private static List<String> shown(Election election) {
            return election.result().groups().stream()
                    .map(group -> group.kind() + " " + group.voters())
                    .toList();
        }

        private static Election of(int... sizes) {
            Election election = Election.among("a b");
            for (int i = 0; i < sizes.length; i++) {
                election.cast(sizes[i], "a b", "organisation-" + i, "kind-" + i);
            }
            return election;
        }

        @Test
        void ofThreeAndMoreAreShown() {
            assertThat(shown(of(3, 4))).containsExactly("kind-0 3", "kind-1 4");
        }

        @Test
        void thatAreSmallerAreTakenTogether() {
            assertThat(shown(of(5, 2, 1))).containsExactly("kind-0 5", "other 3");
        }

        @Test
        void thatAreSmallTogetherTooTakeTheNextSmallestWithThem() {
            assertThat(shown(of(6, 4, 2))).containsExactly("kind-0 6", "other 6");
            assertThat(shown(of(6, 4, 1, 1))).containsExactly("kind-0 6", "other 6");
        }

        @Test
        void areNotShownWhereThatWouldTellOfASmallOne() {
            assertThat(shown(of(9, 1))).isEmpty();
            assertThat(shown(of(2))).isEmpty();
        }

        @Test
        void neverHaveFewerThanThreeNorLeaveFewerOut() {
            Random random = new Random(20090303);
            for (int i = 0; i < 2_000; i++) {
                int[] sizes = random.ints(1 + random.nextInt(7), 1, 7).toArray();
                List<Result.Group> groups = of(sizes).result().groups();
                int all = java.util.Arrays.stream(sizes).sum();
                int told = groups.stream().mapToInt(Result.Group::voters).sum();
                assertThat(groups).allMatch(group -> group.voters() >= 3);
                assertThat(told == 0 || told == all).isTrue();
            }
        }
    }

    @Nested
    class GroupsBesideAResultByOrganisation {

        /** The four organisations with one ballot each say together what the three and the one say. */
        @Test
        void leaveNobodyAloneAmongTheOrganisationsOfOneSize() {
            Election election =
                    Election.among("a b").cast(3, "a b", "large", "council").cast(1, "b a", "small", "council");
            for (String organisation : List.of("p", "q", "r")) {
                election.cast(1, "a b", organisation, "health-board");
            }
            assertThat(election.result().byOrganisation()).isNotNull();
            assertThat(election.result().groups()).isEmpty();
        }

        @Test
        void haveThreeBallotsOfEachSizeOfOrganisationWhoeverVotes() {
            Random random = new Random(17_430_102);
            int told = 0;
            for (int i = 0; i < 3_000; i++) {
                List<SealedBallot> ballots = ballots(random);
                Result result = Result.of(List.of("a", "b"), ballots);
                if (result.byOrganisation() == null) {
                    continue;
                }
                told += result.groups().size();
                assertThat(smallestPart(ballots)).isGreaterThanOrEqualTo(3);
                List<String> shown =
                        result.groups().stream().map(Result.Group::kind).toList();
                if (!shown.isEmpty()) {
                    ballots.stream()
                            .collect(Collectors.groupingBy(
                                    ballot -> shown.contains(ballot.kind()) ? ballot.kind() : "other"))
                            .forEach((kind, of) -> assertThat(smallestPart(of, ballots))
                                    .as(kind)
                                    .isGreaterThanOrEqualTo(3));
                }
            }
            assertThat(told).isGreaterThan(500);
        }

        private static List<SealedBallot> ballots(Random random) {
            List<SealedBallot> ballots = new ArrayList<>();
            int organisations = 3 + random.nextInt(10);
            for (int organisation = 0; organisation < organisations; organisation++) {
                String kind = "kind-" + random.nextInt(3);
                int size = 1 + random.nextInt(3);
                for (int i = 0; i < size; i++) {
                    ballots.add(new SealedBallot(List.of("a"), "organisation-" + organisation, kind));
                }
            }
            return ballots;
        }

        private static long smallestPart(Collection<SealedBallot> all) {
            return smallestPart(all, all);
        }

        private static long smallestPart(Collection<SealedBallot> group, Collection<SealedBallot> all) {
            Map<String, Long> sizes =
                    all.stream().collect(Collectors.groupingBy(SealedBallot::organisation, Collectors.counting()));
            return group.stream()
                    .collect(Collectors.groupingBy(
                            ballot -> sizes.getOrDefault(ballot.organisation(), 0L), Collectors.counting()))
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
    }
}
