package wales.rhannu.feedback.result;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Of n options the first on a ballot gets n−1 points, the next n−2, and so on; those that a ballot leaves unranked share
 * what is left equally.
 *
 * @param ranks the options from the most points to the fewest; those with equal points share a rank
 */
public record BordaCount(Map<String, ResultFigure> points, List<List<String>> ranks) {

    static BordaCount of(Votes votes) {
        Map<String, BigInteger> halves = halfPoints(votes);
        Map<String, ResultFigure> points = new java.util.LinkedHashMap<>();
        BigInteger unit = votes.unit().shiftLeft(1);
        halves.forEach((option, weight) -> points.put(option, ResultFigure.of(weight, unit)));
        return new BordaCount(points, Votes.ranked(votes.options(), halves));
    }

    /** Twice the points, because the unranked share them. */
    static Map<String, BigInteger> halfPoints(Votes votes) {
        int n = votes.options().size();
        Map<String, BigInteger> halves = Votes.zero(votes.options());
        for (Votes.Vote vote : votes.all()) {
            List<String> order = vote.order();
            for (int i = 0; i < order.size(); i++) {
                add(halves, order.get(i), vote.weight(), 2L * (n - 1 - i));
            }
            Set<String> ranked = new HashSet<>(order);
            for (String option : votes.options()) {
                if (!ranked.contains(option)) {
                    // n-r of them share 0 + 1 + … + (n-r-1)
                    add(halves, option, vote.weight(), n - order.size() - 1L);
                }
            }
        }
        return halves;
    }

    private static void add(Map<String, BigInteger> halves, String option, BigInteger weight, long points) {
        halves.merge(option, weight.multiply(BigInteger.valueOf(points)), BigInteger::add);
    }
}
