package wales.rhannu.events.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import wales.rhannu.events.Api;
import wales.rhannu.events.EventsServiceTest;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

@EventsServiceTest
class MembershipIT {

    private static final String ORGANISATIONS = "membership.organisations";
    private static final String MEMBERS = "membership.members.internal";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @LocalServerPort
    int port;

    @Autowired
    MemberDirectory members;

    Api api = new Api(0);
    String member = "";

    @BeforeEach
    void begin() {
        api = new Api(port);
        member = UUID.randomUUID().toString();
    }

    private void known(String name, String organisation) {
        TestTopics.publish(
                MEMBERS,
                "wales.rhannu.membership.member-profile-changed.v1",
                member,
                1,
                """
                {"state": {"id": "%s", "email": "a@b.example", "name": "%s", "organisation": "%s", "roles": ["member"],
                 "standing": "active", "skills": []}, "change": {}}
                """
                        .formatted(member, name, organisation));
        await().atMost(PATIENCE).until(() -> members.member(member).isPresent());
    }

    private void erase() {
        TestTopics.publish(MEMBERS, "wales.rhannu.membership.member-erased.v1", member, 99, null);
    }

    @Test
    void everyExampleIsRead() {
        for (Contracts.Example example : Contracts.examples(ORGANISATIONS)) {
            JsonNode name = Api.json(example.data()).path("state").path("name");
            String id = UUID.randomUUID().toString();
            TestTopics.publish(ORGANISATIONS, "wales.rhannu.membership." + example.event(), id, 1, example.data());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(members.organisation(id))
                    .contains(new Bilingual(
                            name.path("cy").stringValue(), name.path("en").stringValue())));
        }
        List<String> ids = new ArrayList<>();
        for (Contracts.Example example : Contracts.examples(MEMBERS)) {
            String id = UUID.randomUUID().toString();
            ids.add(id);
            TestTopics.publish(MEMBERS, "wales.rhannu.membership." + example.event(), id, 1, example.data());
            await().atMost(PATIENCE).until(() -> members.member(id).isPresent());
        }
        assertThat(TestTopics.keys("dlq.events-service.members." + MEMBERS)).doesNotContainAnyElementsOf(ids);
    }

    @Test
    void theOrganiserSeesWhoComesByNameAndASpreadsheetRunsNoFormula() {
        String organisation = UUID.randomUUID().toString();
        TestTopics.publish(
                ORGANISATIONS,
                "wales.rhannu.membership.organisation-listed.v1",
                organisation,
                1,
                """
                {"state": {"id": "%s", "code": "X", "kind": "local-authority", "name": {"cy": "Cyngor Tŷ", "en": "House Council"},
                 "emailDomains": []}, "change": {}}
                """
                        .formatted(organisation));
        await().atMost(PATIENCE).until(() -> members.organisation(organisation).isPresent());
        known("=HYPERLINK(1)", organisation);
        String meetup = api.published(Api.complete(1, 1));
        api.register(meetup, member, "in-person").must(200);
        api.register(meetup, "unknown", "in-person").must(200);
        String path = Api.MEETUPS + "/" + meetup + "/registrations";

        JsonNode page = api.get(path + "?limit=1", Api.ORGANISER).must(200).json();
        JsonNode first = page.path("items").path(0);
        assertThat(first.path("name").stringValue()).isEqualTo("=HYPERLINK(1)");
        assertThat(first.path("organisation").path("name").path("cy").stringValue())
                .isEqualTo("Cyngor Tŷ");
        assertThat(first.path("state").stringValue()).isEqualTo("registered");
        JsonNode second = api.get(path + "?after=" + page.path("next").stringValue(), Api.ORGANISER)
                .must(200)
                .json();
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(api.get(path + "?state=waiting&mode=in-person", Api.ORGANISER)
                        .json()
                        .path("items"))
                .hasSize(1);
        api.get(path + "?state=nonsense", Api.ORGANISER).must(422);

        String csv = api.get(path + ".csv", Api.ORGANISER).must(200).body();
        assertThat(csv)
                .startsWith("\uFEFFid,name,")
                .contains("'=HYPERLINK(1),Cyngor Tŷ,House Council,registered,in-person");

        String attendance = path + "/" + Ids.derived("registration", meetup, member) + "/attendance";
        assertThat(api.send("PUT", attendance, Api.ORGANISER, "{\"attended\": true}")
                        .must(409)
                        .text("type"))
                .endsWith("/not-begun");
        api.send("PUT", attendance, Api.member("stranger"), "{\"attended\": true}")
                .must(403);
        api.send("PUT", attendance, Api.ORGANISER, "{}").must(422);
    }

    @Test
    void whoCameIsNotedOnceItHasBegun() {
        var now = java.time.LocalDateTime.now(java.time.ZoneId.of("Europe/London"))
                .truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
        String meetup = api.published(Api.complete(now.minusHours(1), now.plusHours(1), 1, 1));
        api.register(meetup, member, "online").must(200);
        String id = Ids.derived("registration", meetup, member);
        String attendance = Api.MEETUPS + "/" + meetup + "/registrations/" + id + "/attendance";
        assertThat(api.send("PUT", attendance, Api.ORGANISER, "{\"attended\": true}")
                        .must(200)
                        .json()
                        .path("attended")
                        .booleanValue())
                .isTrue();
        Contracts.assertValid(TestTopics.awaitEvent(
                "events.registrations.internal", "wales.rhannu.events.registration-attendance-noted.v1", id));
    }

    @Test
    void whoLeavesTheCommunityLeavesNothingAndTheirPlaceIsOffered() {
        known("Somebody", "an-organisation");
        String token = Api.member(member);
        String meetup = api.published(Api.complete(1, 0));
        api.register(meetup, member, "in-person").must(200);
        api.register(meetup, "next", "in-person").must(200);
        String draft = api.send("POST", Api.MEETUPS, token, Api.complete(1, 1).toString())
                .must(201)
                .id();
        String shown = api.send("POST", Api.MEETUPS, token, Api.complete(1, 1).toString())
                .must(201)
                .id();
        api.act(shown, "publication", token, null).must(200);
        String calendar = Api.path(
                api.send("POST", "/calendars/me", token, null).must(201).text("url"));

        erase();
        TestTopics.awaitTombstone("events.registrations.internal", Ids.derived("registration", meetup, member));
        TestTopics.awaitTombstone("events.meetups.internal", draft);
        Contracts.assertValid(TestTopics.awaitEvent(
                "events.meetups.internal", "wales.rhannu.events.meetup-organiser-removed.v1", shown));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        api.register(meetup, "next", "in-person").text("state"))
                .isEqualTo("registered"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.get(calendar, null).status()).isEqualTo(404));
        // members are read by another group than those who leave
        await().atMost(PATIENCE).until(() -> members.member(member).isEmpty());
        assertThat(api.meetup(shown, Api.FACILITATOR)
                        .must(200)
                        .json()
                        .path("mayEdit")
                        .booleanValue())
                .isTrue();
        assertThat(api.meetup(shown, Api.FACILITATOR).body()).doesNotContain(member);
    }
}
