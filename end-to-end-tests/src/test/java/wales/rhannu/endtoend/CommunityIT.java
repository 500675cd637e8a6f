package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Api.Answer;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;

/** Members meet, and are asked what they think, as they would through the gateway. */
class CommunityIT {

    private static final String MEETUPS = "/api/v1/meetups";
    private static final String RANKINGS = "/api/v1/rankings";

    private final Platform platform = SharedPlatform.running();
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
        await("who waited to have the place").atMost(Duration.ofSeconds(90)).until(() -> author.get(path)
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
                .atMost(Duration.ofSeconds(90))
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
        await("the result on its stream").atMost(Duration.ofSeconds(90)).until(() -> {
            JsonNode state = anybody.foldStream("feedback.rankings").get(id);
            return state != null && state.path("status").asString("").equals("closed");
        });
    }

    @Test
    void aSeriesKeepsItsTimeOverTheClockChangeAndIsInTheCalendarsOfAllAndOfWhoComes() {
        LocalDate change = LocalDate.of(LocalDate.now().getYear() + 1, Month.MARCH, 1)
                .with(TemporalAdjusters.lastInMonth(DayOfWeek.SUNDAY));
        LocalDate first = change.minusDays(10);
        String path = "/api/v1/meetup-series/"
                + organiser
                        .post(
                                "/api/v1/meetup-series",
                                """
                                {"meetup": {"title": {"cy": "Bob wythnos", "en": "Every week"}, "description": {"cy": "Cwrdd", "en": "We meet"},
                                  "starts": "%1$sT14:00", "ends": "%1$sT15:00", "zone": "Europe/London", "mode": "online",
                                  "places": {"online": 9}, "joinUrl": "https://meet.example/every-week"},
                                 "rrule": "FREQ=WEEKLY;COUNT=4", "exceptions": ["%2$s"]}
                                """
                                        .formatted(first, first.plusWeeks(1)))
                        .mustSucceed()
                        .json()
                        .path("id")
                        .asString("");
        organiser.post(path + "/publication").mustSucceed();
        List<JsonNode> meetups = await("its meetups")
                .atMost(Duration.ofSeconds(120))
                .until(
                        () -> organiser.get(path).json(),
                        series -> series.path("settled").asBoolean()
                                && series.path("meetups").size() == 3)
                .path("meetups")
                .valueStream()
                .toList();
        assertThat(meetups)
                .allSatisfy(
                        meetup -> assertThat(meetup.path("status").asString("")).isEqualTo("published"))
                .extracting(meetup -> meetup.path("startsAt").asString(""))
                .containsExactly(
                        first + "T14:00:00Z", first.plusWeeks(2) + "T13:00:00Z", first.plusWeeks(3) + "T13:00:00Z");
        assertThat(anybody.get(path + ".ics").mustSucceed().body())
                .contains("RRULE:FREQ=WEEKLY", "EXDATE", "TZID=Europe/London")
                .doesNotContain("meet.example");
        assertThat(anybody.get(MEETUPS + ".ics").mustSucceed().body()).contains("BEGIN:VCALENDAR");

        String soonest = MEETUPS + "/" + meetups.get(0).path("id").asString("");
        registered(member, soonest, "online");
        String url = member.post("/api/v1/calendars/me")
                .mustSucceed()
                .json()
                .path("url")
                .asString("");
        String secret = URI.create(url).getPath();
        assertThat(anybody.get(secret).mustSucceed().body())
                .contains("meet.example/every-week", "SEQUENCE:", "STATUS:CONFIRMED");
        member.delete("/api/v1/calendars/me").mustSucceed();
        assertThat(anybody.get(secret).status()).isEqualTo(404);
    }

    @Test
    void theOrganiserHasAListAndNotesWhoCame() {
        // on the days when the clocks change some times of the day are not there
        ZonedDateTime now = ZonedDateTime.now(ZoneId.of("Europe/London")).truncatedTo(ChronoUnit.MINUTES);
        String path = MEETUPS + "/"
                + organiser
                        .post(
                                MEETUPS,
                                """
                                {"title": {"cy": "Nawr", "en": "Now"}, "description": {"cy": "Cwrdd", "en": "We meet"},
                                 "starts": "%s", "ends": "%s", "zone": "Europe/London", "mode": "online", "places": {"online": 1},
                                 "joinUrl": "https://meet.example/now"}
                                """
                                        .formatted(
                                                now.minusMinutes(30).toLocalDateTime(),
                                                now.plusHours(1).toLocalDateTime()))
                        .mustSucceed()
                        .json()
                        .path("id")
                        .asString("");
        organiser.post(path + "/publication").mustSucceed();
        registered(member, path, "online");
        assertThat(registered(author, path, "online")).isEqualTo("waiting");
        organiser.patch(path, "{\"places\": {\"online\": 2}}", "If-Match", "*").mustSucceed();
        await("who waited to have a place that was added")
                .atMost(Duration.ofSeconds(90))
                .until(() -> organiser.all(path + "/registrations").stream()
                                .filter(each -> each.path("state").asString("").equals("registered"))
                                .count()
                        == 2);
        String registration =
                organiser.all(path + "/registrations").get(0).path("id").asString("");
        organiser
                .put(path + "/registrations/" + registration + "/attendance", "{\"attended\": true}")
                .mustSucceed();
        assertThat(member.get(path + "/registrations.csv").status()).isEqualTo(403);
        assertThat(organiser.get(path + "/registrations.csv").mustSucceed().body())
                .contains("id,name,organisation_cy", ",registered,online,")
                .contains("true");
        organiser
                .post(path + "/cancellation", "{\"reason\": {\"cy\": \"Salwch\", \"en\": \"Illness\"}}")
                .mustSucceed();
        assertThat(anybody.get(path).json().path("status").asString("")).isEqualTo("cancelled");
    }

    @Test
    void aConversationIsFollowedReportedLockedAndAnswered() {
        String who =
                member.get("/api/v1/members/me").mustSucceed().json().path("id").asString("");
        String topic = "/api/v1/topics/"
                + author.post(
                                "/api/v1/topics",
                                """
                                {"title": "Pwy sydd wedi gwneud hyn?", "body": "Ffurflenni", "language": "cy", "audience": "public"}
                                """)
                        .mustSucceed()
                        .json()
                        .path("id")
                        .asString("");
        organiser.put(topic + "/followers/me", "{}").mustSucceed();
        assertThat(organiser.all("/api/v1/topics?followed=true"))
                .anyMatch(followed -> topic.endsWith(followed.path("id").asString("?")));
        String reply = topic + "/replies/"
                + organiser
                        .post(topic + "/replies", "{\"body\": \"Gofynnwch i @{" + who + "}\"}")
                        .mustSucceed()
                        .json()
                        .path("id")
                        .asString("");
        organiser
                .patch(reply, "{\"body\": \"Gofynnwch i @{" + who + "} eto\"}", "If-Match", "*")
                .mustSucceed();
        assertThat(organiser
                        .get(reply + "/history")
                        .mustSucceed()
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(anybody.get(reply).mustSucceed().body()).contains("eto").doesNotContain(who);

        String report = member.post(reply + "/reports", "{\"reason\": \"Enw\"}")
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
        facilitator
                .post("/api/v1/reports/" + report + "/resolution", "{\"decision\": \"hide\"}")
                .mustSucceed();
        assertThat(anybody.get(reply).json().has("body")).isFalse();
        facilitator.post(topic + "/locking").mustSucceed();
        assertThat(organiser.post(topic + "/replies", "{\"body\": \"Hwyr\"}").status())
                .isEqualTo(409);

        String id = topic.substring(topic.lastIndexOf('/') + 1);
        String outcome = "/api/v1/outcomes/"
                + facilitator
                        .post(
                                "/api/v1/outcomes",
                                """
                                {"asked": {"kind": "topic", "id": "%s"},
                                 "youSaid": {"cy": "Mae'r ffurflenni'n araf.", "en": "The forms are slow."},
                                 "weDid": {"cy": "Rydym yn edrych.", "en": "We are looking."}, "progress": "under-way", "on": "2026-12-15"}
                                """
                                        .formatted(id))
                        .mustSucceed()
                        .json()
                        .path("id")
                        .asString("");
        facilitator
                .patch(
                        outcome,
                        """
                        {"progress": "done", "weDid": {"cy": "Newidiwyd y canllaw.", "en": "The guidance was changed."},
                         "guidance": {"title": {"cy": "Ffurflenni", "en": "Forms"}, "url": "https://example.gov.wales/forms"}}
                        """,
                        "If-Match",
                        "*")
                .mustSucceed();
        assertThat(anybody.get(topic).json().path("outcomes").path(0).toString())
                .contains("done", "https://example.gov.wales/forms");
        JsonNode streamed = await("the topic, locked, on its stream")
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> anybody.foldStream("feedback.topics").get(id),
                        state -> state != null && state.path("locked").asBoolean(false));
        assertThat(streamed.toString()).doesNotContain(who);
        await("the outcome on its stream").atMost(Duration.ofSeconds(90)).until(() -> anybody.foldStream(
                        "feedback.outcomes")
                .containsKey(outcome.substring(outcome.lastIndexOf('/') + 1)));
    }

    @Test
    void whoeverWroteAnAnonymousStudyTalksAboutItByTheirRole() {
        String who =
                author.get("/api/v1/members/me").mustSucceed().json().path("id").asString("");
        String draft = Author.study("Dienw / anonymous").replace("\"public\"", "\"public\", \"anonymous\": true");
        String study = author.post(Author.STUDIES, draft)
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
        String topic = "/api/v1/topics/"
                + member.post(
                                "/api/v1/topics",
                                "{\"title\": \"Sut?\", \"body\": \"Sut?\", \"language\": \"cy\","
                                        + " \"about\": {\"kind\": \"case-study\", \"id\": \"" + study + "\"}}")
                        .mustSucceed()
                        .json()
                        .path("id")
                        .asString("");
        author.post(topic + "/replies", "{\"body\": \"Fel hyn\"}").mustSucceed();
        author.post(Author.STUDIES + "/" + study + "/submission").mustSucceed();
        facilitator.post(Author.STUDIES + "/" + study + "/publication").mustSucceed();

        await("the author to appear by role").atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        member.get(topic + "/replies").mustSucceed().body())
                .contains("case-study-author")
                .doesNotContain(who));
        assertThat(facilitator.get(topic + "/replies").mustSucceed().body()).doesNotContain(who);
    }

    @Test
    void theSixIdeasWereRankedByMembersOfEightOrganisations() {
        JsonNode closed = await("the demo's ranking")
                .atMost(Duration.ofSeconds(240))
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
