package wales.rhannu.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import wales.rhannu.starter.test.TestApi;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

@PlatformTest(topics = "groups.groups")
class PlatformTestIT {

    private static final String INTERNAL = "notes.notes.internal";

    @LocalServerPort
    int port;

    @Autowired
    ReadModel<Group> groups;

    private TestApi.Answer write(TestTokens token, String text) {
        return new TestApi(port).post("/notes", token.bearer(), "{\"text\":\"" + text + "\"}");
    }

    @Test
    void aWriteOfAMemberIsPublishedAsItsContractSays() {
        String id = write(TestTokens.member("m-1"), "Bore da").must(201).id();

        ReceivedEvent event = TestTopics.awaitEvent(INTERNAL, "wales.rhannu.notes.note-written.v1", id);
        Contracts.assertValid(event);
        assertThat(String.valueOf(event.data())).contains("\"by\":\"m-1\"");
    }

    @Test
    void whatTheContractForbidsIsFound() {
        write(TestTokens.member("m-1"), "x".repeat(101)).must(201);

        ReceivedEvent event =
                TestTopics.await(INTERNAL, it -> String.valueOf(it.data()).contains("x".repeat(101)));
        assertThatThrownBy(() -> Contracts.assertValid(event)).isInstanceOf(AssertionError.class);
    }

    @Test
    void crookedTokensAreRefused() {
        write(TestTokens.member("m-1").unsigned(), "a").must(401);
        write(TestTokens.member("m-1").signedByAnother(), "a").must(401);
        write(TestTokens.member("m-1").audience("others"), "a").must(401);
        write(TestTokens.member("m-1").expired(), "a").must(401);
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
        await().atMost(Duration.ofSeconds(90))
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
