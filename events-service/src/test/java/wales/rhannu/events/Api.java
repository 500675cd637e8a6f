package wales.rhannu.events;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.test.TestApi;
import wales.rhannu.starter.test.TestTokens;

/** The API of this service, with what its tests do often. */
public class Api extends TestApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    public static final String MEETUPS = "/meetups";

    public static final String ORGANISER = member("organiser");
    public static final String FACILITATOR =
            TestTokens.member("facilitator").roles("facilitator").bearer();

    public Api(int port) {
        super(port);
    }

    public static String member(String id) {
        return TestTokens.member(id).organisation("an-organisation").bearer();
    }

    public Answer meetup(String id, @Nullable String bearer) {
        return get(MEETUPS + "/" + id, bearer);
    }

    /** Plans one; its id. */
    public String draft(JsonNode content) {
        return send("POST", MEETUPS, ORGANISER, content.toString()).must(201).id();
    }

    /** Does what has a sub-resource of its own. */
    public Answer act(String id, String what, @Nullable String bearer, @Nullable String body) {
        return send("POST", MEETUPS + "/" + id + "/" + what, bearer, body);
    }

    /** Whatever the version. */
    public Answer edit(String id, String bearer, String patch) {
        return patch(MEETUPS + "/" + id, bearer, patch);
    }

    /** Plans one and publishes it; its id. */
    public String published(JsonNode content) {
        String id = draft(content);
        act(id, "publication", ORGANISER, null).must(200);
        return id;
    }

    public Answer register(String id, String member, String mode) {
        return send("PUT", MEETUPS + "/" + id + "/registrations/me", member(member), "{\"mode\": \"" + mode + "\"}");
    }

    public Answer leave(String id, String member) {
        return send("DELETE", MEETUPS + "/" + id + "/registrations/me", member(member), null);
    }

    /** A complete hybrid meetup in three weeks. */
    public static ObjectNode complete(int inPerson, int online) {
        LocalDateTime starts = LocalDateTime.now(ZoneId.of("Europe/London"))
                .plusWeeks(3)
                .truncatedTo(ChronoUnit.DAYS)
                .plusHours(14);
        return complete(starts, starts.plusHours(2), inPerson, online);
    }

    public static ObjectNode complete(LocalDateTime starts, LocalDateTime ends, int inPerson, int online) {
        return (ObjectNode) JSON.readTree(
                """
                {"title": {"cy": "Cyfarfod", "en": "Meetup"},
                 "description": {"cy": "Disgrifiad", "en": "A description"},
                 "starts": "%s", "ends": "%s", "zone": "Europe/London",
                 "mode": "hybrid", "places": {"inPerson": %d, "online": %d},
                 "venue": {"name": "Y Llyfrgell", "address": {"cy": "Caerdydd", "en": "Cardiff"}},
                 "joinUrl": "https://meet.example/secret",
                 "speakers": [{"name": "Siân Speaker", "topic": {"en": "Robots"}}],
                 "tags": ["robots"]}
                """
                        .formatted(starts, ends, inPerson, online));
    }

    public static String unique() {
        return "w" + UUID.randomUUID().toString().replace("-", "");
    }

    public static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}
