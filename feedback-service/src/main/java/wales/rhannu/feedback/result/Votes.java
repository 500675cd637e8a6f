package wales.rhannu.feedback.result;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ballots to count, those filled in alike taken together. Weights are whole numbers: where votes are fractions, one
 * vote is as many units as make all of them whole.
 *
 * @param unit how many units one vote is
 */
record Votes(List<String> options, List<Vote> all, BigInteger unit) {

    /** One way to fill in a ballot, and the weight of those who did so. */
    record Vote(List<String> order, BigInteger weight) {}

    /** Each ballot is one vote. */
    static Votes byPerson(List<String> options, Collection<SealedBallot> ballots) {
        Map<List<String>, BigInteger> weights = new LinkedHashMap<>();
        ballots.forEach(ballot -> weights.merge(ballot.order(), BigInteger.ONE, BigInteger::add));
        return of(options, weights, BigInteger.ONE);
    }

    /** Each organisation has one vote, of which each of its people's ballots is an equal part. */
    static Votes byOrganisation(List<String> options, Collection<SealedBallot> ballots) {
        Map<String, Long> sizes = ballots.stream()
                .collect(Collectors.groupingBy(SealedBallot::organisation, TreeMap::new, Collectors.counting()));
        BigInteger unit = sizes.values().stream()
                .distinct()
                .map(BigInteger::valueOf)
                .reduce(BigInteger.ONE, (a, b) -> a.multiply(b).divide(a.gcd(b)));
        Map<List<String>, BigInteger> weights = new LinkedHashMap<>();
        for (SealedBallot ballot : ballots) {
            BigInteger size = BigInteger.valueOf(sizes.getOrDefault(ballot.organisation(), 1L));
            weights.merge(ballot.order(), unit.divide(size), BigInteger::add);
        }
        return of(options, weights, unit);
    }

    private static Votes of(List<String> options, Map<List<String>, BigInteger> weights, BigInteger unit) {
        List<Vote> all = new ArrayList<>();
        weights.forEach((order, weight) -> all.add(new Vote(order, weight)));
        return new Votes(List.copyOf(options), List.copyOf(all), unit);
    }

    ResultFigure figure(BigInteger weight) {
        return ResultFigure.of(weight, unit);
    }

    Map<String, ResultFigure> figures(Map<String, BigInteger> weights) {
        Map<String, ResultFigure> figures = new LinkedHashMap<>();
        weights.forEach((option, weight) -> figures.put(option, figure(weight)));
        return figures;
    }

    /** A weight per option, zero so far. */
    static Map<String, BigInteger> zero(Collection<String> options) {
        Map<String, BigInteger> zero = new LinkedHashMap<>();
        options.forEach(option -> zero.put(option, BigInteger.ZERO));
        return zero;
    }

    static BigInteger of(Map<String, BigInteger> weights, String option) {
        return weights.getOrDefault(option, BigInteger.ZERO);
    }

    /** Those with the highest weight first; those of one weight share a rank, in the order in which they are given. */
    static List<List<String>> ranked(Collection<String> options, Map<String, BigInteger> weights) {
        TreeMap<BigInteger, List<String>> by = new TreeMap<>();
        for (String option : options) {
            by.computeIfAbsent(of(weights, option), weight -> new ArrayList<>()).add(option);
        }
        return List.copyOf(by.descendingMap().values());
    }
}
