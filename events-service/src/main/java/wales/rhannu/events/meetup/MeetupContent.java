package wales.rhannu.events.meetup;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.aggregate.Violations;

/**
 * What a meetup says: the body of {@code POST /api/v1/meetups}. Most may be missing until it is published; lists that are
 * missing are empty.
 *
 * @param description Markdown, as are {@code agenda} and {@code notes}; kept as it is written
 * @param starts as clocks in {@code zone} show it; of a time that the end of summer time brings twice, the first
 * @param zone Europe/London unless told
 * @param joinUrl for those who are registered online, the organiser and facilitators alone
 * @param caseStudies ids of what it is about
 */
public record MeetupContent(
        @Nullable Bilingual title,
        @Nullable Bilingual description,
        @Nullable Bilingual agenda,
        @Nullable LocalMinute starts,
        @Nullable LocalMinute ends,
        @Nullable String zone,
        @Nullable AttendanceMode mode,
        @Nullable Places places,
        @Nullable Venue venue,
        @Nullable String joinUrl,
        List<Speaker> speakers,
        List<String> caseStudies,
        List<String> tags,
        @Nullable String recordingUrl,
        @Nullable Bilingual notes) {

    public static final String WALES = "Europe/London";

    static final Duration LONGEST = Duration.ofDays(14);

    /**
     * How many may come.
     *
     * @param inPerson null where nobody can come in person
     * @param online null where nobody can take part online
     */
    public record Places(@Nullable Integer inPerson, @Nullable Integer online) {

        static final int MOST = 100_000;

        /** None where the mode is not offered. */
        public int of(AttendanceMode mode) {
            Integer places =
                    mode == AttendanceMode.IN_PERSON ? inPerson : mode == AttendanceMode.ONLINE ? online : null;
            return places == null ? 0 : places;
        }

        /** Whether there can be places of this mode at all. */
        public boolean offers(AttendanceMode mode) {
            return mode == AttendanceMode.IN_PERSON
                    ? inPerson != null
                    : mode == AttendanceMode.ONLINE && online != null;
        }
    }

    /** Where people meet in person. */
    public record Venue(@Nullable String name, @Nullable Bilingual address, @Nullable Bilingual accessibility) {

        boolean isNamed() {
            return name != null && !name.isBlank();
        }
    }

    /** Who speaks, and about what. */
    public record Speaker(@Nullable String name, @Nullable String organisation, @Nullable Bilingual topic) {}

    public MeetupContent {
        speakers = listed(speakers);
        caseStudies = listed(caseStudies);
        tags = listed(tags);
        zone = zone == null ? WALES : zone;
    }

    /** An empty content, for the store. */
    static final MeetupContent EMPTY = new MeetupContent(
            null, null, null, null, null, null, null, null, null, null, List.of(), List.of(), List.of(), null, null);

    /** A null in a list says nothing, so it is left out. */
    private static <T> List<T> listed(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }

    /** @throws DomainException invalid, with all that is wrong */
    public void mustHold() {
        Violations violations = new Violations();
        MeetupBounds.check(violations, this);
        when(violations);
        places(violations);
        violations.mustHold();
    }

    private void when(Violations violations) {
        if (starts == null) {
            violations.add("/starts", "not-a-local-time");
        }
        if (ends == null) {
            violations.add("/ends", "not-a-local-time");
        }
        ZoneId place = zoneId();
        if (place == null) {
            violations.add("/zone", "not-a-time-zone");
        }
        if (starts == null || ends == null || place == null) {
            return;
        }
        mustExist(violations, "/starts", starts.at(), place);
        mustExist(violations, "/ends", ends.at(), place);
        if (exists(starts.at(), place) && exists(ends.at(), place)) {
            Duration takes = Duration.between(begins(), over());
            if (takes.isNegative() || takes.isZero()) {
                violations.add("/ends", "ends-before-it-begins");
            } else if (takes.compareTo(LONGEST) > 0) {
                violations.add("/ends", "meetup-too-long", 14);
            }
        }
    }

    private static void mustExist(Violations violations, String pointer, LocalDateTime at, ZoneId place) {
        if (!exists(at, place)) {
            violations.add(pointer, "time-skipped");
        }
    }

    /** Whether this local time exists in the zone. */
    public static boolean exists(LocalDateTime at, ZoneId place) {
        return !place.getRules().getValidOffsets(at).isEmpty();
    }

    private void places(Violations violations) {
        if (places == null) {
            return;
        }
        for (AttendanceMode each : AttendanceMode.OF_PLACES) {
            if (places.offers(each) && (places.of(each) < 0 || places.of(each) > Places.MOST)) {
                violations.add(
                        "/places/" + (each == AttendanceMode.ONLINE ? "online" : "inPerson"),
                        "places-out-of-range",
                        100_000);
            }
        }
        if (mode == null) {
            return;
        }
        boolean agree =
                switch (mode) {
                    case IN_PERSON -> places.offers(AttendanceMode.IN_PERSON) && !places.offers(AttendanceMode.ONLINE);
                    case ONLINE -> places.offers(AttendanceMode.ONLINE) && !places.offers(AttendanceMode.IN_PERSON);
                    case HYBRID -> places.offers(AttendanceMode.IN_PERSON) && places.offers(AttendanceMode.ONLINE);
                };
        if (!agree) {
            violations.add("/places", "places-of-another-mode");
        }
    }

    /** What keeps it from being published. */
    public List<Violation> missing() {
        List<Violation> missing = new ArrayList<>();
        pair(missing, "/title", title);
        pair(missing, "/description", description);
        if (mode == null) {
            missing.add(Violation.of("/mode", "not-one-of", "in-person, online, hybrid"));
        }
        if (places == null) {
            missing.add(Violation.of("/places", "places-missing"));
        }
        if (mode != null && mode.isInPerson() && (venue == null || !venue.isNamed())) {
            missing.add(Violation.of("/venue/name", "venue-missing"));
        }
        return missing;
    }

    private static void pair(List<Violation> missing, String pointer, @Nullable Bilingual text) {
        if (text == null || text.isEmpty()) {
            missing.add(Violation.of(pointer, "both-languages-missing"));
        } else if (!text.isComplete()) {
            boolean welsh = text.cy() == null || text.cy().isBlank();
            missing.add(Violation.of(pointer + (welsh ? "/cy" : "/en"), welsh ? "welsh-missing" : "english-missing"));
        }
    }

    private @Nullable ZoneId zoneId() {
        try {
            // a region and no offset: calendars know its rules
            return zone != null && ZoneRulesProvider.getAvailableZoneIds().contains(zone) ? ZoneId.of(zone) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** When it begins; if the local time occurs twice, the first instant. */
    public ZonedDateTime begins() {
        return at(starts);
    }

    /** When it is over. */
    public ZonedDateTime over() {
        return at(ends);
    }

    private ZonedDateTime at(@Nullable LocalMinute local) {
        return ZonedDateTime.of(
                Objects.requireNonNull(local, "A content that holds has times").at(),
                ZoneId.of(Objects.requireNonNull(zone)));
    }

    /** Not negative. */
    public int placesOf(AttendanceMode each) {
        return places == null ? 0 : places.of(each);
    }

    /** Whether calendars have to be told of the difference. */
    public boolean differsForCalendars(MeetupContent other) {
        return !(Objects.equals(title, other.title)
                && Objects.equals(description, other.description)
                && isAtTheSameTime(other)
                && mode == other.mode
                && Objects.equals(venue, other.venue)
                && Objects.equals(joinUrl, other.joinUrl));
    }

    boolean isAtTheSameTime(MeetupContent other) {
        return Objects.equals(starts, other.starts)
                && Objects.equals(ends, other.ends)
                && Objects.equals(zone, other.zone);
    }

    /** At another time. */
    public MeetupContent at(LocalMinute from, LocalMinute until) {
        return with(from, until, places, joinUrl, speakers, recordingUrl, notes);
    }

    /** With as many places. */
    public MeetupContent withPlaces(@Nullable Places as) {
        return with(starts, ends, as, joinUrl, speakers, recordingUrl, notes);
    }

    /** Without what is for those alone who take part online. */
    public MeetupContent withoutJoinUrl() {
        return with(starts, ends, places, null, speakers, recordingUrl, notes);
    }

    /** Without people, and without what is for those alone who take part online. */
    MeetupContent forAnyone() {
        return with(starts, ends, places, null, List.of(), recordingUrl, notes);
    }

    /** With what there is afterwards. */
    public MeetupContent recorded(String url, Bilingual afterwards) {
        return with(starts, ends, places, joinUrl, speakers, url, afterwards);
    }

    private MeetupContent with(
            @Nullable LocalMinute from,
            @Nullable LocalMinute until,
            @Nullable Places as,
            @Nullable String join,
            List<Speaker> by,
            @Nullable String recording,
            @Nullable Bilingual afterwards) {
        return new MeetupContent(
                title,
                description,
                agenda,
                from,
                until,
                zone,
                mode,
                as,
                venue,
                join,
                by,
                caseStudies,
                tags,
                recording,
                afterwards);
    }
}
