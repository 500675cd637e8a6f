package wales.rhannu.feedback.ranking;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The ballots. */
@Repository
class Ballots {

    private final Store<Ballot> store;

    Ballots(Stores stores) {
        this.store = stores.of(Ballot.class, "ballots")
                .holdsPeople()
                .indexed("ranking", "member")
                .build();
    }

    Ballot add(Ballot ballot, RequestContext context) {
        return store.add(ballot, context);
    }

    Ballot change(String id, RequestContext context, Consumer<Ballot> change) {
        return store.change(id, context, change);
    }

    Optional<Ballot> find(String id) {
        return store.find(id);
    }

    Ballot get(String id) {
        return store.get(id);
    }

    List<String> in(String ranking) {
        return store.ids(new Query(Criteria.where("state.ranking").is(ranking)));
    }

    List<String> of(String member) {
        return store.ids(new Query(Criteria.where("state.member").is(member)));
    }

    /** How many have a ballot that counts, or would. */
    long voters(String ranking) {
        return store.count(new Query(
                Criteria.where("state.ranking").is(ranking).and("state.order").exists(true)));
    }
}
