package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wales.rhannu.endtoend.openapi.ApiDocument;
import wales.rhannu.endtoend.openapi.Inputs;
import wales.rhannu.endtoend.openapi.Operation;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Api.Answer;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;

/**
 * Sends every operation of every OpenAPI document what nobody should send: none of it is an error of ours, and every answer is one
 * that the document tells of. By people of its own, on things of its own.
 */
class GeneratedInputIT {

    /** They end whoever asks, or hold the request for as long as it says. */
    private static final Set<String> LEFT_OUT = Set.of("eraseMe", "endMySession", "endMyOtherSessions");

    private static final String MEETUP =
            """
            {"title": {"cy": "Dim", "en": "Nothing"}, "description": {"cy": "Dim", "en": "Nothing"},
             "starts": "%1$sT14:00", "ends": "%1$sT16:00", "zone": "Europe/London", "mode": "online", "places": {"online": 5},
             "joinUrl": "https://meet.example/nothing"}
            """
                    .formatted(LocalDate.now().plusWeeks(5));
    private static final String RANKING =
            """
            {"title": {"cy": "Dim?", "en": "Nothing?"}, "options": [
             {"id": "a", "title": {"cy": "A", "en": "A"}}, {"id": "b", "title": {"cy": "B", "en": "B"}}]}
            """;
    private static final String TOPIC =
            "{\"title\": \"Dim\", \"body\": \"Nothing\", \"language\": \"cy\", \"audience\": \"members\"}";

    private final Platform platform = SharedPlatform.running();
    private final Set<String> faults = new LinkedHashSet<>();
    private final Map<String, Optional<JsonSchema>> schemas = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"membership", "casestudy", "events", "feedback", "partner"})
    void noInputIsAnErrorOfOurs(String service) {
        String email = "dim-" + UUID.randomUUID().toString().substring(0, 8) + "@cardiff.gov.uk";
        Api member = platform.api(email);
        Api facilitator = member.with(SharedPlatform.tokenWithAllRoles(email));
        ApiDocument document = ApiDocument.of(member, service);
        Map<String, String> ids = things(service, facilitator);
        Inputs inputs = new Inputs(document, valid(ids), ids);
        int sent = 0;
        for (Operation operation : inOrder(document.operations())) {
            List<Inputs.Request> requests = inputs.of(operation);
            for (Inputs.Request request : requests) {
                check(document, request, send(facilitator, request));
                sent++;
            }
            for (int i = 0; i < requests.size(); i += 5) {
                check(document, requests.get(i), send(member, requests.get(i)));
                sent++;
            }
        }
        System.out.println("Generated input: " + sent + " requests to " + service);
        assertThat(faults).as(sent + " requests").isEmpty();
    }

    /** What changes or ends things comes after what only reads them. */
    private static List<Operation> inOrder(List<Operation> operations) {
        List<String> methods = List.of("GET", "PATCH", "PUT", "POST", "DELETE");
        List<Operation> ordered = new ArrayList<>(operations);
        ordered.removeIf(operation -> LEFT_OUT.contains(operation.id()));
        ordered.sort(Comparator.comparing((Operation operation) -> methods.indexOf(operation.method()))
                .thenComparing(Operation::path));
        return ordered;
    }

    /** Of each kind of thing one that there is, by the part of the path that it follows. */
    private Map<String, String> things(String service, Api facilitator) {
        Map<String, String> ids = new LinkedHashMap<>();
        if (service.equals("membership")) {
            String person = "neb-" + UUID.randomUUID().toString().substring(0, 8) + "@cardiff.gov.uk";
            ids.put("members", id(platform.api(person).get("/api/v1/members/me")));
            ids.put(
                    "clients",
                    facilitator
                            .post("/api/v1/clients", "{\"name\": \"Dim\"}")
                            .mustSucceed()
                            .json()
                            .path("clientId")
                            .asString(""));
            ids.put("organisations", id(facilitator.post("/api/v1/organisations", organisation())));
        } else if (service.equals("casestudy")) {
            ids.put("case-studies", id(facilitator.post("/api/v1/case-studies", Author.study("Dim"))));
        } else if (service.equals("events")) {
            ids.put("meetups", id(facilitator.post("/api/v1/meetups", MEETUP)));
            ids.put("meetup-series", id(facilitator.post("/api/v1/meetup-series", series())));
        } else if (service.equals("feedback")) {
            ids.put("rankings", id(facilitator.post("/api/v1/rankings", RANKING)));
            String topic = id(facilitator.post("/api/v1/topics", TOPIC));
            ids.put("topics", topic);
            ids.put("replies", id(facilitator.post("/api/v1/topics/" + topic + "/replies", "{\"body\": \"Dim\"}")));
            ids.put("outcomes", id(facilitator.post("/api/v1/outcomes", outcome(topic))));
        } else {
            ids.put("streams", "events.meetups");
            ids.put("schemas", "events.meetups");
        }
        return ids;
    }

    private static String id(Answer answer) {
        return answer.mustSucceed().json().path("id").asString("");
    }

    private static Map<String, String> valid(Map<String, String> ids) {
        Map<String, String> valid = new LinkedHashMap<>();
        valid.put("createOrganisation", organisation());
        valid.put("registerClient", "{\"name\": \"Dim\"}");
        valid.put("giveMemberRoles", "{\"roles\": [\"member\"]}");
        valid.put("draftCaseStudy", Author.study("Dim"));
        valid.put("draftMeetup", MEETUP);
        valid.put("draftMeetupSeries", series());
        valid.put("registerForMeetup", "{\"mode\": \"online\"}");
        valid.put("draftRanking", RANKING);
        valid.put("castBallot", "{\"order\": [\"a\"]}");
        valid.put("beginTopic", TOPIC);
        valid.put("createReply", "{\"body\": \"Dim\"}");
        valid.put("reportTopic", "{\"reason\": \"Dim\"}");
        valid.put("reportReply", "{\"reason\": \"Dim\"}");
        valid.put("tellOutcome", outcome(ids.getOrDefault("topics", "none")));
        return valid;
    }

    private static String organisation() {
        return "{\"code\": \"dim-" + UUID.randomUUID().toString().substring(0, 8)
                + "\", \"kind\": \"charity\", \"name\": {\"cy\": \"Dim\", \"en\": \"Nothing\"}, \"emailDomains\": []}";
    }

    private static String series() {
        return "{\"meetup\": " + MEETUP + ", \"rrule\": \"FREQ=WEEKLY;COUNT=2\"}";
    }

    private static String outcome(String topic) {
        return """
                {"asked": {"kind": "topic", "id": "%s"}, "youSaid": {"cy": "Araf.", "en": "Slow."},
                 "weDid": {"cy": "Edrych.", "en": "Looking."}, "progress": "under-way", "on": "2026-12-15"}
                """
                .formatted(topic);
    }

    /** Once more while too much of one thing waits to be published, which is told with 503 and passes. */
    private static Answer send(Api caller, Inputs.Request request) {
        Answer answer = sendOnce(caller, request);
        return answer.status() != 503
                ? answer
                : await(request.toString())
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> sendOnce(caller, request), it -> it.status() != 503);
    }

    private static Answer sendOnce(Api caller, Inputs.Request request) {
        String body = request.body();
        HttpRequest.Builder sent = caller.request(request.target())
                .method(
                        request.operation().method(),
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            sent.header("Content-Type", request.contentType());
        }
        if (!request.headers().isEmpty()) {
            sent.headers(request.headers().toArray(String[]::new));
        }
        return caller.send(sent);
    }

    private void check(ApiDocument document, Inputs.Request request, Answer answer) {
        Operation operation = request.operation();
        String status = Integer.toString(answer.status());
        String told = answer.body().substring(0, Math.min(300, answer.body().length()));
        if (answer.status() >= 500) {
            faults.add(request + " gave " + status + " " + told);
        } else if (!operation.statuses().contains(status)) {
            faults.add(operation + " does not tell of " + status + " (" + told + ")");
        } else if (answer.status() >= 400) {
            if (!answer.header("Content-Type").startsWith("application/problem+json")) {
                faults.add(operation + " gave " + status + " as " + answer.header("Content-Type"));
            }
        } else if (answer.header("Content-Type").startsWith("application/json")) {
            schema(document, operation, answer.status())
                    .ifPresent(schema -> schema.validate(answer.body(), InputFormat.JSON)
                            .forEach(error ->
                                    faults.add(operation + " gave " + status + " that is not as described: " + error)));
        }
    }

    private Optional<JsonSchema> schema(ApiDocument document, Operation operation, int status) {
        return schemas.computeIfAbsent(
                operation + " " + status, unused -> Optional.of(document.answer(operation, status))
                        .filter(it -> !it.isMissingNode())
                        .map(it -> JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                                .getSchema(it.toString())));
    }
}
