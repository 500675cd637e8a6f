package wales.rhannu.events.meetup;

import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * The places of a meetup that people have: whatever its plan becomes, nobody's place is taken away.
 *
 * @param byMode how many places of a mode are taken
 */
record TakenPlaces(ToIntFunction<AttendanceMode> byMode) {

    /** @throws DomainException conflict, where an edit leaves fewer places of a mode than before and than are taken */
    void mustStillFit(MeetupContent before, MeetupContent after) {
        List<AttendanceMode> less = AttendanceMode.OF_PLACES.stream()
                .filter(mode -> after.placesOf(mode) < before.placesOf(mode))
                .filter(mode -> after.placesOf(mode) < byMode.applyAsInt(mode))
                .toList();
        if (!less.isEmpty()) {
            throw DomainException.conflict("places-taken", less.get(0).text());
        }
    }

    /** A plan with at least as many places as are taken, of the modes that it offers. */
    MeetupContent roomIn(MeetupContent plan) {
        MeetupContent.Places places = plan.places();
        if (places == null) {
            return plan;
        }
        return plan.withPlaces(new MeetupContent.Places(
                atLeastTaken(places.inPerson(), AttendanceMode.IN_PERSON),
                atLeastTaken(places.online(), AttendanceMode.ONLINE)));
    }

    private @Nullable Integer atLeastTaken(@Nullable Integer places, AttendanceMode mode) {
        return places == null ? null : Integer.valueOf(Math.max(places, byMode.applyAsInt(mode)));
    }
}
