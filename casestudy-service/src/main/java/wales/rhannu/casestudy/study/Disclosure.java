package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * Who may read it, once it is published.
 *
 * @param anonymous whether organisation and team stay unsaid
 * @param embargoUntil not before; a date alone is the beginning of that day in Wales
 */
record Disclosure(Audience audience, boolean anonymous, @Nullable Instant embargoUntil) {

    enum Audience {
        PUBLIC,
        MEMBERS,
        ORGANISATION
    }

    static final Disclosure OPEN = new Disclosure(Audience.PUBLIC, false, null);
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    @JsonCreator
    static Disclosure of(
            @JsonProperty("audience") @Nullable Audience audience,
            @JsonProperty("anonymous") @Nullable Boolean anonymous,
            @JsonProperty("embargoUntil") @Nullable String embargoUntil) {
        return new Disclosure(
                audience == null ? Audience.PUBLIC : audience,
                Boolean.TRUE.equals(anonymous),
                embargoUntil == null ? null : instant(embargoUntil));
    }

    private static Instant instant(String text) {
        try {
            Instant instant = text.length() == 10
                    ? LocalDate.parse(text)
                            .atStartOfDay(ZoneId.of("Europe/London"))
                            .toInstant()
                    : Instant.parse(text);
            if (instant.isAfter(Instant.EPOCH) && instant.isBefore(LATEST)) {
                return instant.truncatedTo(ChronoUnit.SECONDS);
            }
        } catch (DateTimeException e) {
            throw DomainException.invalid("/embargoUntil", "not-a-date-or-instant");
        }
        throw DomainException.invalid("/embargoUntil", "embargo-too-long");
    }
}
