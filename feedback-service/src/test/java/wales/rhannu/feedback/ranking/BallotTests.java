package wales.rhannu.feedback.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import wales.rhannu.feedback.Written;
import wales.rhannu.feedback.ranking.Ballot.Fate;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

class BallotTests {

    private static final List<String> AB = List.of("a", "b");
    private static final List<String> BA = List.of("b", "a");

    private static Ballot cast() {
        return Written.after(Ballot.cast("ranking", "member", "organisation", "first", AB));
    }

    private static Ballot recast() {
        Ballot ballot = cast();
        ballot.recast("organisation", "second", BA);
        return Written.after(ballot);
    }

    @Nested
    class WhileOpen {

        @Test
        void aSecondBallotReplacesTheFirst() {
            assertThat(recast().order()).isEqualTo(BA);
        }

        @Test
        void itIsWithdrawnAndCastAgain() {
            Ballot ballot = cast();
            ballot.withdraw("second");
            assertThat(Written.after(ballot).order()).isNull();
            ballot.recast("organisation", "third", BA);
            assertThat(ballot.order()).isEqualTo(BA);
        }

        @Test
        void itNamesOptionsOnceAndAtLeastOne() {
            List<String> options = List.of("a", "b", "c");
            Ballot.mustOnlyName(options, List.of("c"));
            Ballot.mustOnlyName(options, List.of("c", "b", "a"));
            for (List<String> wrong :
                    List.of(List.<String>of(), List.of("d"), List.of("a", "a"), List.of("a", "b", "c", "a"))) {
                assertThatExceptionOfType(DomainException.class).isThrownBy(() -> Ballot.mustOnlyName(options, wrong));
            }
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> Ballot.mustOnlyName(options, Arrays.asList("a", null)))
                    .satisfies(refusal -> assertThat(refusal.violations())
                            .extracting(Violation::pointer)
                            .containsExactly("/order/1"));
        }
    }

    @Nested
    class ACastThatCameTooLate {

        @Test
        void isTakenBackToWhatWasBefore() {
            Ballot ballot = recast();
            assertThat(ballot.fateOf("second", 1)).isEqualTo(Fate.IN_DOUBT);
            ballot.takeBack("second", 1);
            assertThat(ballot.order()).isEqualTo(AB);
            assertThat(ballot.fateOf("second", 1)).isEqualTo(Fate.TAKEN_BACK);
            Written.after(ballot).seal(1);
            assertThat(ballot.countedIn(1)).contains(AB);
        }

        @Test
        void isTakenBackToNothingWhereNothingWasBefore() {
            Ballot ballot = cast();
            ballot.takeBack("first", 1);
            Written.after(ballot).seal(1);
            assertThat(ballot.countedIn(1)).isEmpty();
            assertThat(Written.raisedNothing(ballot)).isTrue();
        }

        @Test
        void standsWhereItWasSealedMeanwhile() {
            Ballot ballot = recast();
            ballot.seal(1);
            assertThat(Written.after(ballot).fateOf("second", 1)).isEqualTo(Fate.SEALED);
            ballot.takeBack("second", 1);
            assertThat(ballot.countedIn(1)).contains(BA);
        }

        @Test
        void isTakenBackWhereOnlyAnAttemptSealedItThatWasGivenUp() {
            Ballot ballot = recast();
            ballot.seal(1);
            Written.after(ballot).takeBack("second", 2);
            Written.after(ballot).seal(2);
            assertThat(ballot.countedIn(2)).contains(AB);
            assertThat(ballot.countedIn(1)).isEmpty();
        }

        @Test
        void isNotTakenBackByWhoeverKnowsOnlyAnEarlierAttempt() {
            Ballot ballot = recast();
            ballot.seal(2);
            Written.after(ballot).takeBack("second", 1);
            assertThat(ballot.countedIn(2)).contains(BA);
        }

        @Test
        void isNotTakenBackOnceAnotherFollowedWhileTheRankingWasOpen() {
            Ballot ballot = recast();
            assertThat(ballot.fateOf("first", 1)).isEqualTo(Fate.SETTLED);
            ballot.takeBack("first", 1);
            assertThat(ballot.order()).isEqualTo(BA);
        }
    }

    @Nested
    class OnceSealed {

        @Test
        void itDoesNotChange() {
            Ballot ballot = cast();
            ballot.seal(1);
            Written.after(ballot);
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> ballot.recast("organisation", "late", BA));
            assertThatExceptionOfType(DomainException.class).isThrownBy(() -> ballot.withdraw("late"));
        }

        @Test
        void aLaterAttemptSealsItAnewAndAnEarlierOneDoesNot() {
            Ballot ballot = cast();
            ballot.seal(1);
            Written.after(ballot).seal(2);
            Written.after(ballot).seal(1);
            assertThat(Written.raisedNothing(ballot)).isTrue();
            assertThat(ballot.countedIn(2)).contains(AB);
        }

        @Test
        void aWithdrawnOneCountsForNothing() {
            Ballot ballot = cast();
            ballot.withdraw("second");
            Written.after(ballot).seal(1);
            assertThat(ballot.countedIn(1)).isEmpty();
            assertThat(Written.after(ballot).fateOf("second", 1)).isEqualTo(Fate.SEALED);
        }
    }
}
