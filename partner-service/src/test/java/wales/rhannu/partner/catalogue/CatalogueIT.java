package wales.rhannu.partner.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.test.PlatformTest;

@PlatformTest(topics = "membership.members.internal")
class CatalogueIT {

    @LocalServerPort
    int port;

    @Value("${rhannu.security.issuer}")
    URI issuer = URI.create("");

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    @Test
    void namesThePublicTopicsAndNoOthers() throws Exception {
        JsonNode topics = json("/api/v1/streams");

        assertThat(topics.path("items").findValuesAsString("topic"))
                .contains("tests.things", "membership.organisations")
                .noneMatch(topic -> topic.endsWith(".internal"));
        topics.path("items").forEach(topic -> {
            assertThat(topic.path("title").asString()).isNotBlank();
            assertThat(topic.path("description").asString()).isNotBlank();
            assertThat(topic.path("events").asString())
                    .isEqualTo("/api/v1/streams/" + topic.path("topic").asString() + "/events");
        });
    }

    @Test
    void namesTheTypesOfPublicTopicsWithSchemaAndExample() throws Exception {
        JsonNode types = json("/api/v1/event-types");

        assertThat(types.path("items").findValuesAsString("topic")).noneMatch(topic -> topic.endsWith(".internal"));
        for (JsonNode type : types.path("items")) {
            assertThat(get(type.path("schema").asString()).statusCode()).isEqualTo(200);
            assertThat(type.path("example").path("type")).isEqualTo(type.path("type"));
            assertThat(type.path("example").path("dataschema")).isEqualTo(type.path("dataschema"));
            assertThat(type.path("example").path("data").has("state"))
                    .isNotEqualTo(type.path("tombstone").booleanValue());
        }
    }

    @Test
    void namesTheTypesOfTombstones() throws Exception {
        assertThat(json("/api/v1/event-types")
                        .path("items")
                        .valueStream()
                        .filter(type -> type.path("tombstone").booleanValue())
                        .map(type -> type.path("type").asString()))
                .contains(
                        "wales.rhannu.casestudy.case-study-archived.v1",
                        "wales.rhannu.casestudy.case-study-taken-down.v1",
                        "wales.rhannu.feedback.topic-deleted.v1",
                        "wales.rhannu.feedback.topic-hidden.v1");
        JsonNode example = json("/api/v1/event-types/wales.rhannu.feedback.topic-hidden.v1")
                .path("example");
        assertThat(example.propertyNames())
                .contains("id", "subject", "sequence")
                .doesNotContain("data", "datacontenttype");
    }

    @Test
    void tellsOfOneType() throws Exception {
        JsonNode type = json("/api/v1/event-types/wales.rhannu.membership.organisation-listed.v1");

        assertThat(type.path("topic").asString()).isEqualTo("membership.organisations");
        assertThat(get("/api/v1/event-types/wales.rhannu.tests.nothing.v1").statusCode())
                .isEqualTo(404);
    }

    @Test
    void servesSchemasThatMayBeKept() throws Exception {
        HttpResponse<String> schema = get("/schemas/tests.things/thing-made.v1.schema.json");

        assertThat(schema.statusCode()).isEqualTo(200);
        assertThat(schema.headers().firstValue("Content-Type")).hasValue("application/schema+json");
        assertThat(schema.headers().firstValue("Cache-Control")).hasValue("max-age=3600, public");
        String etag = schema.headers().firstValue("ETag").orElseThrow();
        assertThat(get("/schemas/tests.things/thing-made.v1.schema.json", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(get("/schemas/tests.things/state.schema.json").statusCode()).isEqualTo(200);
        assertThat(get("/schemas/tests.things/thing-made.v1.example.json")
                        .headers()
                        .firstValue("Content-Type"))
                .hasValue("application/json");
    }

    @Test
    void describesThePublicTopicsInOneDocument() throws Exception {
        JsonNode document = json("/schemas/asyncapi.json");

        assertThat(document.path("asyncapi").asString()).startsWith("3.");
        assertThat(document.at("/servers/platform/host").asString()).isEqualTo(issuer.getRawAuthority());
        assertThat(document.path("channels").propertyNames())
                .contains("tests.things", "membership.organisations")
                .noneMatch(topic -> topic.endsWith(".internal"));
    }

    @Test
    void isInWelshForThoseWhoAskForIt() throws Exception {
        String path = "/schemas/membership.organisations/organisation-listed.v1.schema.json";
        HttpResponse<String> welsh = get(path, "Accept-Language", "cy-GB, en;q=0.5");

        assertThat(welsh.headers().firstValue("Content-Language")).hasValue("cy");
        assertThat(welsh.headers().allValues("Vary")).contains("Accept-Language");
        assertThat(JsonMapper.shared().readTree(welsh.body()).path("title").asString())
                .isEqualTo("Rhestrwyd sefydliad");
        assertThat(get("/api/v1/event-types", "Accept-Language", "cy").body()).contains("Rhestrwyd sefydliad");
        assertThat(get("/api/v1/streams", "Accept-Language", "cy").body()).contains("Sefydliadau");
        HttpResponse<String> other = get(path, "Accept-Language", "fr");
        assertThat(other.headers().firstValue("Content-Language")).hasValue("en");
        assertThat(JsonMapper.shared().readTree(other.body()).path("title").asString())
                .isEqualTo("Organisation listed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/schemas/tests.things.internal/thing-made.v1.schema.json",
                "/schemas/tests.things/none.schema.json",
                "/schemas/none/none.schema.json",
                "/schemas/topics.json",
                "/schemas/tests.things/%2e%2e%2ftests.things.internal/state.schema.json",
                "/schemas/tests.things/..%2f..%2fapplication.yml",
                "/schemas/%2e%2e/application.yml",
                "/schemas/tests.things/..;/..;/application.yml",
                "/schemas/tests.things/%00",
                "/schemas/a/b/c"
            })
    void servesNothingElse(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(400, 401, 404);
    }

    @Test
    void describesItself() throws Exception {
        JsonNode openApi = json("/api/v1/openapi/partner");

        JsonNode events =
                openApi.path("paths").path("/api/v1/streams/{topic}/events").path("get");
        assertThat(events.path("responses").path("200").path("content").propertyNames())
                .containsExactlyInAnyOrder("application/json", "text/event-stream");
        assertThat(events.path("responses").propertyNames()).contains("400", "410", "503");
        assertThat(events.path("parameters").findValuesAsString("name"))
                .contains("after", "limit", "wait", "from", "named", "Last-Event-ID");
    }

    @Test
    void saysHowItDoes() throws Exception {
        assertThat(get("/actuator/prometheus").body())
                .contains("rhannu_stream_subscribers", "rhannu_stream_own_readers", "rhannu_stream_backlog")
                .contains("rhannu_stream_unreadable_total", "rhannu_stream_delivered_total", "topic=\"tests.things\"");
        assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }
}
