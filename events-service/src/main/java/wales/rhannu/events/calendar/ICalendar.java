package wales.rhannu.events.calendar;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.DateList;
import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.parameter.TzId;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.ExDate;
import net.fortuna.ical4j.model.property.LastModified;
import net.fortuna.ical4j.model.property.Location;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RRule;
import net.fortuna.ical4j.model.property.RecurrenceId;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Status;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.Url;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;
import org.jspecify.annotations.Nullable;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.series.SeriesCalendars;
import wales.rhannu.events.series.SeriesCalendars.ChangedOccurrence;
import wales.rhannu.events.series.SeriesCalendars.SeriesCalendar;
import wales.rhannu.starter.Bilingual;

/** Writes a calendar (RFC 5545). The same meetups always give the same bytes. */
final class ICalendar {

    /** The status of a meetup for the owner of the calendar. */
    enum Certainty {
        CONFIRMED,
        TENTATIVE,
        CANCELLED
    }

    private static final int LONGEST_DESCRIPTION = 4_000;

    private final String name;
    private final URI base;
    private final List<VEvent> events = new ArrayList<>();
    /** The zones that are named, each with what is told in it. */
    private final Map<String, ZoneSpan> zones = new TreeMap<>();

    /**
     * An empty one.
     *
     * @param base the address of the platform
     */
    ICalendar(String name, URI base) {
        this.name = name;
        this.base = base;
    }

    /** Adds a meetup as everybody sees it. */
    void add(MeetupState meetup) {
        add(meetup, certainty(meetup), meetup.revision(), meetup.content().mode(), null);
    }

    /**
     * Adds a meetup as somebody sees it.
     *
     * @param sequence rises with each change
     * @param mode how they take part, which says where; null where that is not decided
     * @param joinUrl where they take part online
     */
    void add(
            MeetupState meetup,
            Certainty certainty,
            long sequence,
            @Nullable AttendanceMode mode,
            @Nullable String joinUrl) {
        events.add(event(
                meetup.id(),
                meetup.content(),
                meetup.changed(),
                sequence,
                certainty,
                mode,
                joinUrl,
                "/api/v1/meetups/" + meetup.id()));
    }

    static Certainty certainty(MeetupState meetup) {
        return meetup.status() == MeetupState.Status.CANCELLED ? Certainty.CANCELLED : Certainty.CONFIRMED;
    }

    /** Adds a series: its rule, and the occurrences that differ from it. */
    void add(SeriesCalendar series) {
        VEvent all = event(
                series.id(),
                series.content(),
                series.changedAt(),
                series.revision(),
                series.cancelled() ? Certainty.CANCELLED : Certainty.CONFIRMED,
                series.content().mode(),
                null,
                "/api/v1/meetup-series/" + series.id());
        all.add(new RRule<>(series.rule()));
        ZonedDateTime first = series.content().begins();
        zones.merge(
                first.getZone().getId(),
                new ZoneSpan(
                        first.toInstant(), first.plus(SeriesCalendars.LONGEST).toInstant()),
                ZoneSpan::with);
        if (!series.left().isEmpty()) {
            ParameterList inZone = new ParameterList(
                    List.of(new TzId(String.valueOf(series.content().zone()))));
            all.add(new ExDate<>(inZone, new DateList<>(series.left())));
        }
        events.add(all);
        for (ChangedOccurrence each : series.changed()) {
            MeetupState meetup = each.meetup();
            VEvent one = event(
                    series.id(),
                    meetup.content(),
                    meetup.changed(),
                    series.revision() + meetup.revision(),
                    certainty(meetup),
                    meetup.content().mode(),
                    null,
                    "/api/v1/meetups/" + meetup.id());
            one.add(new RecurrenceId<>(in(first.getZone()), each.instead()));
            events.add(one);
        }
    }

    private VEvent event(
            String id,
            MeetupContent content,
            Instant changed,
            long sequence,
            Certainty certainty,
            @Nullable AttendanceMode mode,
            @Nullable String joinUrl,
            String path) {
        ZonedDateTime begins = content.begins();
        zones.merge(
                begins.getZone().getId(),
                new ZoneSpan(begins.toInstant(), content.over().toInstant()),
                ZoneSpan::with);
        VEvent event = new VEvent(false);
        event.add(new Uid(id + "@rhannu.wales"));
        // when it was changed and not when it is read, or every reading would be another
        event.add(new DtStamp(changed.truncatedTo(ChronoUnit.SECONDS)));
        event.add(new LastModified(changed.truncatedTo(ChronoUnit.SECONDS)));
        event.add(new Sequence((int) Math.min(Integer.MAX_VALUE, sequence)));
        event.add(new DtStart<>(in(begins.getZone()), begins.toLocalDateTime()));
        event.add(new DtEnd<>(in(begins.getZone()), content.over().toLocalDateTime()));
        event.add(new Summary(line(both(content.title(), " / "))));
        event.add(new Status(certainty.name()));
        String description = Stream.of(
                        joinUrl == null ? "" : "Ymunwch / Join: " + joinUrl, both(content.description(), "\n\n"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n\n"));
        if (!description.isEmpty()) {
            event.add(new Description(ContentLines.text(description, LONGEST_DESCRIPTION)));
        }
        String location = location(content, mode);
        if (!location.isEmpty()) {
            event.add(new Location(line(location)));
        }
        event.add(new Url(base.resolve(path)));
        return event;
    }

    private static String line(String text) {
        return ContentLines.text(text, LONGEST_DESCRIPTION).replace('\n', ' ');
    }

    /** Beside a local time: from a zoned one the library would reckon by rules of its own, which are not the JDK's. */
    private static ParameterList in(ZoneId zone) {
        return new ParameterList(List.of(new TzId(zone.getId())));
    }

    private static String location(MeetupContent content, @Nullable AttendanceMode mode) {
        MeetupContent.Venue venue = mode == null || mode.isInPerson() ? content.venue() : null;
        String online = mode != null && mode.isOnline() ? "Ar-lein / Online" : "";
        return Stream.of(
                        venue == null || venue.name() == null ? "" : venue.name(),
                        venue == null ? "" : both(venue.address(), " / "),
                        online)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining(", "));
    }

    private static String both(@Nullable Bilingual text, String between) {
        return text == null
                ? ""
                : Stream.of(text.cy(), text.en())
                        .filter(each -> each != null && !each.isBlank())
                        .distinct()
                        .collect(Collectors.joining(between));
    }

    byte[] bytes() {
        Calendar calendar = new Calendar();
        calendar.add(new ProdId("-//Rhannu//Rhannu//CY"));
        calendar.add(ImmutableVersion.VERSION_2_0);
        // without METHOD: a published one has an organiser's address in each event (RFC 5546, section 3.2.1)
        calendar.add(new XProperty("X-WR-CALNAME", name));
        calendar.add(new XProperty("X-PUBLISHED-TTL", "PT1H"));
        zones.forEach((zone, told) -> calendar.add(Zone.of(ZoneId.of(zone), told.from(), told.until())));
        events.forEach(calendar::add);
        return ContentLines.folded(calendar.toString());
    }

    /** The time that is told in a zone. */
    private record ZoneSpan(Instant from, Instant until) {

        ZoneSpan with(ZoneSpan other) {
            return new ZoneSpan(
                    from.isBefore(other.from) ? from : other.from, until.isAfter(other.until) ? until : other.until);
        }
    }
}
