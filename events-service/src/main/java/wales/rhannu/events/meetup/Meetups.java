package wales.rhannu.events.meetup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.events.meetup.MeetupState.Recurring;
import wales.rhannu.events.meetup.MeetupState.Status;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The meetups. */
@Repository
public class Meetups {

    /** The statuses of what everybody may see. */
    static final List<String> SHOWN = List.of("published", "cancelled", "held");

    private final Store<Meetup> store;

    Meetups(Stores stores) {
        this.store = stores.of(Meetup.class, "meetups")
                .publicTopic()
                .holdsPeople()
                .compoundIndex("status", "startsAt", "_id")
                .compoundIndex("organiser", "startsAt", "_id")
                .compoundIndex("series.id", "startsAt", "_id")
                .build();
    }

    Meetup add(Meetup meetup, RequestContext context) {
        return store.add(meetup, context);
    }

    Meetup change(String id, RequestContext context, Consumer<Meetup> change) {
        return store.change(id, context, change);
    }

    Meetup get(String id) {
        return store.get(id);
    }

    /** Empty when there is none. */
    public Optional<MeetupState> find(String id) {
        return store.find(id).map(Meetup::state);
    }

    /** @throws DomainException not found, also where somebody may not know of it */
    public MeetupState readable(String id, MeetupCaller by) {
        Meetup meetup = store.get(id);
        meetup.mustBeReadableBy(by);
        return meetup.state();
    }

    /** @throws DomainException not found or forbidden, unless somebody looks after it */
    public MeetupState editable(String id, MeetupCaller by) {
        Meetup meetup = store.get(id);
        meetup.mustBeEditableBy(by);
        return meetup.state();
    }

    List<Meetup> find(Query query) {
        return store.find(query);
    }

    /** Those that everybody may see and that were not over at some time, one after the other, the earliest first. */
    public void shownAndNotOver(Instant at, Consumer<MeetupState> what) {
        Query query = new Query(Criteria.where("state.status")
                        .in(SHOWN)
                        .and("state.startsAt")
                        .gte(earliestStart(at))
                        .and("state.endsAt")
                        .gte(at.toString()))
                .with(Sort.by("state.startsAt", "_id"));
        store.each(query, meetup -> what.accept(meetup.state()));
    }

    /** Those of some ids that there are, the earliest first. */
    public List<MeetupState> withIds(Collection<String> ids) {
        return states(new Query(Criteria.where("_id").in(ids)).with(Sort.by("state.startsAt", "_id")));
    }

    /** The cancelled meetups that would still be in the future, whose registered members must be informed. */
    public List<MeetupState> cancelledAhead(Instant now) {
        return states(notOver("cancelled", now));
    }

    /** The ids of those that one can still register for. */
    public List<String> open(Instant now) {
        return store.ids(notOver("published", now));
    }

    private static Query notOver(String status, Instant now) {
        return new Query(Criteria.where("state.status")
                .is(status)
                .and("state.startsAt")
                .gte(earliestStart(now))
                .and("state.endsAt")
                .gt(now.toString()));
    }

    /** What was published and is over. */
    List<String> over(Instant now) {
        return store.ids(new Query(Criteria.where("state.status")
                .is("published")
                .and("state.startsAt")
                .lte(now.toString())
                .and("state.endsAt")
                .lte(now.toString())));
    }

    void hold(String over, Instant now) {
        change(over, RequestContext.unconditional(), meetup -> meetup.hold(now));
    }

    void forget(String member) {
        store.ids(new Query(Criteria.where("state.organiser").is(member))).forEach(id -> forget(id, member));
    }

    /** Removes a member who left from a meetup; no effect if they do not organise it. */
    public void forget(String id, String member) {
        if (store.find(id).isPresent()) {
            change(id, RequestContext.unconditional(), meetup -> meetup.forget(member));
        }
    }

    /** What there is of a series, in order. */
    public List<MeetupState> ofSeries(String series) {
        return states(new Query(Criteria.where("state.series.id").is(series)).with(Sort.by("state.startsAt", "_id")));
    }

    private List<MeetupState> states(Query query) {
        List<MeetupState> states = new ArrayList<>();
        store.each(query, meetup -> states.add(meetup.state()));
        return states;
    }

    /** Makes one of a series unless it was made before. */
    public void addOccurrence(
            String id,
            @Nullable String organiser,
            MeetupContent content,
            Recurring series,
            boolean published,
            Instant now) {
        if (store.find(id).isPresent() || store.isErased(id)) {
            return;
        }
        store.add(Meetup.occurrence(id, organiser, content, series, published, now), RequestContext.unconditional(id));
    }

    /** Lets one follow its series. */
    public void follow(
            String id,
            MeetupContent content,
            long edition,
            boolean publish,
            ToIntFunction<AttendanceMode> taken,
            Instant now) {
        change(id, RequestContext.unconditional(), meetup -> meetup.follow(content, edition, publish, taken, now));
    }

    /** Takes one out of its series. */
    public void drop(String id, long edition, @Nullable Bilingual reason, Instant now) {
        change(id, RequestContext.unconditional(), meetup -> meetup.drop(edition, reason, now));
    }

    /** @throws DomainException invalid, where a reason is too long or in one language alone */
    public static void mustBeReason(@Nullable Bilingual reason) {
        Meetup.mustBeReason(reason);
    }

    /**
     * The earliest time at which what was not over at some time can have begun: one index is then enough for those that
     * come and those that were, in the order of their beginning.
     */
    static String earliestStart(Instant notOver) {
        return notOver.minus(MeetupContent.LONGEST).toString();
    }

    /** As queries and events say it. */
    static String text(Status status) {
        return status.name().toLowerCase(java.util.Locale.ROOT);
    }
}
