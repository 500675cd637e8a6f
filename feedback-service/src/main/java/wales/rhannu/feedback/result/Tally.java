package wales.rhannu.feedback.result;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome by each method.
 *
 * @param pairwise how much prefers the first option to the second
 * @param condorcetWinner what beats each other option, where there is such a one
 */
public record Tally(
        Map<String, Map<String, ResultFigure>> pairwise,
        @Nullable String condorcetWinner,
        BordaCount borda,
        InstantRunoff instantRunoff,
        Schulze schulze) {

    static Tally of(Votes votes) {
        PairwisePreferences table = PairwisePreferences.of(votes);
        return new Tally(
                table.figures(votes),
                table.condorcetWinner(),
                BordaCount.of(votes),
                InstantRunoff.of(votes),
                Schulze.of(votes, table));
    }
}
