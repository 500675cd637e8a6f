package wales.rhannu.events.meetup;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

/** A time of day on a date, to the minute, as clocks on the wall show it: {@code 2027-03-25T14:00}. */
public record LocalMinute(LocalDateTime at) {

    public LocalMinute {
        if (!at.truncatedTo(ChronoUnit.MINUTES).equals(at)) {
            throw new IllegalArgumentException("A meetup begins and ends at a full minute.");
        }
        if (at.getYear() < 2000 || at.getYear() > 2199) {
            throw new IllegalArgumentException("A meetup is between the years 2000 and 2199.");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static LocalMinute of(String text) {
        try {
            return new LocalMinute(LocalDateTime.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("This is a local date and time, as 2027-03-25T14:00.", e);
        }
    }

    @JsonValue
    public String text() {
        return at.toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
