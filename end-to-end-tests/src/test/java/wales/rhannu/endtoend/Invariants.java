package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.PlatformTopic;
import wales.rhannu.testplatform.PlatformTopic.Event;
import wales.rhannu.testplatform.WriteLoad.Acknowledgement;
import wales.rhannu.testplatform.WriteLoad.Study;

/** What must hold after whatever happened while people were writing. */
final class Invariants {

    static final String INTERNAL = "casestudy.case-studies.internal";
    static final String PUBLIC = "casestudy.case-studies";

    private final Function<String, PlatformTopic> topics;
    private final String bootstrapServers;
    private final String mongoUri;
    private final Function<@Nullable String, Api> api;

    Invariants(Platform platform) {
        this(platform, platform::api);
    }

    /** @param api through which somebody reads what is there */
    Invariants(Platform platform, Function<@Nullable String, Api> api) {
        this(platform.bootstrapServers(), platform.mongoUri("casestudy"), api);
    }

    /** Of a casestudy-service with a broker and a database of its own. */
    Invariants(String bootstrapServers, String mongoUri, Function<@Nullable String, Api> api) {
        this.topics = name -> new PlatformTopic(bootstrapServers, name);
        this.bootstrapServers = bootstrapServers;
        this.mongoUri = mongoUri;
        this.api = api;
    }

    /** Whether an event may be on a topic twice. */
    enum Repeats {
        NONE,
        /** After a database forgot that it was sent. */
        MAY_BE
    }

    void hold(List<Study> studies) {
        hold(studies, Repeats.NONE);
    }

    /** Everything that was acknowledged is there, on both topics, in order; and what was not is there whole or not at all. */
    void hold(List<Study> studies, Repeats repeats) {
        assertThat(studies).as("what was written").isNotEmpty();
        awaitRelayed();
        // a transaction is committed a moment before its records can be read
        Awaitility.await("the promises to hold")
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(1))
                .pollDelay(Duration.ZERO)
                .untilAsserted(() -> holdNow(studies, repeats));
    }

    private void holdNow(List<Study> studies, Repeats repeats) {
        List<Event> internal = topics.apply(INTERNAL).read();
        List<Event> open = topics.apply(PUBLIC).read();
        sequencesRise(internal, repeats);
        sequencesRise(open, repeats);
        Map<String, Event> lastInternal = last(internal);
        Map<String, Event> lastOpen = last(open);
        Map<String, List<Event>> byMarker = new HashMap<>();
        lastInternal.values().forEach(event -> byMarker.computeIfAbsent(
                        marker(title(event.state())), unused -> new ArrayList<>())
                .add(event));

        List<String> broken = new ArrayList<>();
        for (Study study : studies) {
            List<Event> found = byMarker.getOrDefault(study.marker(), List.of());
            if (found.size() > 1) {
                broken.add(study + " exists " + found.size() + " times");
            }
            if (found.isEmpty()) {
                if (study.drafted() == Acknowledgement.DONE) {
                    broken.add(study + " was acknowledged and is not on the internal topic");
                }
                continue;
            }
            check(study, found.get(0), lastOpen.get(found.get(0).subject()), broken);
        }
        assertThat(broken).isEmpty();
    }

    private void check(Study study, Event internal, @Nullable Event open, List<String> broken) {
        String id = internal.subject();
        Api.Answer read = api.apply("author").get(Author.STUDIES + "/" + id);
        if (!read.isSuccess()) {
            broken.add(study + " is on the topic and cannot be read: " + read.status());
            return;
        }
        JsonNode state = read.json();
        String title = title(state);
        boolean isPublished = state.path("status").asString("").equals("published");
        if (!title.equals(title(internal.state()))) {
            broken.add(study + " is called " + title + " and, on the topic, " + title(internal.state()));
        }
        if (study.retitled() == Acknowledgement.DONE && !title.equals(study.secondTitle())) {
            broken.add(study + " was retitled and is called " + title);
        }
        if (study.retitled() == Acknowledgement.REFUSED && !title.equals(study.firstTitle())) {
            broken.add(study + " was not retitled and is called " + title);
        }
        if (state.path("problem").path("en").asString("").isEmpty()
                || state.path("lessons").isEmpty()) {
            broken.add(study + " is half there: " + state);
        }
        if (study.published() == Acknowledgement.DONE && !isPublished) {
            broken.add(study + " was published and is " + state.path("status"));
        }
        if (isPublished && !api.apply(null).get(Author.STUDIES + "/" + id).isSuccess()) {
            broken.add(study + " is published and cannot be read by everybody");
        }
        boolean isOpen = open != null && open.data() != null;
        if (isPublished != isOpen) {
            broken.add(study + " is published: " + isPublished + ", is on the public topic: " + isOpen);
        }
        if (open != null && open.data() != null && !title(open.state()).equals(title)) {
            broken.add(study + " is called " + title + " and, on the public topic, " + title(open.state()));
        }
    }

    /** Waits until nothing waits in the outbox of casestudy-service. */
    void awaitRelayed() {
        try (com.mongodb.client.MongoClient client = com.mongodb.client.MongoClients.create(mongoUri)) {
            Awaitility.await("the outbox to be empty")
                    .atMost(Duration.ofSeconds(180))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> client.getDatabase(mongoUri.substring(mongoUri.lastIndexOf('/') + 1))
                                    .getCollection("case-studies")
                                    .countDocuments(new org.bson.Document("pending", new org.bson.Document("$gt", 0L)))
                            == 0);
        }
    }

    static void sequencesRise(List<Event> events, Repeats repeats) {
        Map<String, Event> last = new HashMap<>();
        List<String> broken = new ArrayList<>();
        for (Event event : events) {
            Event before = last.put(event.subject(), event);
            long least = before == null ? 0 : before.sequence() + (repeats == Repeats.NONE ? 1 : 0);
            if (before != null && event.sequence() < least) {
                broken.add(event.subject() + ": " + before.sequence() + " at " + before.offset() + ", then "
                        + event.sequence() + " at " + event.offset());
            }
        }
        assertThat(broken).as("sequences that do not rise").isEmpty();
    }

    private static Map<String, Event> last(List<Event> events) {
        Map<String, Event> last = new HashMap<>();
        events.forEach(event -> last.put(event.subject(), event));
        return last;
    }

    /** A case study's English title, as the API and the topics have it. */
    static String title(JsonNode state) {
        String own = state.path("title").path("en").asString("");
        return own.isEmpty() ? state.path("content").path("title").path("en").asString("") : own;
    }

    private static String marker(String title) {
        int space = title.indexOf(' ');
        return space < 0 ? title : title.substring(0, space);
    }

    /** Everything that ended in a dead-letter topic, as text. */
    List<String> deadLetters() {
        return PlatformTopic.names(bootstrapServers).stream()
                .filter(name -> name.startsWith("dlq."))
                .flatMap(name -> topics.apply(name).records().stream().map(record -> name + ": " + record))
                .toList();
    }
}
