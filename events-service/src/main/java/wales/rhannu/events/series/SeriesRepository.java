package wales.rhannu.events.series;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.events.meetup.MeetupCaller;
import wales.rhannu.events.series.Series.Status;
import wales.rhannu.starter.aggregate.Keyset;
import wales.rhannu.starter.aggregate.ListCounts;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The series. */
@Repository
class SeriesRepository {

    private final Store<Series> store;

    SeriesRepository(Stores stores) {
        this.store = stores.of(Series.class, "series")
                .holdsPeople()
                .indexed("unsettled")
                .compoundIndex("status", "-created", "_id")
                .compoundIndex("organiser", "-created", "_id")
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

    /**
     * What somebody may see, the newest first, behind one of them.
     *
     * @param status null for all but drafts, or for all of their own
     * @param mine whether what they organise themselves is wanted alone
     */
    List<Series> list(@Nullable Status status, boolean mine, MeetupCaller visitor, @Nullable String behind, int limit) {
        List<Status> all = mine ? List.of(Status.values()) : Status.SHOWN;
        Criteria criteria = status == null
                ? with(all, mine ? visitor.id() : null)
                : with(List.of(status), organiser(status, mine, visitor));
        Series last = behind == null ? null : store.find(behind).orElse(null);
        if (last != null) {
            criteria =
                    Keyset.descending(criteria, "state.created", last.created().toString(), last.id());
        }
        return store.find(new Query(criteria)
                .with(Sort.by(Sort.Order.desc("state.created"), Sort.Order.asc("_id")))
                .limit(limit));
    }

    /** How many of each status {@link #list} gives somebody. */
    Map<String, Long> counts(boolean mine, MeetupCaller visitor) {
        List<Status> statuses = visitor.id() == null ? Status.SHOWN : List.of(Status.values());
        return ListCounts.of(
                store, statuses, Status::text, each -> with(List.of(each), organiser(each, mine, visitor)));
    }

    /** Drafts are for their organisers, and for facilitators. */
    private static @Nullable String organiser(Status status, boolean mine, MeetupCaller visitor) {
        return mine || status == Status.DRAFT && !visitor.isFacilitator() ? visitor.id() : null;
    }

    private static Criteria with(List<Status> statuses, @Nullable String organiser) {
        Criteria criteria = Criteria.where("state.status")
                .in(statuses.stream().map(Status::text).toList());
        return organiser == null ? criteria : criteria.and("state.organiser").is(organiser);
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
