package wales.rhannu.casestudy.study;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.membership.Organisations;
import wales.rhannu.casestudy.study.StudyState.Organisation;
import wales.rhannu.casestudy.study.StudyState.Status;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Responses;

/** Members write case studies, facilitators publish them, and everybody reads what is shown to them. */
@RestController
@RequestMapping("/api/v1/case-studies")
class CaseStudyController {

    /**
     * Why something is taken down.
     *
     * @param reason what its author is told
     */
    record Takedown(@Nullable String reason) {}

    private static final int LONGEST_REASON = 2_000;

    private final CaseStudies studies;
    private final Organisations organisations;
    private final JsonMapper json;
    private final Clock clock;

    CaseStudyController(CaseStudies studies, Organisations organisations, JsonMapper json, Clock clock) {
        this.studies = studies;
        this.organisations = organisations;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<WorkingView> draft(@RequestBody StudyContent content, RequestContext context, Caller caller) {
        caller.mustHave("member", "facilitator");
        String organisation = caller.organisation();
        if (organisation == null) {
            throw DomainException.invalid("/organisation", "no-organisation-yet");
        }
        CaseStudy study = studies.add(
                CaseStudy.draft(
                        context.newId(),
                        withinBounds(content),
                        new Organisation(
                                organisation, organisations.nameOf(organisation).orElse(null)),
                        caller.id(),
                        clock.instant()),
                context);
        return Responses.created("/api/v1/case-studies/" + study.id(), study, view(study, caller));
    }

    private StudyContent withinBounds(StudyContent content) {
        StudyBounds.mustHold(json.valueToTree(content));
        return content;
    }

    /**
     * What is published looks the same to all who may read it; its author and facilitators ask for {@code view=working} to
     * see the rest, and see a draft whole in any case.
     */
    @GetMapping("/{id}")
    @ApiResponse(
            responseCode = "200",
            description = "As readers see it; a draft, and with view=working the whole.",
            content = @Content(schema = @Schema(anyOf = {WorkingView.class, StudyView.class})))
    ResponseEntity<?> read(
            @PathVariable String id, @RequestParam(required = false) @Nullable String view, Optional<Caller> caller) {
        StudyCaller visitor = StudyCaller.of(caller);
        CaseStudy study = studies.get(id);
        study.mustBeReadableBy(visitor);
        if (view != null && !view.equals("working")) {
            throw DomainException.invalid("view", "not-one-of", "working");
        }
        if (view != null) {
            study.mustBeEditableBy(visitor);
        }
        boolean whole = view != null || study.status() != Status.PUBLISHED;
        return whole
                ? Responses.ok(study, view(study, caller.orElse(null)))
                : Responses.ok(study, study.state().view());
    }

    @PatchMapping("/{id}")
    ResponseEntity<WorkingView> edit(
            @PathVariable String id, MergePatch<StudyContent> patch, RequestContext context, Caller caller) {
        StudyCaller visitor = StudyCaller.of(caller);
        return answer(
                studies.change(id, context, study -> {
                    // before the patch is looked at: a stranger is not told that there is something to patch
                    study.mustBeEditableBy(visitor);
                    study.edit(
                            visitor,
                            withinBounds(patch.applyTo(study.content(), StudyContent.class, view(study, caller))),
                            clock.instant());
                }),
                caller);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> discard(@PathVariable String id, RequestContext context, Caller caller) {
        studies.erase(id, context, study -> study.discard(StudyCaller.of(caller)));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/submission")
    ResponseEntity<WorkingView> submit(@PathVariable String id, RequestContext context, Caller caller) {
        return answer(
                studies.change(id, context, study -> study.submit(StudyCaller.of(caller), clock.instant())), caller);
    }

    @PostMapping("/{id}/publication")
    ResponseEntity<WorkingView> publish(@PathVariable String id, RequestContext context, Caller caller) {
        return answer(
                studies.change(id, context, study -> study.publish(StudyCaller.of(caller), clock.instant())), caller);
    }

    @PostMapping("/{id}/archival")
    ResponseEntity<WorkingView> archive(@PathVariable String id, RequestContext context, Caller caller) {
        return answer(
                studies.change(id, context, study -> study.archive(StudyCaller.of(caller), clock.instant())), caller);
    }

    @PostMapping("/{id}/takedown")
    ResponseEntity<WorkingView> takeDown(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Takedown takedown,
            RequestContext context,
            Caller caller) {
        String reason = takedown == null ? null : takedown.reason();
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw DomainException.invalid("/reason", "too-long", 2_000);
        }
        return answer(
                studies.change(id, context, study -> study.takeDown(StudyCaller.of(caller), reason, clock.instant())),
                caller);
    }

    private static ResponseEntity<WorkingView> answer(CaseStudy study, Caller caller) {
        return Responses.ok(study, view(study, caller));
    }

    private static WorkingView view(CaseStudy study, @Nullable Caller caller) {
        return WorkingView.of(study.state(), Locale.forLanguageTag(caller == null ? "en" : caller.language()));
    }
}
