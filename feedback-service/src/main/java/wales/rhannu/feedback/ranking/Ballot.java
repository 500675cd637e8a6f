package wales.rhannu.feedback.ranking;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.Violations;

/**
 * A member's ballot in a ranking. The last cast is in doubt: whoever made it may find that the ranking was no longer open,
 * and takes it back to what was before. What was there when another cast followed, while the ranking was open, is not.
 */
class Ballot extends Aggregate<BallotEvent> {

    private String ranking = "";
    private String member = "";
    private String organisation = "";
    /** What counts; missing where nothing does. */
    private @Nullable List<String> order;
    /** Which cast that is, while it may be taken back. */
    private @Nullable String cast;
    /** What counted before that cast. */
    private @Nullable List<String> before;
    /** Which cast was taken back last. */
    private @Nullable String takenBack;
    /** By which attempt to count the ranking it was sealed; 0 while it was not. */
    private long sealed;

    @SuppressWarnings("unused") // the store's
    private Ballot() {}

    private Ballot(String ranking, String member) {
        super(idOf(ranking, member));
        this.ranking = ranking;
        this.member = member;
    }

    static String idOf(String ranking, String member) {
        return Ids.derived("ballot", ranking, member);
    }

    /**
     * The first cast.
     *
     * @param cast tells this cast from others
     */
    static Ballot cast(String ranking, String member, String organisation, String cast, List<String> order) {
        Ballot ballot = new Ballot(ranking, member);
        ballot.take(organisation, cast, order);
        return ballot;
    }

    /** Replaces the order. */
    void recast(String organisationNow, String castNow, List<String> orderNow) {
        mustNotBeSealed();
        before = order;
        take(organisationNow, castNow, orderNow);
    }

    private void take(String organisationNow, String castNow, List<String> orderNow) {
        organisation = organisationNow;
        cast = castNow;
        order = List.copyOf(orderNow);
        raise(new BallotEvent.Cast());
    }

    /** Counts for nothing from now on, until it is cast again. */
    void withdraw(String castNow) {
        mustNotBeSealed();
        before = order;
        cast = castNow;
        order = null;
        raise(new BallotEvent.Withdrawn());
    }

    private void mustNotBeSealed() {
        if (sealed > 0) {
            throw Ranking.notOpen();
        }
    }

    /** What became of a cast whose ranking is no longer open. */
    enum Fate {
        /** It was sealed by this attempt. */
        SEALED,
        /** It may be taken back. */
        IN_DOUBT,
        /** It was taken back. */
        TAKEN_BACK,
        /** It had been taken, or replaced, while the ranking was open. */
        SETTLED
    }

    /**
     * What became of a cast.
     *
     * @param attempt the one that counts the ranking, or counted it, read after this ballot: only then is it certain that a
     *     later attempt finds what this one has sealed
     */
    Fate fateOf(String castInDoubt, long attempt) {
        if (castInDoubt.equals(takenBack)) {
            return Fate.TAKEN_BACK;
        }
        if (!castInDoubt.equals(cast)) {
            return Fate.SETTLED;
        }
        return sealed > 0 && sealed == attempt ? Fate.SEALED : Fate.IN_DOUBT;
    }

    /**
     * Undoes a cast that came too late, unless it was sealed meanwhile.
     *
     * @param attempt the one that counts, as far as is known
     */
    void takeBack(String castInDoubt, long attempt) {
        if (fateOf(castInDoubt, attempt) != Fate.IN_DOUBT || sealed > attempt) {
            return;
        }
        order = before;
        before = null;
        cast = null;
        takenBack = castInDoubt;
        sealed = 0;
        raise(new BallotEvent.TakenBack());
    }

    /** Makes it count in an attempt; what a later one has sealed stays the later one's. */
    void seal(long attempt) {
        if (sealed >= attempt || order == null && cast == null) {
            return;
        }
        sealed = attempt;
        raise(new BallotEvent.Sealed(attempt));
    }

    /** What an attempt counts. */
    Optional<List<String>> countedIn(long attempt) {
        return sealed == attempt ? Optional.ofNullable(order) : Optional.empty();
    }

    void erase() {
        erase(new BallotEvent.Erased());
    }

    String organisation() {
        return organisation;
    }

    @Nullable
    List<String> order() {
        return order;
    }

    /** @throws wales.rhannu.starter.aggregate.DomainException invalid, unless each is an option, and none is there twice */
    static void mustOnlyName(List<String> options, @Nullable List<@Nullable String> order) {
        Violations violations = new Violations();
        if (order == null || order.isEmpty()) {
            violations.add("/order", "ballot-empty");
        } else {
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < Math.min(order.size(), options.size() + 1); i++) {
                String option = order.get(i);
                if (option == null || !options.contains(option)) {
                    violations.add("/order/" + i, "not-an-option");
                } else if (!seen.add(option)) {
                    violations.add("/order/" + i, "option-ranked-twice");
                }
            }
        }
        violations.mustHold();
    }
}
