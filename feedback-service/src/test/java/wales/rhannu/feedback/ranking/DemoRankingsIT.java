package wales.rhannu.feedback.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.test.TestTopics;

@FeedbackServiceTest
@TestPropertySource(properties = "rhannu.demo=true")
@DirtiesContext
class DemoRankingsIT {

    private static final Map<String, String> KINDS = Map.of(
            "W06000015", "local-authority",
            "W06000002", "local-authority",
            "W06000011", "local-authority",
            "W06000024", "local-authority",
            "W11000023", "health-board",
            "W11000028", "health-board",
            "dhcw", "special-health-authority",
            "nrw", "sponsored-body",
            "welsh-government", "government");

    @LocalServerPort
    int port;

    @Autowired
    DemoRankings demo;

    private static String first(JsonNode tally, String method) {
        return tally.path(method).path("ranks").path(0).path(0).stringValue();
    }

    @Test
    void theSixIdeasAreRankedByMembersOfEightOrganisations() throws Exception {
        KINDS.forEach((code, kind) -> TestTopics.publish(
                "membership.organisations",
                "wales.rhannu.membership.organisation-listed.v1",
                Ids.derived("organisation", code),
                1,
                """
                {"state": {"id": "%s", "code": "%s", "kind": "%s", "name": {"cy": "Corff", "en": "A body"},
                 "emailDomains": []}, "change": {}}
                """
                        .formatted(Ids.derived("organisation", code), code, kind)));
        Api api = new Api(port);
        String closed = "/rankings/" + DemoRankings.idOf("support-closed");
        await().atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> api.get(closed + "/result", null).must(200));
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(api.get("/rankings/" + DemoRankings.idOf("support-open"), null)
                                .must(200)
                                .json()
                                .path("voters")
                                .intValue())
                        .isEqualTo(4));

        JsonNode result = api.get(closed + "/result", null).json();
        assertThat(result.path("voters").path("organisations").intValue()).isEqualTo(8);
        for (String weighed : new String[] {"byPerson", "byOrganisation"}) {
            JsonNode tally = result.path(weighed);
            assertThat(tally.path("condorcetWinner").stringValue()).isEqualTo("community-of-practice");
            for (String method : new String[] {"borda", "instantRunoff", "schulze"}) {
                assertThat(first(tally, method)).isEqualTo("community-of-practice");
            }
        }
        // the last two are the guides, as in the survey that the ideas come from
        JsonNode ranks = result.path("byPerson").path("borda").path("ranks");
        assertThat(ranks.path(4).path(0).stringValue() + ranks.path(5).path(0).stringValue())
                .contains("written-guides", "power-platform-guide");
        assertThat(result.path("groups").findValuesAsString("kind"))
                .containsExactly("health-board", "local-authority", "special-health-authority", "sponsored-body");

        String etag = api.get(closed + "/result", null).etag();
        demo.add();
        assertThat(api.get(closed + "/result", null).etag()).isEqualTo(etag);
    }
}
