package wales.rhannu.feedback.ranking;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/**
 * Takes ballots, beside a closing that may begin at any moment. After its write a cast looks at the ranking again: while
 * it is open, the closing has yet to look for ballots and will find this one. Otherwise the cast stands if the ballot was
 * sealed by the attempt that counts, and is taken back if not; so what is answered is what is counted.
 */
@Component
class BallotCasting {

    private static final int TRIES = 100;

    private final Rankings rankings;
    private final Ballots ballots;
    private final Clock clock;

    BallotCasting(Rankings rankings, Ballots ballots, Clock clock) {
        this.rankings = rankings;
        this.ballots = ballots;
        this.clock = clock;
    }

    /**
     * Casts a ballot, or casts it anew.
     *
     * @throws DomainException conflict, when the ranking takes none, or took none any more when the ballot arrived
     */
    Ballot cast(
            String ranking, String member, String organisation, List<@Nullable String> order, RequestContext context) {
        Ballot.mustOnlyName(rankings.get(ranking).content().optionIds(), order);
        List<String> named = order.stream().map(String::valueOf).toList();
        written(ranking, member, organisation, named, context);
        return whatBecameOf(context.newId(), ranking, member);
    }

    private void written(
            String ranking, String member, String organisation, List<String> order, RequestContext context) {
        String id = Ballot.idOf(ranking, member);
        if (ballots.find(id).isEmpty()) {
            open(ranking);
            try {
                ballots.add(Ballot.cast(ranking, member, organisation, context.newId(), order), context);
                return;
            } catch (DomainException refusal) {
                if (!refusal.code().equals("already-exists")) {
                    throw refusal;
                }
            }
        }
        ballots.change(id, context, ballot -> {
            // after the ballot was read: what it says now was said while the ranking was open
            open(ranking);
            ballot.recast(organisation, context.newId(), order);
        });
    }

    /** Withdraws a ballot; no effect if there is none. */
    void withdraw(String ranking, String member, RequestContext context) {
        String id = Ballot.idOf(ranking, member);
        if (ballots.find(id).isEmpty()) {
            open(ranking);
            return;
        }
        ballots.change(id, context, ballot -> {
            open(ranking);
            ballot.withdraw(context.newId());
        });
        whatBecameOf(context.newId(), ranking, member);
    }

    private void open(String id) {
        rankings.get(id).mustTakeBallots(clock.instant());
    }

    private Ballot whatBecameOf(String cast, String ranking, String member) {
        String id = Ballot.idOf(ranking, member);
        for (int i = 0; i < TRIES; i++) {
            Ballot ballot = ballots.get(id);
            Ranking now = rankings.get(ranking);
            if (now.isOpen()) {
                return ballot;
            }
            switch (ballot.fateOf(cast, now.attempt())) {
                case SEALED, SETTLED -> {
                    return ballot;
                }
                case TAKEN_BACK -> throw Ranking.notOpen();
                case IN_DOUBT ->
                    ballots.change(id, RequestContext.unconditional(), it -> it.takeBack(cast, now.attempt()));
            }
        }
        throw DomainException.unavailable("being-closed", Duration.ofSeconds(1));
    }
}
