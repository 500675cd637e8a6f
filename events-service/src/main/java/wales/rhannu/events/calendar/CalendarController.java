package wales.rhannu.events.calendar;

import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import wales.rhannu.events.meetup.MeetupCaller;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.events.registration.MemberRegistrations;
import wales.rhannu.events.series.SeriesCalendars;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.security.MemberStanding;
import wales.rhannu.starter.web.Caller;

/** Calendar feeds: the public meetups, and a member's own meetups at a secret address. */
@RestController
@RequestMapping("/api/v1")
class CalendarController {

    /** The secret address of a member's calendar; anybody who has the address can read it. */
    record Address(String url) {}

    private static final MediaType CALENDAR = new MediaType("text", "calendar", StandardCharsets.UTF_8);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final int DAYS_BACK = 92;

    private final Meetups meetups;
    private final SeriesCalendars calendars;
    private final MemberRegistrations coming;
    private final CalendarFeedTokens addresses;
    private final ObjectProvider<MemberStanding> standing;
    private final Clock clock;

    CalendarController(
            Meetups meetups,
            SeriesCalendars calendars,
            MemberRegistrations coming,
            CalendarFeedTokens addresses,
            ObjectProvider<MemberStanding> standing,
            Clock clock) {
        this.meetups = meetups;
        this.calendars = calendars;
        this.coming = coming;
        this.addresses = addresses;
        this.standing = standing;
        this.clock = clock;
    }

    @GetMapping("/meetups/{id}.ics")
    @Operation(operationId = "readMeetupCalendar", summary = "A meetup, for a calendar program")
    @GivesCalendar
    ResponseEntity<byte[]> meetup(@PathVariable String id, Optional<Caller> caller) {
        MeetupState meetup = meetups.readable(id, MeetupCaller.of(caller));
        ICalendar calendar = calendar();
        calendar.add(meetup);
        return answer(calendar, meetup.status() == MeetupState.Status.DRAFT);
    }

    /** What comes, and what was in the last three months. */
    @GetMapping("/meetups.ics")
    @Operation(operationId = "readCalendarOfMeetups", summary = "All meetups, for a calendar program")
    @GivesCalendar
    ResponseEntity<byte[]> all() {
        ICalendar calendar = calendar();
        meetups.shownAndNotOver(earliest(), calendar::add);
        return answer(calendar, false);
    }

    private Instant earliest() {
        return clock.instant().truncatedTo(ChronoUnit.DAYS).minus(DAYS_BACK, ChronoUnit.DAYS);
    }

    @GetMapping("/meetup-series/{id}.ics")
    @Operation(operationId = "readMeetupSeriesCalendar", summary = "A series, for a calendar program")
    @GivesCalendar
    ResponseEntity<byte[]> series(@PathVariable String id, Optional<Caller> caller) {
        ICalendar calendar = calendar();
        calendar.add(calendars.of(id, MeetupCaller.of(caller)));
        return answer(calendar, caller.isPresent());
    }

    /** Creates a secret address, and revokes the previous one. */
    @PostMapping("/calendars/me")
    @Operation(
            operationId = "createMyCalendar",
            summary = "Make a secret address for the caller's own calendar; the one before ends")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<Address> make(Caller caller) {
        caller.mustHave("member", "facilitator");
        URI url = base().resolve("/api/v1/calendars/" + addresses.make(caller.id()) + ".ics");
        return ResponseEntity.created(url).cacheControl(CacheControl.noStore()).body(new Address(url.toString()));
    }

    @DeleteMapping("/calendars/me")
    @Operation(operationId = "endMyCalendar", summary = "End the secret address of the caller's own calendar")
    ResponseEntity<Void> end(RequestContext context, Caller caller) {
        addresses.end(caller.id(), context);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/calendars/{secret}.ics")
    @Operation(operationId = "readPersonalCalendar", summary = "Somebody's own meetups, by a secret address")
    @GivesCalendar
    ResponseEntity<byte[]> own(@PathVariable String secret) {
        String member = addresses
                .memberOf(secret)
                .filter(it -> standing.stream().noneMatch(known -> known.isRefused(it)))
                .orElseThrow(() -> DomainException.notFound("no-calendar"));
        Map<String, MemberRegistrations.MemberRegistration> goesTo = new LinkedHashMap<>();
        coming.of(member).forEach(to -> goesTo.put(to.meetup(), to));
        ICalendar calendar = calendar();
        Instant earliest = earliest();
        for (MeetupState meetup : meetups.withIds(goesTo.keySet())) {
            MemberRegistrations.MemberRegistration to = goesTo.get(meetup.id());
            if (to != null && meetup.endsAt().isAfter(earliest)) {
                ICalendar.Certainty certainty = ICalendar.certainty(meetup);
                calendar.add(
                        meetup,
                        to.waiting() && certainty == ICalendar.Certainty.CONFIRMED
                                ? ICalendar.Certainty.TENTATIVE
                                : certainty,
                        // both only ever rise, so their sum does
                        meetup.revision() + to.version(),
                        to.mode(),
                        to.joinsOnline() && certainty == ICalendar.Certainty.CONFIRMED
                                ? meetup.content().joinUrl()
                                : null);
            }
        }
        return answer(calendar, true);
    }

    private static ICalendar calendar() {
        return new ICalendar("Rhannu", base());
    }

    private static URI base() {
        return ServletUriComponentsBuilder.fromCurrentContextPath().build().toUri();
    }

    /** A calendar with an ETag of its content, because calendar programs poll and it has rarely changed. */
    private static ResponseEntity<byte[]> answer(ICalendar calendar, boolean personal) {
        byte[] bytes = calendar.bytes();
        CacheControl cached = CacheControl.maxAge(FRESH);
        return ResponseEntity.ok()
                .contentType(CALENDAR)
                .eTag("\"" + hash(bytes) + "\"")
                .cacheControl(personal ? cached.cachePrivate() : cached.cachePublic())
                .body(bytes);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
