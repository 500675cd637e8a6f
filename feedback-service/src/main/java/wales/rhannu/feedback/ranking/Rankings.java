package wales.rhannu.feedback.ranking;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** The rankings. */
@Repository
class Rankings {

    private final Store<Ranking> store;

    Rankings(Stores stores) {
        this.store = stores.of(Ranking.class, "rankings")
                .publicTopic()
                .holdsPeople()
                .compoundIndex("status", "-created", "_id")
                .compoundIndex("author", "-created", "_id")
                .indexed("closes", "attemptBegan")
                .build();
    }

    Ranking add(Ranking ranking, RequestContext context) {
        return store.add(ranking, context);
    }

    Ranking change(String id, RequestContext context, Consumer<Ranking> change) {
        return store.change(id, context, change);
    }

    boolean isRepeat(String id, RequestContext context) {
        return store.isRepeat(id, context);
    }

    Ranking get(String id) {
        return store.get(id);
    }

    Optional<Ranking> find(String id) {
        return store.find(id);
    }

    /** Those that are open and should be no longer. */
    List<String> due(Instant now) {
        return store.ids(new Query(Criteria.where("state.closes").lte(now.toEpochMilli())));
    }

    /** Those whose counting began before a time and did not end. */
    List<Ranking> closingSince(Instant before) {
        return store.find(new Query(Criteria.where("state.attemptBegan").lte(before.toEpochMilli())));
    }

    /** Those that were closed with a result of fewer voters than a number. */
    List<String> withResultOfFewerThan(int voters) {
        return store.ids(new Query(Criteria.where("state.status")
                .is("closed")
                .and("state.result.voters.people")
                .lt(voters)));
    }

    List<String> writtenBy(String member) {
        return store.ids(new Query(Criteria.where("state.author").is(member)));
    }

    /**
     * The newest first, behind one of them.
     *
     * @param status null for all but drafts
     * @param author whose they are; null for everybody's
     */
    List<Ranking> list(Ranking.@Nullable Status status, @Nullable String author, @Nullable String behind, int limit) {
        Criteria criteria =
                status == null ? Criteria.where("state.status").in("open", "closing", "closed") : with(status, author);
        Ranking last = behind == null ? null : store.find(behind).orElse(null);
        if (last != null) {
            criteria =
                    Keyset.descending(criteria, "state.created", last.created().toString(), last.id());
        }
        return store.find(new Query(criteria)
                .with(Sort.by(Sort.Order.desc("state.created"), Sort.Order.asc("_id")))
                .limit(limit));
    }

    /**
     * How many there are of each of some statuses.
     *
     * @param author whose drafts are counted; null for everybody's
     */
    Map<String, Long> counts(Collection<Ranking.Status> statuses, @Nullable String author) {
        return ListCounts.of(
                store,
                statuses,
                Ranking.Status::text,
                status -> with(status, status == Ranking.Status.DRAFT ? author : null));
    }

    private static Criteria with(Ranking.Status status, @Nullable String author) {
        Criteria criteria = Criteria.where("state.status").is(status.text());
        return author == null ? criteria : criteria.and("state.author").is(author);
    }
}
