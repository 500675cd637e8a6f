package wales.rhannu.feedback.ranking;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.io.ClassPathResource;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.feedback.membership.Organisations;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/** Demo rankings of the community's first ideas, with ballots of demo members; created once, later changes stay. */
@Component
@ConditionalOnProperty("rhannu.demo")
class DemoRankings {

    private static final Logger log = LoggerFactory.getLogger(DemoRankings.class);
    /** The kinds of organisations are told by membership-service, which may start at the same time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A ballot of a demo member of the organisation with this code. */
    record DemoBallot(String organisation, List<String> order) {}

    record DemoRanking(String name, boolean close, Bilingual title, Bilingual description, List<DemoBallot> ballots) {}

    record Demo(List<RankingContent.Option> options, List<DemoRanking> rankings) {}

    private final Rankings rankings;
    private final BallotCasting casting;
    private final RankingClosing closing;
    private final Organisations organisations;
    private final JsonMapper json;
    private final Clock clock;
    private final Instant started;
    private volatile boolean done;

    DemoRankings(
            Rankings rankings,
            BallotCasting casting,
            RankingClosing closing,
            Organisations organisations,
            JsonMapper json,
            Clock clock) {
        this.rankings = rankings;
        this.casting = casting;
        this.closing = closing;
        this.organisations = organisations;
        this.json = json;
        this.clock = clock;
        this.started = clock.instant();
    }

    static String idOf(String name) {
        return Ids.derived("demo-ranking", name);
    }

    @Scheduled(fixedDelay = 500)
    void add() throws IOException {
        if (done) {
            return;
        }
        Demo demo;
        try (InputStream file = new ClassPathResource("demo/rankings.json").getInputStream()) {
            demo = json.readValue(file, Demo.class);
        }
        if (!isKnown(demo) && clock.instant().isBefore(started.plus(PATIENCE))) {
            return;
        }
        for (DemoRanking ranking : demo.rankings()) {
            try {
                add(ranking, demo.options());
            } catch (DomainException refusal) {
                log.info("The demo's {} is not added: {}", ranking.name(), refusal.getMessage());
            }
        }
        done = true;
    }

    private boolean isKnown(Demo demo) {
        return demo.rankings().stream()
                .flatMap(ranking -> ranking.ballots().stream())
                .allMatch(ballot -> organisations
                        .kindOf(Ids.derived("organisation", ballot.organisation()))
                        .isPresent());
    }

    private void add(DemoRanking demo, List<RankingContent.Option> options) {
        String id = idOf(demo.name());
        RankingContent content = new RankingContent(demo.title(), demo.description(), options, null);
        Ranking ranking =
                rankings.add(new Ranking(id, content, null, clock.instant()), RequestContext.unconditional(id));
        if (ranking.isDraft() && ranking.version() == 1) {
            ranking = rankings.change(id, RequestContext.unconditional(), it -> it.open(clock.instant()));
        }
        if (!ranking.isOpen()) {
            return;
        }
        Map<String, Integer> people = new HashMap<>();
        for (DemoBallot ballot : demo.ballots()) {
            int nth = people.merge(ballot.organisation(), 1, Integer::sum);
            String voter = Ids.derived("demo-voter", ballot.organisation(), Integer.toString(nth));
            // with a key of its own, so that another start changes nothing
            RequestContext once = RequestContext.unconditional(Ids.derived("demo-ballot", id, voter));
            casting.cast(id, voter, Ids.derived("organisation", ballot.organisation()), ballot.order(), once);
        }
        if (demo.close()) {
            closing.close(id, RequestContext.unconditional());
        }
    }
}
