package wales.rhannu.casestudy.membership;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.casestudy.Api.FACILITATOR;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import tools.jackson.databind.JsonNode;
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyServiceTest;
import wales.rhannu.casestudy.study.CaseStudies;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

@CaseStudyServiceTest
class MembershipIT {

    private static final String ORGANISATIONS = "membership.organisations";
    private static final String MEMBERS = "membership.members.internal";
    private static final String PUBLIC = "casestudy.case-studies";
    private static final String INTERNAL = "casestudy.case-studies.internal";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @LocalServerPort
    int port;

    @Autowired
    Organisations organisations;

    @Autowired
    CaseStudies studies;

    Api api = new Api(0);
    String organisation = "";
    String member = "";
    String token = "";

    @BeforeEach
    void begin() {
        api = new Api(port);
        organisation = UUID.randomUUID().toString();
        member = UUID.randomUUID().toString();
        token = TestTokens.member(member).organisation(organisation).bearer();
    }

    private void named(long sequence, String cy, String en) {
        TestTopics.publish(
                ORGANISATIONS,
                "wales.rhannu.membership.organisation-changed.v1",
                organisation,
                sequence,
                """
                {"state": {"id": "%s", "code": "X1", "kind": "local-authority", "name": {"cy": "%s", "en": "%s"},
                 "emailDomains": []}, "change": {}}
                """
                        .formatted(organisation, cy, en));
    }

    private String published() {
        return published(Api.unique());
    }

    private String published(String title) {
        Answer draft =
                api.send("POST", "/case-studies", token, Api.complete(title).toString());
        api.act(draft.id(), "submission", token);
        assertThat(api.act(draft.id(), "publication", FACILITATOR).status()).isEqualTo(200);
        return draft.id();
    }

    @Test
    void everyExampleOfAnOrganisationIsRead() {
        List<Contracts.Example> examples = Contracts.examples(ORGANISATIONS);
        for (Contracts.Example example : examples) {
            JsonNode state = Api.json(example.data()).path("state");
            String id = UUID.randomUUID().toString();
            TestTopics.publish(ORGANISATIONS, "wales.rhannu.membership." + example.event(), id, 1, example.data());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(organisations.nameOf(id))
                    .contains(new Bilingual(
                            state.path("name").path("cy").stringValue(),
                            state.path("name").path("en").stringValue())));
        }
    }

    @Test
    void everyExampleOfAMemberIsPassedOver() {
        String id = published();
        for (Contracts.Example example : Contracts.examples(MEMBERS)) {
            TestTopics.publish(MEMBERS, "wales.rhannu.membership." + example.event(), member, 1, example.data());
        }
        TestTopics.publish(MEMBERS, "wales.rhannu.membership.member-erased.v1", member, 2, null);
        Contracts.assertValid(
                TestTopics.awaitEvent(INTERNAL, "wales.rhannu.casestudy.case-study-author-removed.v1", id));
        assertThat(TestTopics.keys("dlq.casestudy-service.erasure." + MEMBERS)).doesNotContain(member);
    }

    @Test
    void aStudySaysItsOrganisationsNameAlsoWhenThatIsLearnedLater() {
        String id = published();
        assertThat(api.study(id, null).json().path("organisation").has("name")).isFalse();

        named(1, "Cyngor", "Council");
        ReceivedEvent learned =
                TestTopics.awaitEvent(PUBLIC, "wales.rhannu.casestudy.case-study-organisation-named.v1", id);
        Contracts.assertValid(learned);
        JsonNode seen = api.study(id, null).json();
        assertThat(Objects.requireNonNull(learned.data()).path("state")).isEqualTo(seen);
        assertThat(seen.path("organisation").path("name").path("en").stringValue())
                .isEqualTo("Council");
        Contracts.assertValid(
                TestTopics.awaitEvent(INTERNAL, "wales.rhannu.casestudy.case-study-organisation-named.v1", id));

        String title = Api.unique();
        String another = published(title);
        assertThat(api.study(another, null)
                        .json()
                        .path("organisation")
                        .path("name")
                        .path("cy")
                        .stringValue())
                .isEqualTo("Cyngor");
        // only the organisations with most studies are counted, and others of this database have many
        JsonNode facet = api.search("q=" + title, null).json().path("facets").path("organisation");
        assertThat(facet.toString()).contains("Council");
    }

    @Test
    void aNameThatIsToldWhileADraftIsStoredIsNotLost() {
        // whoever follows the organisations looked for this one's studies just before there was one
        studies.tell((id, sequence, state) -> {
            if (state != null
                    && state.organisation() != null
                    && organisation.equals(state.organisation().id())) {
                organisations.model().accept(namedCouncil());
            }
        });
        Answer draft = api.send("POST", "/case-studies", token, Api.complete().toString());
        assertThat(draft.json().at("/organisation/name/en").asString("")).isEqualTo("Council");
        assertThat(api.act(draft.id(), "submission", token, "If-Match", draft.etag())
                        .status())
                .isEqualTo(200);
    }

    private Message<?> namedCouncil() {
        return MessageBuilder.withPayload(
                        "{\"state\": {\"name\": {\"cy\": \"Cyngor\", \"en\": \"Council\"}}, \"change\": {}}"
                                .getBytes(UTF_8))
                .setHeader(KafkaHeaders.RECEIVED_TOPIC, ORGANISATIONS)
                .setHeader("ce_id", organisation + "-1")
                .setHeader("ce_source", "/membership-service")
                .setHeader("ce_type", "wales.rhannu.membership.organisation-changed.v1")
                .setHeader("ce_subject", organisation)
                .setHeader("ce_time", "2026-01-01T00:00:00Z")
                .setHeader("ce_dataschema", "/schemas/x")
                .setHeader("ce_sequence", "1")
                .build();
    }

    @Test
    void whoeverLeavesLeavesNoTrace() {
        String study = published();
        String draft = api.send("POST", "/case-studies", token, Api.complete().toString())
                .id();
        TestTopics.publish(MEMBERS, "wales.rhannu.membership.member-erased.v1", member, 1, null);

        TestTopics.awaitTombstone(INTERNAL, draft);
        TestTopics.awaitEvent(INTERNAL, "wales.rhannu.casestudy.case-study-author-removed.v1", study);
        assertThat(api.study(draft, FACILITATOR).status()).isEqualTo(404);
        JsonNode left =
                api.get("/case-studies/" + study + "?view=working", FACILITATOR).json();
        assertThat(left.has("author")).isFalse();
        assertThat(left.has("contactRole")).isFalse();
        assertThat(left.path("organisation").path("id").stringValue()).isEqualTo(organisation);
        assertThat(api.study(study, null).status()).isEqualTo(200);
        // and the token of whoever left is taken no longer: by the starter, in every service
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(api.search("mine=true", token).status()).isEqualTo(401));
    }

    @Test
    void aPoisonRecordIsPutAsideAndTheNextIsRead() {
        TestTopics.publishRaw(MEMBERS, member, null, java.util.Map.of("x", "y"));
        String id = published();
        TestTopics.publish(MEMBERS, "wales.rhannu.membership.member-erased.v1", member, 1, null);
        TestTopics.awaitEvent(INTERNAL, "wales.rhannu.casestudy.case-study-author-removed.v1", id);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TestTopics.records("dlq.casestudy-service.erasure." + MEMBERS))
                        .isNotEmpty());
    }
}
