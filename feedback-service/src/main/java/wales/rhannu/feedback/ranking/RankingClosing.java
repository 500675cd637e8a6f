package wales.rhannu.feedback.ranking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.membership.Organisations;
import wales.rhannu.feedback.result.Result;
import wales.rhannu.feedback.result.SealedBallot;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/**
 * Closes rankings: no more ballots are taken from the moment that a ranking is closing; then each is sealed by a write of
 * its own, and what was sealed is counted. An attempt that died is begun anew under a higher number, and only what the last
 * one sealed counts: so ballots are neither lost nor counted twice, whoever else is still at it.
 */
@Component
class RankingClosing {

    private static final int BETWEEN_SIGNS_OF_LIFE = 100;

    private final Rankings rankings;
    private final Ballots ballots;
    private final Organisations organisations;
    private final Clock clock;

    RankingClosing(Rankings rankings, Ballots ballots, Organisations organisations, Clock clock) {
        this.rankings = rankings;
        this.ballots = ballots;
        this.organisations = organisations;
        this.clock = clock;
    }

    /** Closes one; where that is under way already, lets it go on. */
    Ranking close(String id, RequestContext context) {
        return attempt(id, context, ranking -> ranking.status() != Ranking.Status.CLOSING, () -> {});
    }

    /**
     * Closes those whose time has come, and goes on with those whose closing was given up.
     *
     * @param patience how long an attempt may take before it is taken for dead; a mistake costs time and nothing else
     * @param alive is called again and again
     * @return how many there were
     */
    int sweep(Duration patience, Runnable alive) {
        Instant now = clock.instant();
        List<RuntimeException> failures = new ArrayList<>();
        List<String> due = rankings.due(now);
        for (String id : due) {
            unlessItFails(failures, () -> attempt(id, RequestContext.unconditional(), Ranking::isOpen, alive));
        }
        List<Ranking> stuck = rankings.closingSince(now.minus(patience));
        for (Ranking each : stuck) {
            Predicate<Ranking> stillStuck = it -> it.attempt() == each.attempt() && !it.isClosed();
            unlessItFails(failures, () -> attempt(each.id(), RequestContext.unconditional(), stillStuck, alive));
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return due.size() + stuck.size();
    }

    /** A failure of one ranking does not stop the others. */
    private static void unlessItFails(List<RuntimeException> failures, Runnable closes) {
        try {
            closes.run();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    private Ranking attempt(String id, RequestContext context, Predicate<Ranking> wanted, Runnable alive) {
        AtomicLong begun = new AtomicLong();
        Ranking closing = rankings.change(id, context, ranking -> {
            begun.set(0);
            if (wanted.test(ranking)) {
                ranking.beginClosing(clock.instant());
                begun.set(ranking.attempt());
            }
        });
        return begun.get() == 0 ? closing : count(closing, begun.get(), alive);
    }

    private Ranking count(Ranking ranking, long attempt, Runnable alive) {
        List<SealedBallot> counted = new ArrayList<>();
        int looked = 0;
        for (String ballot : ballots.in(ranking.id())) {
            if (looked++ % BETWEEN_SIGNS_OF_LIFE == 0) {
                alive.run();
            }
            seal(ballot, attempt, counted);
        }
        Result result = Result.of(ranking.content().optionIds(), counted);
        return rankings.change(
                ranking.id(), RequestContext.unconditional(), it -> it.close(attempt, result, clock.instant()));
    }

    private void seal(String ballot, long attempt, List<SealedBallot> counted) {
        try {
            Ballot sealed = ballots.change(ballot, RequestContext.unconditional(), it -> it.seal(attempt));
            sealed.countedIn(attempt)
                    .ifPresent(order -> counted.add(new SealedBallot(
                            order,
                            sealed.organisation(),
                            organisations.kindOf(sealed.organisation()).orElse("not-known"))));
        } catch (DomainException refusal) {
            if (refusal.kind() != DomainException.Kind.NOT_FOUND) {
                throw refusal;
            }
            // the voter left meanwhile
        }
    }
}
