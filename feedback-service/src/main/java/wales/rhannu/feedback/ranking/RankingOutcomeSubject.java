package wales.rhannu.feedback.ranking;

import org.springframework.stereotype.Component;
import wales.rhannu.feedback.outcome.OutcomeSubject;

/** Rankings as subjects of outcomes and discussion, once they were opened. */
@Component
class RankingOutcomeSubject implements OutcomeSubject {

    static final String KIND = "ranking";

    private final Rankings rankings;

    RankingOutcomeSubject(Rankings rankings) {
        this.rankings = rankings;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean wasAsked(String id) {
        return rankings.find(id).filter(ranking -> !ranking.isDraft()).isPresent();
    }
}
