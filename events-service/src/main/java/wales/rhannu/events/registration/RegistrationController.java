package wales.rhannu.events.registration;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.events.meetup.MeetupCaller;
import wales.rhannu.events.meetup.MeetupSeats;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.events.registration.Registration.State;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;
import wales.rhannu.starter.web.SpreadsheetCell;

/** Members register for meetups, and organisers see who comes. */
@RestController
@RequestMapping("/api/v1/meetups/{id}")
class RegistrationController {

    /**
     * How somebody wants to come.
     *
     * @param orWait whether they give up a place of the other mode where they have to wait for one of this
     */
    record RegistrationRequest(@Nullable AttendanceMode mode, @Nullable Boolean orWait) {}

    /** Whether somebody came. */
    record Attendance(@Nullable Boolean attended) {}

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final Set<State> COMING = Set.of(State.REGISTERED, State.WAITING);

    private final SeatAllocation seats;
    private final Registrations registrations;
    private final Attendees attendees;
    private final Meetups meetups;
    private final Clock clock;

    RegistrationController(
            SeatAllocation seats, Registrations registrations, Attendees attendees, Meetups meetups, Clock clock) {
        this.seats = seats;
        this.registrations = registrations;
        this.attendees = attendees;
        this.meetups = meetups;
        this.clock = clock;
    }

    @PutMapping("/registrations/me")
    @Operation(operationId = "registerForMeetup")
    MeetupSeats.OwnRegistration register(
            @PathVariable String id, @RequestBody RegistrationRequest wanted, RequestContext context, Caller caller) {
        meetups.readable(id, MeetupCaller.of(caller));
        caller.mustHave("member", "facilitator");
        if (wanted.mode() == null || wanted.mode() == AttendanceMode.HYBRID) {
            throw DomainException.invalid("/mode", "not-one-of", "in-person, online");
        }
        return seats.own(seats.arrive(id, caller.id(), wanted.mode(), Boolean.TRUE.equals(wanted.orWait()), context));
    }

    @DeleteMapping("/registrations/me")
    ResponseEntity<Void> leave(@PathVariable String id, RequestContext context, Caller caller) {
        meetups.readable(id, MeetupCaller.of(caller));
        seats.leave(id, caller.id(), context);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/registrations")
    @Operation(operationId = "listMeetupRegistrations")
    Page<Attendees.Attendee> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable List<String> state,
            @RequestParam(required = false) @Nullable String mode,
            Paging paging,
            Caller caller) {
        meetups.editable(id, MeetupCaller.of(caller));
        String after = paging.after();
        if (after != null && !after.startsWith(id + "/")) {
            throw DomainException.malformed(List.of(Violation.of("after", "after-not-a-cursor")));
        }
        List<Registration> found = registrations.page(id, states(state), mode(mode), after, paging.limit() + 1);
        boolean more = found.size() > paging.limit();
        List<Registration> page = more ? found.subList(0, paging.limit()) : found;
        return new Page<>(
                page.stream().map(attendees::of).toList(),
                more ? Paging.cursor(page.get(page.size() - 1).arrival()) : null,
                after == null ? registrations.counts(id) : null);
    }

    /** For spreadsheets; new columns are added at the end. */
    @GetMapping("/registrations.csv")
    @Operation(operationId = "exportMeetupRegistrations", summary = "Who comes, for spreadsheets")
    @ApiResponse(
            responseCode = "200",
            description = "The file.",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    ResponseEntity<StreamingResponseBody> export(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable List<String> state,
            @RequestParam(required = false) @Nullable String mode,
            Caller caller) {
        meetups.editable(id, MeetupCaller.of(caller));
        Set<State> states = states(state);
        AttendanceMode ofMode = mode(mode);
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"registrations.csv\"")
                .cacheControl(CacheControl.noStore())
                .body(out -> {
                    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                    // or a spreadsheet takes ŵ for two others
                    writer.write(BYTE_ORDER_MARK);
                    CSVPrinter csv = new CSVPrinter(writer, CSVFormat.RFC4180);
                    csv.printRecord(
                            "id", "name", "organisation_cy", "organisation_en", "state", "mode", "arrived", "attended");
                    try {
                        registrations.each(id, states, ofMode, each -> print(csv, attendees.of(each)));
                    } catch (UncheckedIOException e) {
                        throw e.getCause();
                    }
                    csv.flush();
                });
    }

    private static void print(CSVPrinter csv, Attendees.Attendee attendee) {
        Bilingual organisation =
                attendee.organisation() == null ? null : attendee.organisation().name();
        try {
            csv.printRecord(Stream.of(
                            attendee.id(),
                            text(attendee.name()),
                            text(organisation == null ? null : organisation.cy()),
                            text(organisation == null ? null : organisation.en()),
                            attendee.state().text(),
                            attendee.mode().text(),
                            attendee.arrived().toString(),
                            text(attendee.attended()))
                    .map(SpreadsheetCell::harmless)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static Set<State> states(@Nullable List<String> texts) {
        if (texts == null || texts.isEmpty()) {
            return COMING;
        }
        Set<State> states = new java.util.LinkedHashSet<>();
        for (String text : texts) {
            states.add(Stream.of(State.values())
                    .filter(state -> state.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> DomainException.invalid(
                            "state", "not-one-of", "registered, waiting, left, meetup-cancelled")));
        }
        return states;
    }

    private static @Nullable AttendanceMode mode(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return AttendanceMode.OF_PLACES.stream()
                .filter(mode -> mode.text().equals(text))
                .findFirst()
                .orElseThrow(() -> DomainException.invalid("mode", "not-one-of", "in-person, online"));
    }

    @PutMapping("/registrations/{registration}/attendance")
    @Operation(operationId = "noteMeetupAttendance")
    ResponseEntity<Attendees.Attendee> attend(
            @PathVariable String id,
            @PathVariable String registration,
            @RequestBody Attendance attendance,
            RequestContext context,
            Caller caller) {
        MeetupState meetup = meetups.editable(id, MeetupCaller.of(caller));
        if (!registrations.get(registration).meetup().equals(id)) {
            throw DomainException.notFound();
        }
        Boolean attended = attendance.attended();
        if (attended == null) {
            throw DomainException.invalid("/attended", "not-true-or-false");
        }
        if (meetup.status() == MeetupState.Status.CANCELLED || clock.instant().isBefore(meetup.startsAt())) {
            throw DomainException.conflict("not-begun");
        }
        Registration noted = registrations.change(registration, context, it -> it.note(attended));
        return Responses.ok(noted, attendees.of(noted));
    }
}
