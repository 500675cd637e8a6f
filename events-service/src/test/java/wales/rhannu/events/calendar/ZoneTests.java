package wales.rhannu.events.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.component.VEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wales.rhannu.events.meetup.LocalMinute;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.starter.Bilingual;

/** Zones as another library reads them: whatever their rules, every day of some years is at the same instant as here. */
class ZoneTests {

    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/London",
                "Europe/Dublin",
                "America/New_York",
                "America/Santiago",
                "Australia/Sydney",
                "Asia/Tokyo",
                "Africa/Casablanca",
                "Asia/Gaza",
                "America/Sao_Paulo",
                "UTC"
            })
    void everyDayIsAtTheSameInstant(String zone) {
        ICalendar calendar = new ICalendar("Rhannu", URI.create("http://localhost:8080"));
        LocalDateTime first = LocalDateTime.parse("2027-01-01T12:00");
        for (int day = 0; day < 800; day++) {
            calendar.add(meetup(zone, first.plusDays(day)));
        }
        List<VEvent> read = Biweekly.parse(new String(calendar.bytes(), StandardCharsets.UTF_8))
                .first()
                .getEvents();
        assertThat(read).hasSize(800);
        for (int day = 0; day < 800; day++) {
            if (isDayOfChange(zone, first.plusDays(day))) {
                continue; // which the other library takes for the day before
            }
            assertThat(read.get(day).getDateStart().getValue().toInstant())
                    .isEqualTo(meetup(zone, first.plusDays(day)).startsAt());
        }
    }

    private static boolean isDayOfChange(String zone, LocalDateTime noon) {
        ZoneRules rules = ZoneId.of(zone).getRules();
        return !rules.getOffset(noon.minusHours(12)).equals(rules.getOffset(noon.plusHours(12)));
    }

    private static MeetupState meetup(String zone, LocalDateTime starts) {
        MeetupContent content = new MeetupContent(
                new Bilingual("Cyfarfod", "Meetup"),
                null,
                null,
                new LocalMinute(starts),
                new LocalMinute(starts.plusHours(1)),
                zone,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null);
        return new MeetupState(
                UUID.randomUUID().toString(),
                MeetupState.Status.PUBLISHED,
                null,
                content,
                content.begins().toInstant(),
                content.over().toInstant(),
                0,
                null,
                null,
                NOW,
                NOW,
                NOW);
    }
}
