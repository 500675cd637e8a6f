package wales.rhannu.events.meetup;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.events.meetup.MeetupState.Status;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;

/** Members plan meetups, and everybody finds them. */
@RestController
@RequestMapping("/api/v1/meetups")
class MeetupController {

    /** The reason of a cancellation, which is mailed to those who registered. */
    record Cancellation(@Nullable Bilingual reason) {}

    private static final Logger log = LoggerFactory.getLogger(MeetupController.class);
    private static final int LONGEST_QUERY = 500;

    private final Meetups meetups;
    private final MeetupSearch search;
    private final MeetupSeats seats;
    private final Clock clock;

    MeetupController(Meetups meetups, MeetupSearch search, MeetupSeats seats, Clock clock) {
        this.meetups = meetups;
        this.search = search;
        this.seats = seats;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<MeetupView> draft(@RequestBody MeetupContent content, RequestContext context, Caller caller) {
        caller.mustHave("member", "facilitator");
        Meetup meetup = meetups.add(Meetup.draft(context.newId(), caller.id(), content, clock.instant()), context);
        return Responses.created("/api/v1/meetups/" + meetup.id(), meetup, view(meetup, MeetupCaller.of(caller)));
    }

    @GetMapping
    Page<MeetupView> list(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String mode,
            @RequestParam(required = false) @Nullable List<String> status,
            @RequestParam(defaultValue = "false") boolean mine,
            Paging paging,
            Optional<Caller> caller) {
        if (q.length() > LONGEST_QUERY) {
            throw DomainException.invalid("q", "too-long", LONGEST_QUERY);
        }
        if (mine && caller.isEmpty()) {
            throw DomainException.of(DomainException.Kind.UNAUTHENTICATED, "unauthenticated");
        }
        MeetupCaller visitor = MeetupCaller.of(caller);
        Page<MeetupState> page = search.page(
                new MeetupSearch.MeetupFilter(
                        q,
                        instant("from", from),
                        instant("to", to),
                        mode == null ? null : mode(mode),
                        status == null ? Set.of() : statuses(status),
                        mine ? visitor.id() : null,
                        visitor),
                paging);
        Map<String, Map<String, MeetupSeats.Counts>> counts = seats.counts(page.items());
        return new Page<>(
                page.items().stream()
                        .map(each -> MeetupView.of(each, visitor, counts.get(each.id()), null))
                        .toList(),
                page.next());
    }

    private static AttendanceMode mode(String text) {
        for (AttendanceMode mode : AttendanceMode.values()) {
            if (mode.text().equals(text)) {
                return mode;
            }
        }
        throw DomainException.invalid("mode", "not-one-of", "in-person, online, hybrid");
    }

    private static Set<Status> statuses(List<String> texts) {
        Set<Status> statuses = new LinkedHashSet<>();
        for (String text : texts) {
            try {
                if (!text.equals(text.toLowerCase(Locale.ROOT))) {
                    throw new IllegalArgumentException(text);
                }
                statuses.add(Status.valueOf(text.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw DomainException.invalid("status", "not-one-of", "draft, published, cancelled, held");
            }
        }
        return statuses;
    }

    /** A date alone is the beginning of that day in Wales. */
    private static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Instant instant = text.length() == 10
                    ? LocalDate.parse(text)
                            .atStartOfDay(ZoneId.of(MeetupContent.WALES))
                            .toInstant()
                    : Instant.parse(text);
            return instant.truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeException e) {
            throw DomainException.invalid(name, "not-a-date-or-instant");
        }
    }

    /** With how many come, and whether the caller does: which is why it has no version of its own to be compared. */
    @GetMapping("/{id}")
    ResponseEntity<MeetupView> read(@PathVariable String id, Optional<Caller> caller) {
        MeetupCaller visitor = MeetupCaller.of(caller);
        Meetup meetup = meetups.get(id);
        meetup.mustBeReadableBy(visitor);
        return ResponseEntity.ok()
                .header("ETag", "\"" + meetup.version() + "\"")
                .cacheControl(CacheControl.noStore())
                .body(view(meetup, visitor));
    }

    private MeetupView view(Meetup meetup, MeetupCaller visitor) {
        MeetupState state = meetup.state();
        return MeetupView.of(
                state,
                visitor,
                seats.counts(List.of(state)).get(state.id()),
                visitor.id() == null
                        ? null
                        : seats.own(state.id(), visitor.id()).orElse(null));
    }

    @PatchMapping("/{id}")
    ResponseEntity<MeetupView> edit(
            @PathVariable String id, MergePatch<MeetupContent> patch, RequestContext context, Caller caller) {
        MeetupCaller visitor = MeetupCaller.of(caller);
        Meetup edited = meetups.change(id, context, meetup -> {
            // before the patch is looked at: a stranger is not told that there is something to patch
            meetup.mustBeEditableBy(visitor);
            meetup.edit(
                    visitor,
                    patch.applyTo(meetup.content(), MeetupContent.class, view(meetup, visitor)),
                    mode -> seats.taken(id, mode),
                    clock.instant());
        });
        offerWhatWasAdded(id);
        return answer(edited, visitor);
    }

    /** The edit is stored whether this succeeds or not: what it cannot offer, the sweep does. */
    private void offerWhatWasAdded(String id) {
        try {
            seats.offer(id);
        } catch (RuntimeException e) {
            log.warn("The places of {} are offered later: {}", id, e.toString());
        }
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> discard(@PathVariable String id, RequestContext context, Caller caller) {
        meetups.change(id, context, meetup -> meetup.discard(MeetupCaller.of(caller)));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/publication")
    ResponseEntity<MeetupView> publish(@PathVariable String id, RequestContext context, Caller caller) {
        MeetupCaller visitor = MeetupCaller.of(caller);
        return answer(meetups.change(id, context, meetup -> meetup.publish(visitor, clock.instant())), visitor);
    }

    /** Registered members are informed in the background. */
    @PostMapping("/{id}/cancellation")
    ResponseEntity<MeetupView> cancel(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Cancellation cancellation,
            RequestContext context,
            Caller caller) {
        MeetupCaller visitor = MeetupCaller.of(caller);
        Bilingual reason = cancellation == null ? null : cancellation.reason();
        return answer(meetups.change(id, context, meetup -> meetup.cancel(visitor, reason, clock.instant())), visitor);
    }

    private ResponseEntity<MeetupView> answer(Meetup meetup, MeetupCaller visitor) {
        return Responses.ok(meetup, view(meetup, visitor));
    }
}
