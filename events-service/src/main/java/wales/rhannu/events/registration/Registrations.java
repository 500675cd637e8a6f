package wales.rhannu.events.registration;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Repository;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.events.registration.Registration.State;
import wales.rhannu.starter.aggregate.ListCounts;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;

/** The registrations. */
@Repository
class Registrations {

    static final String COLLECTION = "registrations";

    private final Store<Registration> store;

    Registrations(Stores stores) {
        this.store = stores.of(Registration.class, COLLECTION)
                .holdsPeople()
                .unique("arrival")
                .unique("place")
                .compoundIndex("meetup", "state", "mode", "arrival")
                .indexed("member")
                .build();
    }

    /** A registration from another window is not a repeat of this request, because it has another idempotency key or none. */
    void add(Registration registration, RequestContext context) {
        store.add(registration, context);
    }

    boolean isRepeat(String id, RequestContext context) {
        return store.isRepeat(id, context);
    }

    Registration change(String id, RequestContext context, Consumer<Registration> change) {
        return store.change(id, context, change);
    }

    Registration get(String id) {
        return store.get(id);
    }

    Optional<Registration> find(String id) {
        return store.find(id);
    }

    /** The ticket of who arrived last at a meetup; 0 where nobody did. */
    long lastTicket(String meetup) {
        return first(new Query(begins("state.arrival", meetup + "/"))
                        .with(Sort.by("state.arrival").descending()))
                .map(Registration::ticket)
                .orElse(0L);
    }

    /** Who waits first for a mode. */
    Optional<Registration> firstWaiting(String meetup, AttendanceMode mode) {
        return first(new Query(waitingFor(meetup, mode)).with(Sort.by("state.arrival")));
    }

    private Optional<Registration> first(Query query) {
        return store.find(query.limit(1)).stream().findFirst();
    }

    private static Criteria waitingFor(String meetup, AttendanceMode mode) {
        return Criteria.where("state.meetup")
                .is(meetup)
                .and("state.state")
                .is(State.WAITING.text())
                .and("state.mode")
                .is(mode.text());
    }

    /** As a range, which an index serves. */
    private static Criteria begins(String field, String prefix) {
        return Criteria.where(field).gte(prefix).lt(end(prefix));
    }

    /** What no longer begins with a prefix that ends in a slash. */
    private static String end(String prefix) {
        return prefix.substring(0, prefix.length() - 1) + "0";
    }

    /** In the waiting list, from 1. */
    long position(Registration waiting) {
        return 1
                + store.count(new Query(waitingFor(waiting.meetup(), waiting.mode())
                        .and("state.arrival")
                        .lt(waiting.arrival())));
    }

    int taken(String meetup, AttendanceMode mode) {
        return Math.toIntExact(store.count(new Query(begins("state.place", Registration.placesOf(meetup, mode)))));
    }

    /**
     * The number of a place that nobody has. There is none where as many are taken as there are places, whatever their
     * numbers: after places were reduced somebody may have a number above them.
     */
    @Nullable
    Integer freeNumber(String meetup, AttendanceMode mode, int places) {
        int taken = taken(meetup, mode);
        if (taken >= places) {
            return null;
        }
        Criteria ofMode = begins("state.place", Registration.placesOf(meetup, mode));
        int highest = first(new Query(ofMode).with(Sort.by("state.place").descending()))
                .map(Registration::number)
                .orElse(0);
        if (highest < places && highest <= taken) {
            return highest + 1; // there are no gaps
        }
        BitSet numbers = new BitSet();
        Query numbered = new Query(ofMode);
        numbered.fields().include("state.state", "state.place");
        store.each(numbered, each -> {
            Integer number = each.number();
            if (number != null) {
                numbers.set(number);
            }
        });
        int free = numbers.nextClearBit(1);
        return free <= places ? free : null;
    }

    /** Those of some meetups for which somebody waits. */
    Set<String> waitedFor(Collection<String> some) {
        Query waiting = new Query(
                Criteria.where("state.meetup").in(some).and("state.state").is(State.WAITING.text()));
        waiting.fields().include("state.meetup");
        Set<String> meetups = new LinkedHashSet<>();
        store.each(waiting, each -> meetups.add(each.meetup()));
        return meetups;
    }

    /** The ids of those of a meetup who have a place or wait. */
    List<String> open(String meetup) {
        return store.ids(new Query(Criteria.where("state.meetup")
                .is(meetup)
                .and("state.state")
                .in(State.REGISTERED.text(), State.WAITING.text())));
    }

    /** All of one member, one after the other. */
    void each(String member, Consumer<Registration> what) {
        store.each(new Query(Criteria.where("state.member").is(member)), what);
    }

    private static Query listed(
            String meetup, Collection<State> states, @Nullable AttendanceMode mode, @Nullable String after) {
        Criteria criteria = Criteria.where("state.meetup")
                .is(meetup)
                .and("state.state")
                .in(states.stream().map(State::text).toList());
        if (mode != null) {
            criteria.and("state.mode").is(mode.text());
        }
        // arrivals at other meetups are not read, and those at this one in their order: arrivals have an index
        String first = meetup + "/";
        criteria.and("state.arrival").gt(after == null ? first : after).lt(end(first));
        return new Query(criteria).with(Sort.by("state.arrival"));
    }

    /** As they arrived, behind one arrival. */
    List<Registration> page(
            String meetup, Collection<State> states, @Nullable AttendanceMode mode, @Nullable String after, int limit) {
        return new ArrayList<>(store.find(listed(meetup, states, mode, after).limit(limit)));
    }

    /** How many of a meetup are in each state. */
    Map<String, Long> counts(String meetup) {
        return ListCounts.of(store, List.of(State.values()), State::text, state -> Criteria.where("state.meetup")
                .is(meetup)
                .and("state.state")
                .is(state.text()));
    }

    /** As they arrived, one after the other. */
    void each(String meetup, Collection<State> states, @Nullable AttendanceMode mode, Consumer<Registration> what) {
        store.each(listed(meetup, states, mode, null), what);
    }
}
