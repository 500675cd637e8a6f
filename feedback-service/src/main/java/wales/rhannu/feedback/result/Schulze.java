package wales.rhannu.feedback.result;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Markus Schulze's method, by winning votes: an option is above another where its strongest path to it is stronger than the
 * one back.
 *
 * @param strongestPaths the strength of the strongest path from each option to each other
 * @param ranks first those that nobody is above, then those that nobody of the rest is above, and so on; ties share a rank
 */
public record Schulze(Map<String, Map<String, ResultFigure>> strongestPaths, List<List<String>> ranks) {

    static Schulze of(Votes votes, PairwisePreferences table) {
        BigInteger[][] strength = table.strongestPaths();
        List<List<String>> ranks = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < votes.options().size(); i++) {
            left.add(i);
        }
        while (!left.isEmpty()) {
            List<Integer> top = left.stream()
                    .filter(option -> left.stream()
                            .noneMatch(other -> strength[other][option].compareTo(strength[option][other]) > 0))
                    .toList();
            ranks.add(top.stream().map(votes.options()::get).toList());
            left.removeAll(top);
        }
        return new Schulze(PairwisePreferences.figures(votes, strength), List.copyOf(ranks));
    }
}
