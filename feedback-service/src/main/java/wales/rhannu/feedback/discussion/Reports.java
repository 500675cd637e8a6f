package wales.rhannu.feedback.discussion;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.Keyset;
import wales.rhannu.starter.aggregate.ListCounts;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The reports. */
@Repository
class Reports {

    private final Store<Report> store;

    Reports(Stores stores) {
        this.store = stores.of(Report.class, "reports")
                .holdsPeople()
                .compoundIndex("created", "_id")
                .compoundIndex("status", "created", "_id")
                .indexed("reporter")
                .build();
    }

    /** A second one of the same member on the same post is the first one. */
    Report add(Report report, RequestContext context) {
        return store.find(report.id()).orElseGet(() -> store.add(report, context));
    }

    Report change(String id, RequestContext context, Consumer<Report> change) {
        return store.change(id, context, change);
    }

    Report get(String id) {
        return store.get(id);
    }

    /** The oldest first, behind one of them. */
    List<Report> list(@Nullable String status, @Nullable String behind, int limit) {
        Criteria criteria = new Criteria();
        if (status != null) {
            criteria = criteria.and("state.status").is(status);
        }
        Report last = behind == null ? null : store.find(behind).orElse(null);
        if (last != null) {
            criteria =
                    Keyset.ascending(criteria, "state.created", last.created().toString(), last.id());
        }
        return store.find(
                new Query(criteria).with(Sort.by("state.created", "_id")).limit(limit));
    }

    /** How many there are of each status. */
    Map<String, Long> counts() {
        return ListCounts.of(
                store, List.of("open", "resolved"), status -> status, status -> Criteria.where("state.status")
                        .is(status));
    }

    void forget(String member) {
        for (String report :
                store.ids(new Query(Criteria.where("state.reporter").is(member)))) {
            store.change(report, RequestContext.unconditional(), it -> it.forget(member));
        }
    }
}
