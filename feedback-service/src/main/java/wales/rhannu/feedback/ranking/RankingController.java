package wales.rhannu.feedback.ranking;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import wales.rhannu.feedback.outcome.OutcomeView;
import wales.rhannu.feedback.outcome.Outcomes;
import wales.rhannu.feedback.result.Result;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;
import wales.rhannu.starter.web.Responses;

/** Members draft rankings, facilitators open and close them, and everybody reads what came of them. */
@RestController
@RequestMapping("/api/v1/rankings")
class RankingController {

    /**
     * A ranking with what belongs to it.
     *
     * @param voters how many have cast a ballot; nothing else is told before it is closed
     */
    record View(String id, @JsonUnwrapped Ranking.Open ranking, long voters, List<OutcomeView> outcomes) {}

    /** A ranking in a list. */
    record Item(String id, @JsonUnwrapped Ranking.Open ranking, long voters) {}

    private static final String PATH = "/api/v1/rankings/";

    private final Rankings rankings;
    private final Ballots ballots;
    private final RankingClosing closing;
    private final Outcomes outcomes;
    private final Clock clock;

    RankingController(Rankings rankings, Ballots ballots, RankingClosing closing, Outcomes outcomes, Clock clock) {
        this.rankings = rankings;
        this.ballots = ballots;
        this.closing = closing;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<View> draft(@RequestBody RankingContent content, RequestContext context, Caller caller) {
        caller.mustHave("member", "facilitator");
        Ranking ranking = rankings.add(new Ranking(context.newId(), content, caller.id(), clock.instant()), context);
        return Responses.created(PATH + ranking.id(), ranking, view(ranking));
    }

    @GetMapping
    Page<Item> list(@RequestParam(required = false) @Nullable String status, Paging paging, Optional<Caller> caller) {
        Ranking.Status wanted = status(status);
        String author = null;
        if (wanted == Ranking.Status.DRAFT
                && caller.filter(it -> it.has("facilitator")).isEmpty()) {
            author = caller.map(Caller::id)
                    .orElseThrow(() -> DomainException.of(DomainException.Kind.UNAUTHENTICATED, "unauthenticated"));
        }
        List<Ranking> found = rankings.list(wanted, author, paging.after(), paging.limit() + 1);
        List<Ranking> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(page.stream().map(this::item).toList(), next, paging.after() == null ? counts(caller) : null);
    }

    private Map<String, Long> counts(Optional<Caller> caller) {
        Set<Ranking.Status> statuses = EnumSet.allOf(Ranking.Status.class);
        if (caller.isEmpty()) {
            statuses.remove(Ranking.Status.DRAFT);
        }
        return rankings.counts(
                statuses,
                caller.filter(it -> !it.has("facilitator")).map(Caller::id).orElse(null));
    }

    private static Ranking.@Nullable Status status(@Nullable String name) {
        if (name == null) {
            return null;
        }
        for (Ranking.Status status : Ranking.Status.values()) {
            if (status.text().equals(name)) {
                return status;
            }
        }
        throw DomainException.invalid("status", "not-one-of", "draft, open, closing, closed");
    }

    /** What may change without a write of the ranking (voters, outcomes) makes no ETag; what is patched has one. */
    @GetMapping("/{id}")
    ResponseEntity<View> read(@PathVariable String id, Optional<Caller> caller) {
        Ranking ranking = readable(id, caller);
        return ranking.isDraft() ? Responses.ok(ranking, view(ranking)) : ResponseEntity.ok(view(ranking));
    }

    @PatchMapping("/{id}")
    ResponseEntity<View> edit(
            @PathVariable String id, MergePatch<RankingContent> patch, RequestContext context, Caller caller) {
        mustBeAuthors(readable(id, Optional.of(caller)), caller);
        return answer(rankings.change(
                id,
                context,
                ranking -> ranking.edit(patch.applyTo(ranking.content(), RankingContent.class, view(ranking)))));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> discard(@PathVariable String id, RequestContext context, Caller caller) {
        if (!rankings.isRepeat(id, context)) {
            mustBeAuthors(readable(id, Optional.of(caller)), caller);
            rankings.change(id, context, Ranking::discard);
        }
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/opening")
    ResponseEntity<View> open(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, Optional.of(caller));
        caller.mustHave("facilitator");
        return answer(rankings.change(id, context, ranking -> ranking.open(clock.instant())));
    }

    @PostMapping("/{id}/closing")
    ResponseEntity<View> close(@PathVariable String id, RequestContext context, Caller caller) {
        readable(id, Optional.of(caller));
        caller.mustHave("facilitator");
        return answer(closing.close(id, context));
    }

    @GetMapping("/{id}/result")
    @Operation(operationId = "readRankingResult")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "The ranking is not closed yet")
    ResponseEntity<Result> result(@PathVariable String id, Optional<Caller> caller) {
        Ranking ranking = readable(id, caller);
        return Responses.ok(ranking, ranking.result());
    }

    private Ranking readable(String id, Optional<Caller> caller) {
        Ranking ranking = rankings.get(id);
        boolean theirs = caller.filter(it -> it.has("facilitator") || ranking.isWrittenBy(it.id()))
                .isPresent();
        if (ranking.isDraft() && !theirs) {
            // in the words of the store: what somebody may not know of does not exist
            throw DomainException.notFound();
        }
        return ranking;
    }

    private static void mustBeAuthors(Ranking ranking, Caller caller) {
        if (!caller.has("facilitator") && !ranking.isWrittenBy(caller.id())) {
            throw DomainException.forbidden("not-author-or-facilitator");
        }
    }

    private ResponseEntity<View> answer(Ranking ranking) {
        return Responses.ok(ranking, view(ranking));
    }

    private Item item(Ranking ranking) {
        return new Item(ranking.id(), ranking.view().withoutResult(), voters(ranking));
    }

    private long voters(Ranking ranking) {
        return ranking.isClosed()
                ? ranking.result().voters().people()
                : ranking.isDraft() ? 0 : ballots.voters(ranking.id());
    }

    private View view(Ranking ranking) {
        return new View(
                ranking.id(),
                ranking.view().withoutResult(),
                voters(ranking),
                outcomes.of(RankingOutcomeSubject.KIND, ranking.id()));
    }
}
