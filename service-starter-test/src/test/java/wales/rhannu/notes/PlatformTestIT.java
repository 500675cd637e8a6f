package wales.rhannu.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import wales.rhannu.notes.NotesService.Group;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.PlatformTest;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

@PlatformTest(topics = "groups.groups")
class PlatformTestIT {

    private static final String INTERNAL = "notes.notes.internal";

    @LocalServerPort
    int port;

    @Autowired
    ReadModel<Group> groups;

    private HttpResponse<String> write(String bearer, String text) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/notes"))
                                .header("Authorization", bearer)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"" + text + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aWriteOfAMemberIsPublishedAsItsContractSays() throws Exception {
        HttpResponse<String> answer = write(TestTokens.member("m-1").bearer(), "Bore da");

        assertThat(answer.statusCode()).isEqualTo(201);
        String location = answer.headers().firstValue("Location").orElseThrow();
        String id = location.substring(location.lastIndexOf('/') + 1);
        ReceivedEvent event = TestTopics.awaitEvent(INTERNAL, "wales.rhannu.notes.note-written.v1", id);
        Contracts.assertValid(event);
        assertThat(String.valueOf(event.data())).contains("\"by\":\"m-1\"");
    }

    @Test
    void whatTheContractForbidsIsFound() throws Exception {
        HttpResponse<String> answer = write(TestTokens.member("m-1").bearer(), "x".repeat(101));

        assertThat(answer.statusCode()).isEqualTo(201);
        ReceivedEvent event =
                TestTopics.await(INTERNAL, it -> String.valueOf(it.data()).contains("x".repeat(101)));
        assertThatThrownBy(() -> Contracts.assertValid(event)).isInstanceOf(AssertionError.class);
    }

    @Test
    void crookedTokensAreRefused() throws Exception {
        assertThat(write(TestTokens.member("m-1").unsigned().bearer(), "a").statusCode())
                .isEqualTo(401);
        assertThat(write(TestTokens.member("m-1").signedByAnother().bearer(), "a")
                        .statusCode())
                .isEqualTo(401);
        assertThat(write(TestTokens.member("m-1").audience("others").bearer(), "a")
                        .statusCode())
                .isEqualTo(401);
        assertThat(write(TestTokens.member("m-1").expired().bearer(), "a").statusCode())
                .isEqualTo(401);
    }

    @Test
    void whatAnotherServicePublishesIsRead() {
        String id = UUID.randomUUID().toString();
        TestTopics.publish(
                "groups.groups",
                "wales.rhannu.groups.group-made.v1",
                id,
                1,
                "{\"state\":{\"name\":\"Automation\"},\"change\":{}}");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(groups.find(id)).contains(new Group("Automation")));
    }

    @Test
    void examplesAreFoundByTopic() {
        assertThat(Contracts.examples(INTERNAL)).singleElement().satisfies(example -> {
            assertThat(example.event()).isEqualTo("note-written.v1");
            Contracts.assertValid(
                    "https://rhannu.wales/schemas/" + INTERNAL + "/note-written.v1.schema.json", example.data());
        });
    }
}
