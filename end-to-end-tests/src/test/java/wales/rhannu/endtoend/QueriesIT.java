package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wales.rhannu.endtoend.queries.QueriesHaveIndexes;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Platform;

/**
 * Asks for every list in the ways there are, and for their second pages: that each of these queries has an index is said after
 * this class as after every other.
 */
class QueriesIT {

    private static final Path TABLE = SharedPlatform.CHECKOUT.resolve("docs/operations/indexes.md");
    private static final Pattern ROW =
            Pattern.compile("\\| (?<collection>[^|`]+) \\| `(?<keys>[^|`]+)`(?<options>[^|]*) \\|.*");
    private static final String MEETUP =
            """
            {"title": {"cy": "Cwrdd", "en": "Meet"}, "description": {"cy": "Cwrdd", "en": "We meet"},
             "starts": "%sT14:00", "ends": "%1$sT16:00", "zone": "Europe/London", "mode": "online", "places": {"online": 9},
             "joinUrl": "https://meet.example/queries"}
            """;
    private static final String TOPIC =
            "{\"title\": \"Rhestr\", \"body\": \"Ffurflenni\", \"language\": \"cy\", \"audience\": \"public\"}";
    private static final String OUTCOME =
            """
            {"asked": {"kind": "topic", "id": "%s"}, "youSaid": {"cy": "Araf.", "en": "Slow."},
             "weDid": {"cy": "Edrych.", "en": "Looking."}, "progress": "under-way", "on": "2026-12-15"}
            """;

    private final Platform platform = SharedPlatform.running();
    private final Api anybody = platform.api(null);
    private final Api member = platform.api("member");
    private final Api organiser = platform.api("organiser");
    private final Api facilitator = platform.api("facilitator");

    @ParameterizedTest
    @CsvSource({
        "meetups,",
        "meetups, mode=online",
        "meetups, status=published",
        "meetups, status=published&status=cancelled&mode=online",
        "meetups, q=cwrdd",
        "meetups, from=2026-01-01T00:00:00Z&to=2030-01-01T00:00:00Z",
        "meetups, to=2030-01-01T00:00:00Z",
        "meetups, from=2026-01-01T00:00:00Z&status=held",
        "meetups, mine=true",
        "meetups, mine=true&status=draft",
        "meetup-series,",
        "meetup-series, status=published",
        "meetup-series, status=draft",
        "meetup-series, mine=true",
        "meetup-series, mine=true&status=cancelled",
        "topics,",
        "topics, followed=true",
        "outcomes,",
        "outcomes, progress=under-way",
        "outcomes, progress=done",
        "reports,",
        "reports, status=open",
        "rankings,",
        "rankings, status=open",
        "rankings, status=draft",
        "members,",
        "members, skill=welsh",
        "members, q=a",
        "members, q=a%20e&skill=welsh",
        "members, organisation=nowhere",
        "members, organisation=nowhere&skill=welsh",
        "members, organisation=nowhere&q=a",
        "organisations,",
        "organisations, q=ynys",
        "organisations, kind=police",
        "clients,",
        "case-study-imports,"
    })
    void aListAndItsSecondPage(String list, String query) {
        for (Api reader : List.of(anybody, organiser, facilitator)) {
            pages(reader, "/api/v1/" + list + (query == null ? "?" : "?" + query + "&"));
        }
    }

    /** Whoever may not have it is refused; nobody meets an error. */
    private static void pages(Api reader, String path) {
        Api.Answer first = reader.get(path + "limit=1");
        assertThat(first.status()).as(first.body()).isIn(200, 401, 403);
        String next = first.status() == 200 ? first.json().path("next").asString("") : "";
        if (!next.isEmpty()) {
            reader.get(path + "limit=1&after=" + next).mustSucceed();
        }
    }

    @Test
    void whatAMeetupAndATopicHave() {
        String topic = made(member, "/api/v1/topics", TOPIC);
        String about = topic.substring(topic.lastIndexOf('/') + 1);
        made(member, "/api/v1/topics", TOPIC);
        for (int i = 0; i < 2; i++) {
            String reply = made(organiser, topic + "/replies", "{\"body\": \"Ateb\"}");
            member.post(reply + "/reports", "{\"reason\": \"Enw\"}").mustSucceed();
            made(facilitator, "/api/v1/outcomes", OUTCOME.formatted(about));
        }
        String confidential = made(member, "/api/v1/topics", TOPIC.replace("public", "members"));
        member.patch(confidential, "{\"audience\": \"public\"}", "If-Match", "*")
                .mustSucceed();
        List<String> meetups = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String meetup = made(
                    organiser,
                    "/api/v1/meetups",
                    MEETUP.formatted(LocalDate.now().plusWeeks(3)));
            organiser.post(meetup + "/publication").mustSucceed();
            member.put(meetup + "/registrations/me", "{\"mode\": \"online\"}").mustSucceed();
            facilitator
                    .put(meetup + "/registrations/me", "{\"mode\": \"online\"}")
                    .mustSucceed();
            meetups.add(meetup);
        }
        for (Api reader : List.of(anybody, member, facilitator)) {
            pages(reader, "/api/v1/topics?");
            pages(reader, "/api/v1/topics?about=" + about + "&");
            pages(reader, "/api/v1/meetups?");
            pages(reader, "/api/v1/outcomes?");
            pages(reader, "/api/v1/outcomes?asked=" + about + "&");
            pages(reader, "/api/v1/outcomes?asked=" + about + "&progress=under-way&");
            pages(reader, topic + "/replies?");
            pages(reader, "/api/v1/reports?status=open&");
        }
        pages(organiser, meetups.get(0) + "/registrations?");
        pages(organiser, meetups.get(0) + "/registrations?state=registered&mode=online&");
        organiser.get(meetups.get(0) + "/registrations.csv").mustSucceed();
        anybody.get("/api/v1/meetups.ics").mustSucceed();
        anybody.get(topic).mustSucceed();
    }

    private static String made(Api by, String path, String json) {
        return path + "/" + by.post(path, json).mustSucceed().json().path("id").asString("");
    }

    @Test
    void theOperationsGuideListsTheIndexesThereAre() throws IOException {
        Set<String> told = new TreeSet<>();
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                told.add(row.group("collection") + ": " + row.group("keys") + row.group("options"));
            }
        }
        Set<String> declared = new TreeSet<>();
        QueriesHaveIndexes.declared()
                .forEach((collection, indexes) -> indexes.forEach(index -> declared.add(collection + ": " + index)));
        assertThat(told).containsExactlyElementsOf(declared);
    }
}
