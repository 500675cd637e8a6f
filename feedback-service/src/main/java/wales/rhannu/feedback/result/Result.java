package wales.rhannu.feedback.result;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of a ranking. It says nothing of any group of fewer than {@value #SMALLEST_GROUP} voters.
 *
 * @param byPerson each ballot is one vote
 * @param byOrganisation each organisation is one vote, of which its people's ballots are equal parts; missing where fewer
 *     than three took part
 * @param groups the voters by the kind of their organisation
 */
public record Result(Voters voters, Tally byPerson, @Nullable Tally byOrganisation, List<Group> groups) {

    static final int SMALLEST_GROUP = 3;
    static final String OTHER = "other";

    /** How many took part. */
    public record Voters(int people, int organisations) {}

    /**
     * Voters from organisations of a kind.
     *
     * @param kind as membership has it, or {@code other} for kinds too small to be shown
     */
    public record Group(String kind, int voters, BordaCount borda) {}

    /** Counts the ballots. */
    public static Result of(List<String> options, Collection<SealedBallot> ballots) {
        int organisations = (int)
                ballots.stream().map(SealedBallot::organisation).distinct().count();
        return new Result(
                new Voters(ballots.size(), organisations),
                Tally.of(Votes.byPerson(options, ballots)),
                organisations < SMALLEST_GROUP ? null : Tally.of(Votes.byOrganisation(options, ballots)),
                groups(options, ballots));
    }

    private static List<Group> groups(List<String> options, Collection<SealedBallot> ballots) {
        Map<String, List<SealedBallot>> shown = ballots.stream()
                .collect(Collectors.groupingBy(
                        SealedBallot::kind, TreeMap::new, Collectors.toCollection(ArrayList::new)));
        List<SealedBallot> other = new ArrayList<>(taken(shown, OTHER));
        List.copyOf(shown.keySet()).stream()
                .filter(kind -> shown.getOrDefault(kind, List.of()).size() < SMALLEST_GROUP)
                .forEach(kind -> other.addAll(taken(shown, kind)));
        // what is left out, or shown as other, could be had by subtraction: so it is no small group either
        while (!other.isEmpty() && other.size() < SMALLEST_GROUP && !shown.isEmpty()) {
            shown.entrySet().stream()
                    .min(Comparator.comparingInt(group -> group.getValue().size()))
                    .map(Map.Entry::getKey)
                    .ifPresent(smallest -> other.addAll(taken(shown, smallest)));
        }
        List<Group> groups = new ArrayList<>();
        shown.forEach((kind, of) -> groups.add(group(kind, options, of)));
        if (!shown.isEmpty() && !other.isEmpty()) {
            groups.add(group(OTHER, options, other));
        }
        return List.copyOf(groups);
    }

    private static List<SealedBallot> taken(Map<String, List<SealedBallot>> from, String kind) {
        List<SealedBallot> taken = from.remove(kind);
        return taken == null ? List.of() : taken;
    }

    private static Group group(String kind, List<String> options, List<SealedBallot> of) {
        return new Group(kind, of.size(), BordaCount.of(Votes.byPerson(options, of)));
    }
}
