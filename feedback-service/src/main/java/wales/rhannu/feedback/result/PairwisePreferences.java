package wales.rhannu.feedback.result;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many votes prefer each option to each other one; unranked options are below ranked ones. */
final class PairwisePreferences {

    private final List<String> options;
    private final BigInteger[][] preferring;

    private PairwisePreferences(List<String> options) {
        this.options = options;
        int n = options.size();
        preferring = new BigInteger[n][n];
        for (BigInteger[] row : preferring) {
            java.util.Arrays.fill(row, BigInteger.ZERO);
        }
    }

    static PairwisePreferences of(Votes votes) {
        PairwisePreferences table = new PairwisePreferences(votes.options());
        for (Votes.Vote vote : votes.all()) {
            Set<String> below = new HashSet<>(votes.options());
            for (String option : vote.order()) {
                below.remove(option);
                int i = votes.options().indexOf(option);
                for (int j = 0; j < votes.options().size(); j++) {
                    if (below.contains(votes.options().get(j))) {
                        table.preferring[i][j] = table.preferring[i][j].add(vote.weight());
                    }
                }
            }
        }
        return table;
    }

    BigInteger preferring(int option, int over) {
        return preferring[option][over];
    }

    /** The option that more prefer than not to each of the others, where there is one. */
    @Nullable
    String condorcetWinner() {
        for (int i = 0; i < options.size(); i++) {
            boolean beatsAll = true;
            for (int j = 0; j < options.size(); j++) {
                beatsAll &= i == j || preferring[i][j].compareTo(preferring[j][i]) > 0;
            }
            if (beatsAll) {
                return options.get(i);
            }
        }
        return null;
    }

    Map<String, Map<String, ResultFigure>> figures(Votes votes) {
        return figures(votes, preferring);
    }

    static Map<String, Map<String, ResultFigure>> figures(Votes votes, BigInteger[][] table) {
        Map<String, Map<String, ResultFigure>> figures = new LinkedHashMap<>();
        List<String> options = votes.options();
        for (int i = 0; i < options.size(); i++) {
            Map<String, ResultFigure> row = new LinkedHashMap<>();
            for (int j = 0; j < options.size(); j++) {
                if (i != j) {
                    row.put(options.get(j), votes.figure(table[i][j]));
                }
            }
            figures.put(options.get(i), row);
        }
        return figures;
    }

    /** The widest paths: as wide as their narrowest step, where only steps that win are taken. */
    BigInteger[][] strongestPaths() {
        int n = options.size();
        BigInteger[][] strength = new BigInteger[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean wins = preferring[i][j].compareTo(preferring[j][i]) > 0;
                strength[i][j] = wins ? preferring[i][j] : BigInteger.ZERO;
            }
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (i != j && i != k && j != k) {
                        strength[i][j] = strength[i][j].max(strength[i][k].min(strength[k][j]));
                    }
                }
            }
        }
        return strength;
    }
}
