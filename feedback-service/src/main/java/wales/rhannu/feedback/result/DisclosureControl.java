package wales.rhannu.feedback.result;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Decides which figures of a result are told, so that neither a figure nor a difference between figures is of one or two
 * ballots.
 *
 * <p>The result by person adds all ballots up, the result by organisation divides each by the number of ballots of its
 * organisation. Whoever has both can work out what the organisations with one ballot each say together, those with two, and
 * so on: a <em>part</em> is all ballots of organisations with equally many ballots. Where both results are told, each part
 * of each group has to have enough ballots; otherwise each group has to.
 */
final class DisclosureControl {

    /** The minimum number of ballots for a result; of fewer, only the number is published. */
    static final int FEWEST_BALLOTS = 3;

    static final String OTHER = "other";

    private final Collection<SealedBallot> ballots;
    /** How many ballots each organisation has. */
    private final Map<String, Long> sizes;

    private final boolean tellsByOrganisation;

    DisclosureControl(Collection<SealedBallot> ballots) {
        this.ballots = ballots;
        this.sizes = ballots.stream()
                .collect(Collectors.groupingBy(SealedBallot::organisation, TreeMap::new, Collectors.counting()));
        this.tellsByOrganisation = sizes.size() >= FEWEST_BALLOTS && hasNoSmallPart(ballots);
    }

    int organisations() {
        return sizes.size();
    }

    /** Whether anything is told but the number of ballots. */
    boolean tellsResult() {
        return ballots.size() >= FEWEST_BALLOTS;
    }

    /** Whether the result by organisation is told beside the one by person. */
    boolean tellsByOrganisation() {
        return tellsByOrganisation;
    }

    /**
     * The groups that are told of, by kind of organisation. Kinds that are too small are taken together, with the smallest
     * of the others while that is too small as well: so nothing is found by subtracting the groups from the whole. There
     * are no groups where that would take all of them together.
     */
    Map<String, List<SealedBallot>> groups() {
        TreeMap<String, List<SealedBallot>> kinds = ballots.stream()
                .collect(Collectors.groupingBy(
                        SealedBallot::kind, TreeMap::new, Collectors.toCollection(ArrayList::new)));
        List<SealedBallot> other = new ArrayList<>(taken(kinds, OTHER));
        for (String kind : List.copyOf(kinds.keySet())) {
            if (isTooSmall(kinds.getOrDefault(kind, List.of()))) {
                other.addAll(taken(kinds, kind));
            }
        }
        while (!other.isEmpty() && isTooSmall(other) && !kinds.isEmpty()) {
            kinds.entrySet().stream()
                    .min(Comparator.comparingInt(group -> group.getValue().size()))
                    .map(Map.Entry::getKey)
                    .ifPresent(smallest -> other.addAll(taken(kinds, smallest)));
        }
        if (!kinds.isEmpty() && !other.isEmpty()) {
            kinds.put(OTHER, other);
        }
        return kinds;
    }

    private static List<SealedBallot> taken(Map<String, List<SealedBallot>> from, String kind) {
        List<SealedBallot> taken = from.remove(kind);
        return taken == null ? List.of() : taken;
    }

    private boolean isTooSmall(Collection<SealedBallot> group) {
        return group.size() < FEWEST_BALLOTS || tellsByOrganisation && !hasNoSmallPart(group);
    }

    private boolean hasNoSmallPart(Collection<SealedBallot> group) {
        return group.stream()
                .collect(Collectors.groupingBy(
                        ballot -> sizes.getOrDefault(ballot.organisation(), 0L), Collectors.counting()))
                .values()
                .stream()
                .allMatch(part -> part >= FEWEST_BALLOTS);
    }
}
