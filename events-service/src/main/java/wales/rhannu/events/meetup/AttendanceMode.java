package wales.rhannu.events.meetup;

import java.util.List;
import java.util.Locale;

/** How people take part. A place is in person or online; a meetup can be both (hybrid). */
public enum AttendanceMode {
    IN_PERSON,
    ONLINE,
    HYBRID;

    /** In which a person takes part. */
    public static final List<AttendanceMode> OF_PLACES = List.of(IN_PERSON, ONLINE);

    /** Whether people meet at a place. */
    public boolean isInPerson() {
        return this != ONLINE;
    }

    /** Whether people can take part from afar. */
    public boolean isOnline() {
        return this != IN_PERSON;
    }

    /** As the API says it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
