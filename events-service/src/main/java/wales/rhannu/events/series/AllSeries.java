package wales.rhannu.events.series;

import java.util.List;
import java.util.function.Consumer;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The series there are. */
@Repository
class AllSeries {

    private final Store<Series> store;

    AllSeries(Stores stores) {
        this.store = stores.of(Series.class, "series")
                .holdsPeople()
                .indexed("unsettled", "organiser")
                .build();
    }

    Series add(Series series, RequestContext context) {
        return store.add(series, context);
    }

    Series change(String id, RequestContext context, Consumer<Series> change) {
        return store.change(id, context, change);
    }

    Series get(String id) {
        return store.get(id);
    }

    /** Those whose meetups have yet to follow. */
    List<Series> unsettled() {
        return store.find(new Query(Criteria.where("state.unsettled").is(true)));
    }

    /** Whether a series is a member's now. */
    boolean isOrganisedBy(String member, String id) {
        return store.find(id)
                .filter(series -> member.equals(series.organiser()))
                .isPresent();
    }

    void forget(String member) {
        store.ids(new Query(Criteria.where("state.organiser").is(member)))
                .forEach(id -> change(id, RequestContext.unconditional(), series -> series.forget(member)));
    }
}
