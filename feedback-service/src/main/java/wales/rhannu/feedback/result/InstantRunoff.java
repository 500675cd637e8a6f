package wales.rhannu.feedback.result;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Each ballot counts for the first of its options that is still there; the option with the fewest goes, until one has more
 * than half of the ballots that still count.
 *
 * @param ranks the winner; then those that were left with it, by their last votes; then those that went, the last of them
 *     first; those that cannot be told apart share a rank
 */
public record InstantRunoff(List<Round> rounds, List<List<String>> ranks) {

    /**
     * One round.
     *
     * @param votes of each option that was still there
     * @param exhausted ballots whose options are all gone
     * @param eliminated who goes after it: one, several that nothing tells apart, or nobody in the last round
     */
    public record Round(Map<String, ResultFigure> votes, ResultFigure exhausted, List<String> eliminated) {}

    static InstantRunoff of(Votes votes) {
        Map<String, BigInteger> points = BordaCount.halfPoints(votes);
        List<String> left = new ArrayList<>(votes.options());
        List<Map<String, BigInteger>> counts = new ArrayList<>();
        List<Round> rounds = new ArrayList<>();
        List<List<String>> gone = new ArrayList<>();
        while (true) {
            Map<String, BigInteger> count = Votes.zero(left);
            BigInteger exhausted = count(votes, count);
            counts.add(count);
            String winner = winner(count);
            List<String> leaving = winner == null ? leaving(left, counts, points) : List.of();
            boolean over = winner != null || leaving.size() == left.size();
            rounds.add(new Round(votes.figures(count), votes.figure(exhausted), over ? List.of() : leaving));
            if (over) {
                return new InstantRunoff(List.copyOf(rounds), ranks(left, winner, count, gone));
            }
            gone.add(0, leaving);
            left.removeAll(leaving);
        }
    }

    /** Adds up, and gives what is exhausted. */
    private static BigInteger count(Votes votes, Map<String, BigInteger> count) {
        BigInteger exhausted = BigInteger.ZERO;
        for (Votes.Vote vote : votes.all()) {
            String first = null;
            for (String option : vote.order()) {
                if (count.containsKey(option)) {
                    first = option;
                    break;
                }
            }
            if (first == null) {
                exhausted = exhausted.add(vote.weight());
            } else {
                count.merge(first, vote.weight(), BigInteger::add);
            }
        }
        return exhausted;
    }

    private static @Nullable String winner(Map<String, BigInteger> count) {
        BigInteger all = count.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        for (Map.Entry<String, BigInteger> option : count.entrySet()) {
            if (option.getValue().shiftLeft(1).compareTo(all) > 0) {
                return option.getKey();
            }
        }
        return null;
    }

    /** The fewest now; of those the fewest in the round before, and so on backwards; of those the fewest Borda points. */
    private static List<String> leaving(
            List<String> left, List<Map<String, BigInteger>> counts, Map<String, BigInteger> points) {
        List<String> fewest = left;
        for (int round = counts.size() - 1; round >= 0 && fewest.size() > 1; round--) {
            fewest = fewest(fewest, counts.get(round));
        }
        return fewest.size() > 1 ? fewest(fewest, points) : fewest;
    }

    private static List<String> fewest(List<String> among, Map<String, BigInteger> weights) {
        List<List<String>> ranked = Votes.ranked(among, weights);
        return List.copyOf(ranked.get(ranked.size() - 1));
    }

    private static List<List<String>> ranks(
            List<String> left, @Nullable String winner, Map<String, BigInteger> last, List<List<String>> gone) {
        List<List<String>> ranks = new ArrayList<>();
        if (winner == null) {
            ranks.add(List.copyOf(left));
        } else {
            Map<String, BigInteger> others = new LinkedHashMap<>(last);
            others.remove(winner);
            ranks.add(List.of(winner));
            ranks.addAll(Votes.ranked(others.keySet(), others));
        }
        ranks.addAll(gone);
        return List.copyOf(ranks);
    }
}
