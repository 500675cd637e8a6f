package wales.rhannu.feedback.outcome;

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

/** The outcomes. */
@Repository
public class Outcomes {

    static final List<String> PROGRESS = List.of("planned", "under-way", "done", "not-done");
    private static final int MOST_SHOWN = 100;

    private final Store<Outcome> store;

    Outcomes(Stores stores) {
        this.store = stores.of(Outcome.class, "outcomes")
                .publicTopic()
                .compoundIndex("-created", "_id")
                .compoundIndex("asked.id", "-created", "_id")
                .compoundIndex("account.progress", "-created", "_id")
                .build();
    }

    /** What came of one thing, the oldest first. */
    public List<OutcomeView> of(String kind, String id) {
        Query query = new Query(Criteria.where("state.asked.kind")
                .is(kind)
                .and("state.asked.id")
                .is(id));
        // the order of an index, read backwards
        Sort oldestFirst = Sort.by(Sort.Order.asc("state.created"), Sort.Order.desc("_id"));
        return store.find(query.with(oldestFirst).limit(MOST_SHOWN)).stream()
                .map(Outcome::view)
                .toList();
    }

    Outcome add(Outcome outcome, RequestContext context) {
        return store.add(outcome, context);
    }

    Outcome change(String id, RequestContext context, Consumer<Outcome> change) {
        return store.change(id, context, change);
    }

    Outcome get(String id) {
        return store.get(id);
    }

    /** The newest first, behind one of them. */
    List<Outcome> list(@Nullable String asked, @Nullable String progress, @Nullable String behind, int limit) {
        Criteria criteria = about(asked);
        if (progress != null) {
            criteria = criteria.and("state.account.progress").is(progress);
        }
        Outcome last = behind == null ? null : store.find(behind).orElse(null);
        if (last != null) {
            criteria =
                    Keyset.descending(criteria, "state.created", last.created().toString(), last.id());
        }
        return store.find(new Query(criteria)
                .with(Sort.by(Sort.Order.desc("state.created"), Sort.Order.asc("_id")))
                .limit(limit));
    }

    /** How many there are of each progress. */
    Map<String, Long> counts(@Nullable String asked) {
        return ListCounts.of(store, PROGRESS, progress -> progress, progress -> about(asked)
                .and("state.account.progress")
                .is(progress));
    }

    private static Criteria about(@Nullable String asked) {
        return asked == null ? new Criteria() : Criteria.where("state.asked.id").is(asked);
    }
}
