package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.PlatformTopic;

/** Somebody joins, is written down all over the platform, and leaves. */
class ErasureIT {

    private static final String MEMBERS = "membership.members.internal";
    private static final String MEETUP =
            """
            {"title": {"cy": "Cwrdd", "en": "Meet"}, "description": {"cy": "Cwrdd", "en": "We meet"},
             "starts": "%sT14:00", "ends": "%1$sT16:00", "zone": "Europe/London", "mode": "online", "places": {"online": 9},
             "joinUrl": "https://meet.example/erasure"}
            """;
    private static final String RANKING =
            """
            {"title": {"cy": "Beth?", "en": "What?"}, "options": [
             {"id": "a", "title": {"cy": "A", "en": "A"}}, {"id": "b", "title": {"cy": "B", "en": "B"}}]}
            """;
    private static final String TOPIC = "{\"title\": \"Erasure\", \"body\": \"%s\", \"language\": \"en\"}";
    /**
     * Where a member's id may be found after the erasure, and nothing else of them: the table in the operations guide says why,
     * and for how long.
     */
    private static final Set<String> KEEP_THE_ID = Set.of(
            "membership.members",
            "membership.inbox",
            "membership.mails",
            "casestudy.member_standing",
            "events.member_standing",
            "feedback.member_standing",
            "partner.member_standing",
            "events.of_membership_members_internal",
            "feedback.members",
            "membership.erasures",
            "casestudy.erasures",
            "events.erasures",
            "feedback.erasures");

    private static final Duration BOUND = Duration.ofSeconds(SharedPlatform.ERASURE_BOUND_SECONDS);

    /** What a busy machine may add: that is not made smaller with the bound, which is seconds here and days elsewhere. */
    private static final Duration BUSY = Duration.ofSeconds(60);

    private final Platform platform = SharedPlatform.running();

    @Test
    void nothingOfAPersonIsInAnyFileOnceTheBoundIsOver() {
        String mark = UUID.randomUUID().toString().substring(0, 8);
        String email = "gwenhwyfar." + mark + "@cardiff.gov.uk";
        String name = "Gwenhwyfar Zzyzx-" + mark;
        Api person = platform.api(email);
        Api.Answer me = person.get("/api/v1/members/me").mustSucceed();
        String id = me.json().path("id").asString("");
        person.patch("/api/v1/members/me", "{\"name\": \"" + name + "\"}", "If-Match", me.header("ETag"))
                .mustSucceed();
        Author author = new Author(person, platform.api("facilitator"));
        String published = author.published("Erasure " + mark);
        String draft = "Erasure, a draft " + mark;
        author.draft(draft, UUID.randomUUID()).mustSucceed();
        takePart(person, id);
        // a record about the person that nobody can read, so it ends in the readers' dead-letter topics
        await().atMost(Duration.ofSeconds(90))
                .until(() -> platform.topic(MEMBERS).latest().containsKey(id));
        platform.topic(MEMBERS)
                .publish(
                        id,
                        ("{\"state\": {\"email\": \"" + email + "\", ").getBytes(StandardCharsets.UTF_8),
                        headers(id));
        await("a dead letter that names the person")
                .atMost(Duration.ofSeconds(120))
                .until(() -> deadLettersName(email));
        assertThat(filesWith(List.of(email)))
                .as("files that name the person before")
                .isNotEmpty();
        List<String> words = List.of(email, name, draft);
        await("collections that name the person before").atMost(BUSY).untilAsserted(() -> assertThat(
                        StoredDocuments.with(platform, words))
                .contains(
                        "membership.members",
                        "casestudy.case-studies",
                        "feedback.members",
                        "events.of_membership_members_internal"));

        long erased = System.nanoTime();
        person.delete("/api/v1/members/me").mustSucceed();
        assertThat(person.get("/api/v1/members/me").status()).isIn(401, 403, 404);

        await("no collection to have any of " + words)
                .atMost(BOUND.plus(BUSY))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertThat(StoredDocuments.with(platform, words)).isEmpty());
        await("no file to have any of " + words)
                .atMost(BOUND.plus(BUSY))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(filesWith(words)).isEmpty());
        Duration took = Duration.ofNanos(System.nanoTime() - erased);
        System.out.println(
                "Erased from every file after " + took.toSeconds() + " s, bound " + BOUND.toSeconds() + " s");
        await("the id of whoever left to be where it may alone")
                .atMost(BUSY)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() ->
                        assertThat(StoredDocuments.with(platform, List.of(id))).isSubsetOf(KEEP_THE_ID));
        JsonNode study = platform.api(null)
                .get(Author.STUDIES + "/" + published)
                .mustSucceed()
                .json();
        assertThat(study.toString()).doesNotContain(id, name, email);
    }

    /** Comes to a meetup, has a calendar, votes, talks, follows, and is talked to. */
    private void takePart(Api person, String id) {
        Api organiser = platform.api("organiser");
        String meetup = "/api/v1/meetups/"
                + made(
                        organiser,
                        "/api/v1/meetups",
                        MEETUP.formatted(LocalDate.now().plusWeeks(3)));
        organiser.post(meetup + "/publication").mustSucceed();
        person.put(meetup + "/registrations/me", "{\"mode\": \"online\"}").mustSucceed();
        person.post("/api/v1/calendars/me").mustSucceed();
        Api facilitator = platform.api("facilitator");
        String ranking = "/api/v1/rankings/" + made(facilitator, "/api/v1/rankings", RANKING);
        facilitator.post(ranking + "/opening").mustSucceed();
        person.put(ranking + "/ballots/me", "{\"order\": [\"a\", \"b\"]}").mustSucceed();
        String own = made(person, "/api/v1/topics", TOPIC.formatted("I ask"));
        String others = made(organiser, "/api/v1/topics", TOPIC.formatted("Ask @{" + id + "}"));
        person.put("/api/v1/topics/" + others + "/followers/me", "{}").mustSucceed();
        person.post("/api/v1/topics/" + others + "/replies", "{\"body\": \"Yes\"}")
                .mustSucceed();
        String reply = made(organiser, "/api/v1/topics/" + own + "/replies", "{\"body\": \"Thanks, @{" + id + "}\"}");
        person.post("/api/v1/topics/" + own + "/replies/" + reply + "/reports", "{\"reason\": \"Why?\"}");
    }

    private static String made(Api who, String path, String body) {
        return who.post(path, body, "Idempotency-Key", UUID.randomUUID().toString())
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
    }

    private boolean deadLettersName(String email) {
        return PlatformTopic.names(platform.bootstrapServers()).stream()
                .filter(topic -> topic.startsWith("dlq."))
                .flatMap(topic -> platform.topic(topic).records().stream())
                .anyMatch(record ->
                        record.value() != null && new String(record.value(), StandardCharsets.UTF_8).contains(email));
    }

    private static Map<String, String> headers(String id) {
        long sequence = System.currentTimeMillis() + 1;
        return Map.of(
                "ce_specversion", "1.0",
                "ce_id", id + "-" + sequence,
                "ce_source", "https://rhannu.wales/services/membership",
                "ce_type", "wales.rhannu.membership.member-profile-changed.v1",
                "ce_subject", id,
                "ce_time", "2026-11-01T00:00:00Z",
                "ce_sequence", Long.toString(sequence),
                "content-type", "application/json");
    }

    /** Data, logs and notes: whatever the platform has on the disk. */
    private List<String> filesWith(List<String> words) {
        try (Stream<Path> files = Files.walk(platform.folder())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, words))
                    .map(file -> platform.folder().relativize(file).toString())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // a file went while it was looked for: look again
            return List.of("(a file that went: " + e.getMessage() + ")");
        }
    }

    private static boolean contains(Path file, List<String> words) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return words.stream().anyMatch(text::contains);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
