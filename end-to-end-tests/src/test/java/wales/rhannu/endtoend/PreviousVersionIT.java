package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.ImportClient;
import wales.rhannu.testplatform.ImportClient.Progress;
import wales.rhannu.testplatform.Platform;

/**
 * Data that the version before has written is read and written by this one, and by the version before again, as the
 * operations guide promises; where a build of that version is at hand ({@code -Drhannu.previous=FOLDER}, see the script
 * {@code previous-version}).
 */
class PreviousVersionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int ROWS = 40;

    /** What people did, by any version, and what must be found by every other. */
    private final Map<String, String> titles = new LinkedHashMap<>();

    private final Set<String> replies = new TreeSet<>();
    private String meetup = "";
    private String ranking = "";
    private String topic = "";
    private String calendar = "";
    private String cursor = "";
    private String token = "";
    private String waiting = "";
    private int voters;

    @Test
    void eachVersionReadsAndWritesWhatTheOtherWrote() {
        String previous = System.getProperty("rhannu.previous");
        Assumptions.assumeTrue(previous != null, "There is no build of the version before (-Drhannu.previous=FOLDER)");
        Path current = Path.of(System.getProperty("rhannu.checkout", ".."));
        Platform before = Platform.in(Path.of(previous), Path.of("target", "previous-version"), Map.of(), null);
        try {
            before.start();
            begin(before);
            write(before, "first");
            List<String> dead = new Invariants(before).deadLetters();
            stopWithEventsWaiting(before, "first");

            Platform now = before.withCodeOf(current);
            now.startAgain();
            holds(now, "the version before wrote, under this one");
            write(now, "second");
            stopWithEventsWaiting(now, "second");

            Platform back = now.withCodeOf(Path.of(previous));
            back.startAgain();
            holds(back, "this version wrote, under the version before");
            write(back, "third");
            back.close();

            Platform again = back.withCodeOf(current);
            again.startAgain();
            holds(again, "both wrote, under this version again");
            assertThat(new Invariants(again).deadLetters()).isEqualTo(dead);
            again.close();
        } finally {
            before.close();
        }
    }

    private static Optional<JsonNode> demoResult(Platform platform) {
        Api anybody = platform.api(null);
        return anybody.all("/api/v1/rankings?status=closed").stream()
                .filter(ranking -> ranking.path("options").size() == 6)
                .findFirst()
                .map(ranking -> anybody.get(
                                "/api/v1/rankings/" + ranking.path("id").asString("") + "/result")
                        .mustSucceed()
                        .json());
    }

    /** What is made once, by the version before. */
    private void begin(Platform platform) {
        Api organiser = platform.api("organiser");
        Api facilitator = platform.api("facilitator");
        await("the demo set").atMost(Duration.ofSeconds(240)).until(() -> demoResult(platform)
                .isPresent());
        meetup = id(organiser.post(
                "/api/v1/meetups",
                """
                {"title": {"cy": "Pwy sy'n dod?", "en": "Who is coming?"}, "description": {"cy": "Cwrdd", "en": "We meet"},
                 "starts": "%1$sT14:00", "ends": "%1$sT16:00", "zone": "Europe/London", "mode": "in-person",
                 "places": {"inPerson": 1}, "venue": {"name": "Y Llyfrgell", "address": {"cy": "Caerdydd", "en": "Cardiff"}}}
                """
                        .formatted(LocalDate.now().plusWeeks(3))));
        organiser.post("/api/v1/meetups/" + meetup + "/publication").mustSucceed();
        for (String person : List.of("member", "author", "organiser", "facilitator", "org-admin")) {
            platform.api(person)
                    .put("/api/v1/meetups/" + meetup + "/registrations/me", "{\"mode\": \"in-person\"}")
                    .mustSucceed();
        }
        ranking = id(
                facilitator.post(
                        "/api/v1/rankings",
                        """
                {"title": {"cy": "Beth nesaf?", "en": "What next?"}, "options": [
                 {"id": "a", "title": {"cy": "A", "en": "A"}}, {"id": "b", "title": {"cy": "B", "en": "B"}}]}
                """));
        facilitator.post("/api/v1/rankings/" + ranking + "/opening").mustSucceed();
        topic = id(
                platform.api("author")
                        .post(
                                "/api/v1/topics",
                                """
                        {"title": "Pwy sydd wedi gwneud hyn?", "body": "Ffurflenni", "language": "cy", "audience": "public"}
                        """));
        calendar = java.net
                .URI
                .create(platform.api("member")
                        .post("/api/v1/calendars/me")
                        .mustSucceed()
                        .json()
                        .path("url")
                        .asString(""))
                .getPath();
        token = platform.token("org-admin");
    }

    private static String id(Api.Answer answer) {
        return answer.mustSucceed().json().path("id").asString("");
    }

    /** What every version does in its turn: something new, and a change of what the one before it made. */
    private void write(Platform platform, String turn) {
        Author author = new Author(platform.api("author"), platform.api("facilitator"));
        String earlier = titles.keySet().stream().findFirst().orElse("");
        if (!earlier.isEmpty()) {
            retitle(author, earlier, "Changed in the " + turn + " turn");
            platform.api("org-admin")
                    .delete("/api/v1/meetups/" + meetup + "/registrations/me")
                    .mustSucceed();
            platform.api("org-admin")
                    .put("/api/v1/meetups/" + meetup + "/registrations/me", "{\"mode\": \"in-person\"}")
                    .mustSucceed();
        }
        for (int number = 1; number <= 2; number++) {
            String title = "Study " + number + " of the " + turn + " turn";
            titles.put(author.published(title), title);
        }
        Progress imported = imported(platform, turn);
        assertThat(imported.created()).as(imported.json().toString()).isEqualTo(ROWS);
        String voter = List.of("member", "author", "organiser").get(voters++);
        platform.api(voter)
                .put("/api/v1/rankings/" + ranking + "/ballots/me", "{\"order\": [\"b\", \"a\"]}")
                .mustSucceed();
        replies.add(id(platform.api("organiser")
                .post("/api/v1/topics/" + topic + "/replies", "{\"body\": \"In the " + turn + " turn\"}")));
        await("all that was published on its stream").atMost(PATIENCE).until(() -> platform.api(null)
                .foldStream(Invariants.PUBLIC)
                .keySet()
                .containsAll(titles.keySet()));
        cursor = platform.api(null).endOfStream(Invariants.PUBLIC);
        waiting = "";
    }

    private void retitle(Author author, String study, String title) {
        author.retitle(study, title).mustSucceed();
        titles.put(study, title);
    }

    private static Progress imported(Platform platform, String mark) {
        ImportClient importing = new ImportClient(platform.api("facilitator"));
        String location = importing.begin(
                mark + ".csv", ImportClient.madeUp(mark, ROWS), ImportClient.madeUpMapping("previous-" + mark));
        return await("the import").atMost(PATIENCE).until(() -> importing.progress(location), Progress::isEnded);
    }

    /** The broker goes, somebody still writes, and then everything is stopped: the other version finds the event in the outbox. */
    private void stopWithEventsWaiting(Platform platform, String turn) {
        Author author = new Author(platform.api("author"), platform.api("facilitator"));
        List<String> studies = new ArrayList<>(titles.keySet());
        ProcessHandle supervisor = platform.process("rhannu");
        // it would start the broker again
        platform.pause(supervisor);
        platform.kill("kafka");
        waiting = "Waited for the broker after the " + turn + " turn";
        retitle(author, studies.get(studies.size() - 1), waiting);
        supervisor.destroyForcibly();
        await("the supervisor to be gone").atMost(PATIENCE).until(() -> !supervisor.isAlive());
        platform.close();
    }

    /** Everything that was done is there, whoever did it. */
    private void holds(Platform platform, String what) {
        Api anybody = platform.api(null);
        assertThat(anybody.with(token).get("/api/v1/members/me").status())
                .as("a token of an earlier version, for what " + what)
                .isEqualTo(200);
        Map<String, String> read = new TreeMap<>();
        titles.keySet()
                .forEach(id -> read.put(
                        id,
                        Invariants.title(anybody.get(Author.STUDIES + "/" + id)
                                .mustSucceed()
                                .json())));
        assertThat(read).as("what " + what).isEqualTo(new TreeMap<>(titles));
        await("search to find all").atMost(PATIENCE).untilAsserted(() -> assertThat(anybody.all(Author.STUDIES).stream()
                        .map(study -> study.path("id").asString("")))
                .containsAll(titles.keySet()));
        // what waited in the outbox was relayed, after where a reader stood
        await("the stream to go on")
                .atMost(PATIENCE)
                .until(() -> waiting.isEmpty() || titlesAfter(anybody, cursor).contains(waiting));
        Map<String, String> streamed = new TreeMap<>();
        anybody.foldStream(Invariants.PUBLIC).forEach((id, state) -> streamed.put(id, Invariants.title(state)));
        assertThat(streamed).containsAllEntriesOf(titles);

        assertThat(List.of("first", "second", "third").subList(0, titles.size() / 2))
                .allSatisfy(turn -> {
                    Progress again = imported(platform, turn);
                    assertThat(again.unchanged()).as(turn + ": " + again.json()).isEqualTo(ROWS);
                });
        List<String> registrations = List.of("member", "author", "organiser", "facilitator", "org-admin").stream()
                .map(person -> platform.api(person)
                        .get("/api/v1/meetups/" + meetup)
                        .mustSucceed()
                        .json()
                        .path("registration")
                        .path("state")
                        .asString(""))
                .toList();
        assertThat(registrations).containsExactly("registered", "waiting", "waiting", "waiting", "waiting");
        assertThat(anybody.get("/api/v1/rankings/" + ranking)
                        .mustSucceed()
                        .json()
                        .path("voters")
                        .asInt())
                .isEqualTo(voters);
        assertThat(anybody.all("/api/v1/topics/" + topic + "/replies").stream()
                        .map(reply -> reply.path("id").asString("")))
                .containsAll(replies);
        assertThat(anybody.get(calendar).mustSucceed().body()).contains("BEGIN:VCALENDAR");
        assertThat(demoResult(platform)).isPresent();
    }

    private static List<String> titlesAfter(Api anybody, String cursor) {
        List<String> found = new ArrayList<>();
        anybody.get("/api/v1/streams/" + Invariants.PUBLIC + "/events?limit=1000&after=" + cursor)
                .mustSucceed()
                .json()
                .path("events")
                .forEach(event -> found.add(Invariants.title(event.path("data").path("state"))));
        return found;
    }
}
