package wales.rhannu.feedback.ranking;

import org.springframework.stereotype.Component;
import wales.rhannu.feedback.membership.MembershipChangeListener;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/** Erases voters and authors who left; counted results stay. */
@Component
class RankingErasure implements MembershipChangeListener {

    private final Rankings rankings;
    private final Ballots ballots;

    RankingErasure(Rankings rankings, Ballots ballots) {
        this.rankings = rankings;
        this.ballots = ballots;
    }

    @Override
    public void memberErased(String id) {
        for (String ballot : ballots.of(id)) {
            try {
                ballots.change(ballot, RequestContext.unconditional(), Ballot::erase);
            } catch (DomainException refusal) {
                if (refusal.kind() != DomainException.Kind.NOT_FOUND) {
                    throw refusal;
                }
                // another delivery of the same event was faster
            }
        }
        for (String ranking : rankings.writtenBy(id)) {
            rankings.change(ranking, RequestContext.unconditional(), it -> it.forget(id));
        }
    }
}
