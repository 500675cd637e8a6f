package wales.rhannu.events.meetup;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import wales.rhannu.starter.aggregate.DomainException;

/** A local date and time to the minute: {@code 2027-03-25T14:00}. */
public record LocalMinute(LocalDateTime at) {

    public LocalMinute {
        if (!at.truncatedTo(ChronoUnit.MINUTES).equals(at)) {
            throw DomainException.invalid("", "not-a-full-minute");
        }
        if (at.getYear() < 2000 || at.getYear() > 2199) {
            throw DomainException.invalid("", "year-out-of-range");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static LocalMinute of(String text) {
        try {
            return new LocalMinute(LocalDateTime.parse(text));
        } catch (DateTimeException e) {
            throw DomainException.invalid("", "not-a-local-time");
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
