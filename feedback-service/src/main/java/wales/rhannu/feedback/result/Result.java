package wales.rhannu.feedback.result;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a ranking. Where fewer than three ballots were counted it says how many, and nothing else; it says nothing
 * of any group of fewer than three voters either, nor can that be worked out of it.
 *
 * @param byPerson each ballot is one vote; missing where fewer than three were counted
 * @param byOrganisation each organisation is one vote, of which its people's ballots are equal parts; missing where fewer
 *     than three organisations took part, or where it would tell of one or two ballots when compared with {@code byPerson}
 * @param groups the voters by the kind of their organisation
 */
public record Result(Voters voters, @Nullable Tally byPerson, @Nullable Tally byOrganisation, List<Group> groups) {

    /** The minimum number of ballots for a result; of fewer, only the number is published. */
    public static final int FEWEST_BALLOTS = DisclosureControl.FEWEST_BALLOTS;

    /**
     * How many took part.
     *
     * @param organisations missing where fewer than three people took part
     */
    public record Voters(int people, @Nullable Integer organisations) {}

    /**
     * Voters from organisations of a kind.
     *
     * @param kind as membership has it, or {@code other} for kinds too small to be shown
     */
    public record Group(String kind, int voters, BordaCount borda) {}

    /** Counts the ballots. */
    public static Result of(List<String> options, Collection<SealedBallot> ballots) {
        DisclosureControl control = new DisclosureControl(ballots);
        if (!control.tellsResult()) {
            return ofTooFew(ballots.size());
        }
        return new Result(
                new Voters(ballots.size(), control.organisations()),
                Tally.of(Votes.byPerson(options, ballots)),
                control.tellsByOrganisation() ? Tally.of(Votes.byOrganisation(options, ballots)) : null,
                groups(options, control.groups()));
    }

    /** The result of so few ballots that nothing is told but their number. */
    public static Result ofTooFew(int people) {
        return new Result(new Voters(people, null), null, null, List.of());
    }

    /** Whether it may tell more than the number of ballots: also of a result that was counted before there was this rule. */
    public boolean hasEnoughBallots() {
        return voters.people() >= FEWEST_BALLOTS;
    }

    private static List<Group> groups(List<String> options, Map<String, List<SealedBallot>> told) {
        List<Group> groups = new ArrayList<>();
        told.forEach((kind, of) -> {
            if (!kind.equals(DisclosureControl.OTHER)) {
                groups.add(group(kind, options, of));
            }
        });
        List<SealedBallot> other = told.get(DisclosureControl.OTHER);
        if (other != null) {
            groups.add(group(DisclosureControl.OTHER, options, other));
        }
        return List.copyOf(groups);
    }

    private static Group group(String kind, List<String> options, List<SealedBallot> of) {
        return new Group(kind, of.size(), BordaCount.of(Votes.byPerson(options, of)));
    }
}
