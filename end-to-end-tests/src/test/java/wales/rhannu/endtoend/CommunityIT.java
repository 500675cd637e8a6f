package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wales.rhannu.endtoend.Api.Answer;

/** Members meet, and are asked what they think, as they would through the gateway. */
class CommunityIT {

    private static final String MEETUPS = "/api/v1/meetups";
    private static final String RANKINGS = "/api/v1/rankings";

    private final Platform platform = OnePlatform.running();
    private final Api organiser = platform.api("organiser");
    private final Api member = platform.api("member");
    private final Api author = platform.api("author");
    private final Api facilitator = platform.api("facilitator");
    private final Api anybody = platform.api(null);

    private static final String MEETUP =
            """
            {"title": {"cy": "Pwy sy'n dod?", "en": "Who is coming?"}, "description": {"cy": "Cwrdd", "en": "We meet"},
             "starts": "%1$sT14:00", "ends": "%1$sT16:00", "zone": "Europe/London",
             "mode": "hybrid", "places": {"inPerson": 1, "online": 5},
             "venue": {"name": "Y Llyfrgell", "address": {"cy": "Caerdydd", "en": "Cardiff"}},
             "joinUrl": "https://meet.example/kept-to-those-who-come",
             "speakers": [{"name": "Siân Speaker", "topic": {"en": "Forms"}}]}
            """;

    @Test
    void theLastPlaceGoesToOneAndToWhoWaitsOnceItComesFree() {
        String path = MEETUPS + "/"
                + organiser
                        .post(MEETUPS, MEETUP.formatted(LocalDate.now().plusWeeks(3)))
                        .mustSucceed()
                        .json()
                        .path("id")
                        .asString("");
        assertThat(anybody.get(path).status()).isEqualTo(404);
        organiser.post(path + "/publication").mustSucceed();

        assertThat(registered(member, path, "in-person")).isEqualTo("registered");
        assertThat(registered(author, path, "in-person")).isEqualTo("waiting");
        assertThat(registered(facilitator, path, "online")).isEqualTo("registered");
        assertThat(facilitator.get(path).body()).contains("kept-to-those-who-come");
        for (Api other : List.of(member, author, anybody)) {
            assertThat(other.get(path).body()).doesNotContain("kept-to-those-who-come");
        }

        member.delete(path + "/registrations/me").mustSucceed();
        await("who waited to have the place").atMost(Duration.ofSeconds(20)).until(() -> author.get(path)
                .json()
                .path("registration")
                .path("state")
                .asString("")
                .equals("registered"));
        assertThat(organiser.get(path + "/registrations").json().path("items")).hasSize(2);

        Answer calendar = anybody.get(path + ".ics");
        assertThat(calendar.mustSucceed().body()).contains("BEGIN:VEVENT", "TZID=Europe/London", "SUMMARY");
        assertThat(calendar.body()).doesNotContain("kept-to-those-who-come", "Siân");

        String id = path.substring(MEETUPS.length() + 1);
        JsonNode streamed = await("the meetup on its stream")
                .atMost(Duration.ofSeconds(20))
                .until(() -> anybody.foldStream("events.meetups").get(id), state -> state != null);
        assertThat(streamed.toString()).doesNotContain("kept-to-those-who-come", "Siân", "organiser");
    }

    private static String registered(Api who, String path, String mode) {
        return who.put(path + "/registrations/me", "{\"mode\": \"" + mode + "\"}")
                .mustSucceed()
                .json()
                .path("state")
                .asString("");
    }

    @Test
    void aRankingsResultIsHiddenUntilItClosesAndThenToldByEachMethod() {
        String path = RANKINGS + "/"
                + facilitator
                        .post(
                                RANKINGS,
                                """
                                {"title": {"cy": "Beth nesaf?", "en": "What next?"}, "options": [
                                 {"id": "a", "title": {"cy": "A", "en": "A"}}, {"id": "b", "title": {"cy": "B", "en": "B"}},
                                 {"id": "c", "title": {"cy": "C", "en": "C"}}]}
                                """)
                        .mustSucceed()
                        .json()
                        .path("id")
                        .asString("");
        facilitator.post(path + "/opening").mustSucceed();
        member.put(path + "/ballots/me", "{\"order\": [\"a\", \"b\"]}").mustSucceed();
        member.put(path + "/ballots/me", "{\"order\": [\"b\", \"a\"]}").mustSucceed();
        author.put(path + "/ballots/me", "{\"order\": [\"b\"]}").mustSucceed();
        organiser
                .put(path + "/ballots/me", "{\"order\": [\"c\", \"b\", \"a\"]}")
                .mustSucceed();
        assertThat(anybody.get(path + "/result").status()).isEqualTo(409);
        assertThat(anybody.get(path).json().path("voters").asInt()).isEqualTo(3);

        facilitator.post(path + "/closing").mustSucceed();
        assertThat(author.put(path + "/ballots/me", "{\"order\": [\"a\"]}").status())
                .isEqualTo(409);
        JsonNode result = anybody.get(path + "/result").mustSucceed().json();
        for (String method : List.of("borda", "instantRunoff", "schulze")) {
            assertThat(result.path("byPerson")
                            .path(method)
                            .path("ranks")
                            .path(0)
                            .path(0)
                            .asString(""))
                    .as(method)
                    .isEqualTo("b");
        }
        String id = path.substring(RANKINGS.length() + 1);
        await("the result on its stream").atMost(Duration.ofSeconds(20)).until(() -> {
            JsonNode state = anybody.foldStream("feedback.rankings").get(id);
            return state != null && state.path("status").asString("").equals("closed");
        });
    }

    @Test
    void theSixIdeasWereRankedByMembersOfEightOrganisations() {
        JsonNode closed = await("the demo's ranking")
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> anybody.all(RANKINGS + "?status=closed").stream()
                                .filter(ranking -> ranking.path("options").size() == 6)
                                .findFirst()
                                .orElse(null),
                        ranking -> ranking != null);
        JsonNode result = anybody.get(RANKINGS + "/" + closed.path("id").asString("") + "/result")
                .mustSucceed()
                .json();
        assertThat(result.path("voters").path("organisations").asInt()).isEqualTo(8);
        System.out.println("The six ideas, by person: " + result.path("byPerson") + ", by organisation: "
                + result.path("byOrganisation"));
    }
}
