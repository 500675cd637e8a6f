package wales.rhannu.events.series;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.events.meetup.MeetupCaller;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;

/** Members plan meetups that recur. */
@RestController
@RequestMapping("/api/v1/meetup-series")
class SeriesController {

    /** Why they do not take place; those who meant to come are told. */
    record Cancellation(@Nullable Bilingual reason) {}

    /**
     * A series as somebody sees it.
     *
     * @param settled whether its meetups have followed its last change
     * @param meetups those that the visitor may see, where one series is asked for
     */
    @Schema(name = "MeetupSeries")
    record View(
            String id,
            Series.Status status,
            MeetupContent meetup,
            String rrule,
            List<LocalDate> exceptions,
            @Nullable Bilingual cancelledBecause,
            Instant created,
            Instant changed,
            @Nullable Instant published,
            boolean settled,
            @Nullable Boolean mayEdit,
            @Nullable List<Meetup> meetups) {}

    /** One of its meetups. */
    record Meetup(String id, MeetupState.Status status, Instant startsAt, boolean edited) {}

    private final SeriesRepository repository;
    private final Meetups meetups;
    private final Clock clock;

    SeriesController(SeriesRepository repository, Meetups meetups, Clock clock) {
        this.repository = repository;
        this.meetups = meetups;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<View> draft(@RequestBody SeriesContent plan, RequestContext context, Caller caller) {
        caller.mustHave("member", "facilitator");
        Series series = repository.add(new Series(context.newId(), caller.id(), plan, clock.instant()), context);
        return Responses.created("/api/v1/meetup-series/" + series.id(), series, view(series, MeetupCaller.of(caller)));
    }

    @GetMapping
    Page<View> list(
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(defaultValue = "false") boolean mine,
            Paging paging,
            Optional<Caller> caller) {
        Series.Status wanted = status == null ? null : status(status);
        if (caller.isEmpty() && (mine || wanted == Series.Status.DRAFT)) {
            throw DomainException.of(DomainException.Kind.UNAUTHENTICATED, "unauthenticated");
        }
        MeetupCaller visitor = MeetupCaller.of(caller);
        List<Series> found = repository.list(wanted, mine, visitor, paging.after(), paging.limit() + 1);
        List<Series> page = found.subList(0, Math.min(paging.limit(), found.size()));
        return new Page<>(
                page.stream().map(each -> view(each, visitor, null)).toList(),
                page.size() < found.size()
                        ? Paging.cursor(page.get(page.size() - 1).id())
                        : null,
                paging.after() == null ? repository.counts(mine, visitor) : null);
    }

    private static Series.Status status(String text) {
        return Stream.of(Series.Status.values())
                .filter(status -> status.text().equals(text))
                .findFirst()
                .orElseThrow(() -> DomainException.invalid(List.of(Violation.of("status", "series-status-unknown"))));
    }

    @GetMapping("/{id}")
    ResponseEntity<View> read(@PathVariable String id, Optional<Caller> caller) {
        MeetupCaller visitor = MeetupCaller.of(caller);
        Series series = repository.get(id);
        series.mustBeReadableBy(visitor);
        return Responses.ok(series, view(series, visitor));
    }

    @PatchMapping("/{id}")
    ResponseEntity<View> edit(
            @PathVariable String id, MergePatch<SeriesContent> patch, RequestContext context, Caller caller) {
        MeetupCaller visitor = MeetupCaller.of(caller);
        Series edited = repository.change(id, context, series -> {
            // before the patch is looked at: a stranger is not told that there is something to patch
            series.mustBeEditableBy(visitor);
            series.edit(
                    visitor, patch.applyTo(series.plan(), SeriesContent.class, view(series, visitor)), clock.instant());
        });
        return answer(edited, visitor);
    }

    @PostMapping("/{id}/publication")
    ResponseEntity<View> publish(@PathVariable String id, RequestContext context, Caller caller) {
        MeetupCaller visitor = MeetupCaller.of(caller);
        return answer(repository.change(id, context, series -> series.publish(visitor, clock.instant())), visitor);
    }

    @PostMapping("/{id}/cancellation")
    ResponseEntity<View> cancel(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Cancellation cancellation,
            RequestContext context,
            Caller caller) {
        MeetupCaller visitor = MeetupCaller.of(caller);
        Bilingual reason = cancellation == null ? null : cancellation.reason();
        return answer(
                repository.change(id, context, series -> series.cancel(visitor, reason, clock.instant())), visitor);
    }

    private ResponseEntity<View> answer(Series series, MeetupCaller visitor) {
        return Responses.ok(series, view(series, visitor));
    }

    private View view(Series series, MeetupCaller visitor) {
        return view(
                series,
                visitor,
                meetups.ofSeries(series.id()).stream()
                        .filter(it -> it.isReadableBy(visitor))
                        .map(SeriesController::view)
                        .toList());
    }

    private static View view(Series series, MeetupCaller visitor, @Nullable List<Meetup> shown) {
        boolean looksAfter = visitor.looksAfter(series.organiser());
        MeetupContent meetup = series.content();
        return new View(
                series.id(),
                series.status(),
                looksAfter ? meetup : meetup.withoutJoinUrl(),
                Objects.requireNonNull(series.plan().rrule()),
                series.exceptions(),
                series.cancelledBecause(),
                series.created(),
                series.changed(),
                series.published(),
                !series.isUnsettled(),
                looksAfter ? true : null,
                shown);
    }

    private static Meetup view(MeetupState state) {
        MeetupState.Recurring link = state.series();
        return new Meetup(state.id(), state.status(), state.startsAt(), link != null && link.edited());
    }
}
