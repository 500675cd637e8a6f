package wales.rhannu.feedback.outcome;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
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
import wales.rhannu.feedback.outcome.Outcome.Guidance;
import wales.rhannu.feedback.outcome.Outcome.Progress;
import wales.rhannu.feedback.outcome.Outcome.Statement;
import wales.rhannu.feedback.outcome.Outcome.SubjectReference;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;

/** Facilitators publish outcomes, and everybody reads them. */
@RestController
@RequestMapping("/api/v1/outcomes")
class OutcomeController {

    /** An outcome and its subject. */
    record OutcomeRequest(
            @Nullable SubjectReference asked,
            @Nullable Bilingual youSaid,
            @Nullable Bilingual weDid,
            @Nullable Progress progress,
            @Nullable Bilingual reason,
            @Nullable Guidance guidance,
            @Nullable LocalDate on) {}

    /** What was told before, the oldest first. */
    record History(List<Outcome.Earlier> items) {}

    private final Outcomes outcomes;
    private final List<OutcomeSubject> asked;
    private final Clock clock;

    OutcomeController(Outcomes outcomes, List<OutcomeSubject> asked, Clock clock) {
        this.outcomes = outcomes;
        this.asked = asked;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<OutcomeView> tell(@RequestBody OutcomeRequest request, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        Statement account = new Statement(
                request.youSaid(),
                request.weDid(),
                request.progress(),
                request.reason(),
                request.guidance(),
                request.on());
        account.mustBeComplete();
        Outcome outcome = outcomes.add(
                new Outcome(context.newId(), mustHaveBeenAsked(request.asked()), account, clock.instant()), context);
        return Responses.created("/api/v1/outcomes/" + outcome.id(), outcome, outcome.view());
    }

    private SubjectReference mustHaveBeenAsked(@Nullable SubjectReference of) {
        if (of == null || of.kind() == null || of.id() == null) {
            throw DomainException.invalid("/asked", "asked-incomplete");
        }
        OutcomeSubject kind = asked.stream()
                .filter(it -> it.kind().equals(of.kind()))
                .findFirst()
                .orElseThrow(() -> DomainException.invalid("/asked/kind", "asked-kind"));
        if (!kind.wasAsked(of.id())) {
            throw DomainException.invalid("/asked/id", "asked-nothing");
        }
        return of;
    }

    @GetMapping
    Page<OutcomeView> list(
            @RequestParam(name = "asked", required = false) @Nullable String askedBy,
            @RequestParam(required = false) @Nullable String progress,
            Paging paging) {
        if (progress != null && !Outcomes.PROGRESS.contains(progress)) {
            throw DomainException.invalid("progress", "not-one-of", "planned, under-way, done, not-done");
        }
        List<Outcome> found = outcomes.list(askedBy, progress, paging.after(), paging.limit() + 1);
        List<Outcome> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(
                page.stream().map(Outcome::view).toList(),
                next,
                paging.after() == null ? outcomes.counts(askedBy) : null);
    }

    @GetMapping("/{id}")
    ResponseEntity<OutcomeView> read(@PathVariable String id) {
        Outcome outcome = outcomes.get(id);
        return Responses.ok(outcome, outcome.view());
    }

    @GetMapping("/{id}/history")
    @Operation(operationId = "readOutcomeHistory")
    ResponseEntity<History> history(@PathVariable String id) {
        Outcome outcome = outcomes.get(id);
        return Responses.ok(outcome, new History(outcome.history()));
    }

    @PatchMapping("/{id}")
    ResponseEntity<OutcomeView> update(
            @PathVariable String id, MergePatch<Statement> patch, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        Outcome after = outcomes.change(
                id,
                context,
                outcome -> outcome.update(
                        patch.applyTo(outcome.account(), Statement.class, outcome.view()), clock.instant()));
        return Responses.ok(after, after.view());
    }
}
