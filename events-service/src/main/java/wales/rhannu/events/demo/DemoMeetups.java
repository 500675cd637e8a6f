package wales.rhannu.events.demo;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.events.meetup.LocalMinute;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.MeetupSeeding;
import wales.rhannu.events.series.SeriesSeeding;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.DomainException;

/** Demo meetups around the day of the first start, created once; later changes by people stay. */
@Component
@ConditionalOnProperty("rhannu.demo")
class DemoMeetups implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(DemoMeetups.class);
    private static final String ORGANISER = Ids.derived("demo-member", "organiser");

    /**
     * One of them.
     *
     * @param inDays from the day of the first start
     * @param rrule where it recurs
     * @param afterwards what there is once it was held
     */
    record Demo(
            String name,
            int inDays,
            LocalTime at,
            int minutes,
            @Nullable String rrule,
            MeetupContent meetup,
            @Nullable Afterwards afterwards) {

        String id() {
            return Ids.derived(rrule == null ? "demo-meetup" : "demo-series", name);
        }
    }

    record Afterwards(String recordingUrl, Bilingual notes) {}

    private final MeetupSeeding planning;
    private final SeriesSeeding series;
    private final JsonMapper json;
    private final Clock clock;

    DemoMeetups(MeetupSeeding planning, SeriesSeeding series, JsonMapper json, Clock clock) {
        this.planning = planning;
        this.series = series;
        this.json = json;
        this.clock = clock;
    }

    static List<Demo> all(JsonMapper json) throws IOException {
        try (InputStream file = new ClassPathResource("demo/meetups.json").getInputStream()) {
            return json.readValue(file, new TypeReference<List<Demo>>() {});
        }
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneId.of(MeetupContent.WALES));
        for (Demo demo : all(json)) {
            try {
                plan(demo, today);
            } catch (DomainException refusal) {
                log.info("The demo's {} is not added: {}", demo.name(), refusal.getMessage());
            }
        }
    }

    private void plan(Demo demo, LocalDate today) {
        LocalDateTime starts = dayOf(demo, today).atTime(demo.at());
        MeetupContent content =
                demo.meetup().at(new LocalMinute(starts), new LocalMinute(starts.plusMinutes(demo.minutes())));
        if (demo.rrule() != null) {
            series.publish(demo.id(), ORGANISER, content, demo.rrule());
            return;
        }
        Afterwards afterwards = demo.afterwards();
        planning.publish(
                demo.id(),
                ORGANISER,
                afterwards == null ? content : content.recorded(afterwards.recordingUrl(), afterwards.notes()));
    }

    /** One that recurs by the month is on a day that every month has. */
    private static LocalDate dayOf(Demo demo, LocalDate today) {
        LocalDate day = today.plusDays(demo.inDays());
        return demo.rrule() != null && day.getDayOfMonth() > 28
                ? day.plusMonths(1).withDayOfMonth(1)
                : day;
    }
}
