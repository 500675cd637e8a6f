package wales.rhannu.feedback.ranking;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Responses;

/** Members cast ballots, and read only their own. */
@RestController
@RequestMapping("/api/v1/rankings/{ranking}/ballots/me")
class BallotController {

    /**
     * A ballot.
     *
     * @param order option ids, the most useful first; options may be left out
     */
    record Order(@Nullable List<@Nullable String> order) {}

    /**
     * The caller's ballot.
     *
     * @param counted whether it was counted; missing until the ranking is closed
     */
    record View(String ranking, List<String> order, @Nullable Boolean counted) {}

    private final Rankings rankings;
    private final Ballots ballots;
    private final BallotCasting casting;

    BallotController(Rankings rankings, Ballots ballots, BallotCasting casting) {
        this.rankings = rankings;
        this.ballots = ballots;
        this.casting = casting;
    }

    @PutMapping
    ResponseEntity<View> cast(
            @PathVariable String ranking, @RequestBody Order ballot, RequestContext context, Caller caller) {
        visible(ranking);
        caller.mustHave("member");
        String organisation = caller.organisation();
        if (organisation == null) {
            throw DomainException.invalid("/organisation", "no-organisation-yet");
        }
        List<@Nullable String> order = ballot.order();
        Ballot cast = casting.cast(ranking, caller.id(), organisation, order == null ? List.of() : order, context);
        return Responses.ok(cast, view(cast, rankings.get(ranking)));
    }

    @GetMapping
    ResponseEntity<View> read(@PathVariable String ranking, Caller caller) {
        Ranking of = visible(ranking);
        Ballot ballot = ballots.find(Ballot.idOf(ranking, caller.id()))
                .filter(it -> it.order() != null)
                .orElseThrow(() -> DomainException.notFound("no-ballot"));
        return ResponseEntity.ok(view(ballot, of));
    }

    @DeleteMapping
    ResponseEntity<Void> withdraw(@PathVariable String ranking, RequestContext context, Caller caller) {
        visible(ranking);
        casting.withdraw(ranking, caller.id(), context);
        return ResponseEntity.noContent().build();
    }

    private Ranking visible(String id) {
        Ranking ranking = rankings.get(id);
        if (ranking.isDraft()) {
            throw DomainException.notFound();
        }
        return ranking;
    }

    private static View view(Ballot ballot, Ranking ranking) {
        List<String> order = ballot.order();
        return new View(
                ranking.id(),
                order == null ? List.of() : order,
                ranking.isClosed() ? ballot.countedIn(ranking.attempt()).isPresent() : null);
    }
}
