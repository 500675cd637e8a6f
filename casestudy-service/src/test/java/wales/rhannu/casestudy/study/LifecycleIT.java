package wales.rhannu.casestudy.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.casestudy.Api.AUTHOR;
import static wales.rhannu.casestudy.Api.CARDIFF;
import static wales.rhannu.casestudy.Api.FACILITATOR;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyServiceTest;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

@CaseStudyServiceTest
class LifecycleIT {

    private static final String PUBLIC = "casestudy.case-studies";
    private static final String INTERNAL = "casestudy.case-studies.internal";
    private static final String TYPE = "wales.rhannu.casestudy.case-study-";
    private static final String COLLEAGUE =
            TestTokens.member("colleague").organisation(CARDIFF).bearer();
    private static final String ELSEWHERE =
            TestTokens.member("elsewhere").organisation("another-organisation").bearer();

    @LocalServerPort
    int port;

    @Autowired
    ImportedStudies imported;

    @Autowired
    CaseStudies studies;

    Api api = new Api(0);

    @BeforeEach
    void api() {
        api = new Api(port);
    }

    private static JsonNode state(ReceivedEvent event) {
        return Objects.requireNonNull(event.data()).path("state");
    }

    @Test
    void everyExampleOfOurOwnInternalTopicIsRead() {
        for (Contracts.Example example : Contracts.examples(INTERNAL)) {
            JsonNode state = Api.json(example.data()).path("state");
            StudyState read = studies.read(state);
            assertThat(read.id()).isEqualTo(state.path("id").stringValue());
            assertThat(read.content().lessons())
                    .hasSameSizeAs(state.path("content").path("lessons"));
            assertThat(read.content().title()).isNotNull();
        }
    }

    @Nested
    class FromDraftToArchive {

        @Test
        void everyStepIsPublishedAsItsContractSays() {
            String id = api.published(Api.complete());
            assertThat(api.edit(id, AUTHOR, "{\"outcome\": \"success\"}").status())
                    .isEqualTo(200);
            assertThat(api.act(id, "archival", AUTHOR).status()).isEqualTo(200);

            TestTopics.awaitEvent(INTERNAL, TYPE + "archived.v1", id);
            List<ReceivedEvent> internal = TestTopics.read(INTERNAL, id);
            assertThat(internal)
                    .extracting(ReceivedEvent::type)
                    .containsExactly(
                            TYPE + "drafted.v1",
                            TYPE + "submitted.v1",
                            TYPE + "published.v1",
                            TYPE + "edited.v1",
                            TYPE + "archived.v1");
            internal.forEach(Contracts::assertValid);
            TestTopics.awaitTombstone(PUBLIC, id);
            List<ReceivedEvent> open = TestTopics.read(PUBLIC, id);
            assertThat(open)
                    .extracting(ReceivedEvent::type)
                    .containsExactly(TYPE + "published.v1", TYPE + "edited.v1", TYPE + "archived.v1");
            open.forEach(Contracts::assertValid);
        }

        @Test
        void whatThePublicTopicSaysIsWhatTheApiGives() {
            String id = api.published(Api.complete());
            ReceivedEvent published = TestTopics.awaitEvent(PUBLIC, TYPE + "published.v1", id);
            assertThat(state(published)).isEqualTo(api.study(id, null).json());

            assertThat(api.edit(id, FACILITATOR, "{\"technologies\": [\"Kofax\"], \"costs\": {\"annual\": 99.90}}")
                            .status())
                    .isEqualTo(200);
            ReceivedEvent edited = TestTopics.awaitEvent(PUBLIC, TYPE + "edited.v1", id);
            assertThat(state(edited)).isEqualTo(api.study(id, FACILITATOR).json());
            assertThat(state(edited).path("technologies").path(0).stringValue()).isEqualTo("Kofax");
        }

        @Test
        void authorContactAndRawValuesAreForThoseWhoWorkOnItAlone() {
            String id = api.published(Api.complete());

            JsonNode open = api.study(id, null).json();
            assertThat(open.has("author")).isFalse();
            assertThat(open.has("contactRole")).isFalse();
            JsonNode working =
                    api.get("/case-studies/" + id + "?view=working", AUTHOR).json();
            assertThat(working.path("author").stringValue()).isEqualTo("author");
            assertThat(working.path("contactRole").stringValue()).isEqualTo("Digital lead");
            assertThat(api.get("/case-studies/" + id + "?view=working", ELSEWHERE)
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void onlyAFacilitatorPublishesAndOnlyWhatWasSubmitted() {
            String id = api.draft(Api.complete());

            assertThat(api.act(id, "publication", AUTHOR).status()).isEqualTo(403);
            assertThat(api.act(id, "publication", FACILITATOR).status()).isEqualTo(409);
            assertThat(api.act(id, "submission", AUTHOR).status()).isEqualTo(200);
            assertThat(api.act(id, "submission", AUTHOR).status()).isEqualTo(409);
            Answer published = api.act(id, "publication", FACILITATOR);
            assertThat(published.status()).isEqualTo(200);
            assertThat(published.json().path("toPublish")).isEmpty();
        }

        @Test
        void whatIsMissingIsToldWithPointers() {
            String id = api.draft(Api.json("{\"title\": {\"en\": \"Half\"}}"));
            Answer submitted = api.act(id, "submission", AUTHOR, "Accept-Language", "cy");

            Answer answer = api.act(id, "publication", FACILITATOR, "Accept-Language", "cy");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(submitted.json().path("toPublish"))
                    .as("who submits is told what will be refused")
                    .isEqualTo(answer.json().path("errors"));
            assertThat(answer.json().path("errors").findValuesAsString("pointer"))
                    .containsExactlyInAnyOrder(
                            "/kind",
                            "/stage",
                            "/outcome",
                            "/title/cy",
                            "/summary/cy",
                            "/summary/en",
                            "/problem",
                            "/lessons");
        }

        @Test
        void whatIsPublishedStaysComplete() {
            String id = api.published(Api.complete());
            assertThat(api.edit(id, AUTHOR, "{\"lessons\": []}").status()).isEqualTo(422);
            assertThat(api.study(id, null).json().path("lessons").size()).isEqualTo(1);
        }

        @Test
        void aTakenDownOneIsGoneForItsReaders() {
            String id = api.published(Api.complete());
            assertThat(api.act(id, "takedown", AUTHOR).status()).isEqualTo(403);
            Answer down = api.send(
                    "POST",
                    "/case-studies/" + id + "/takedown",
                    FACILITATOR,
                    "{\"reason\": \"It names a confidential price.\"}");

            assertThat(down.status()).isEqualTo(200);
            Contracts.assertValid(TestTopics.awaitEvent(INTERNAL, TYPE + "taken-down.v1", id));
            TestTopics.awaitTombstone(PUBLIC, id);
            assertThat(api.study(id, null).status()).isEqualTo(404);
            assertThat(api.study(id, AUTHOR).json().path("takenDownBecause").stringValue())
                    .contains("confidential");
        }

        @Test
        void aDraftIsDiscardedByItsAuthor() {
            String id = api.draft(Api.complete());
            assertThat(api.send("DELETE", "/case-studies/" + id, COLLEAGUE, null)
                            .status())
                    .isEqualTo(404);
            assertThat(api.send("DELETE", "/case-studies/" + id, AUTHOR, null).status())
                    .isEqualTo(204);
            assertThat(api.study(id, AUTHOR).status()).isEqualTo(404);
            TestTopics.awaitTombstone(INTERNAL, id);
        }
    }

    @Nested
    class Requests {

        @Test
        void theSameKeyMakesOneDraft() {
            String key = UUID.randomUUID().toString();
            String body = Api.complete().toString();
            Answer first = api.send("POST", "/case-studies", AUTHOR, body, "Idempotency-Key", key);
            Answer second = api.send("POST", "/case-studies", AUTHOR, body, "Idempotency-Key", key);
            Answer other =
                    api.send("POST", "/case-studies", AUTHOR, Api.complete().toString(), "Idempotency-Key", key);

            assertThat(first.status()).isEqualTo(201);
            assertThat(second.status()).isEqualTo(201);
            assertThat(second.json()).isEqualTo(first.json());
            assertThat(other.status()).isEqualTo(422);
        }

        @Test
        void theSameKeyPublishesOnce() {
            String id = api.draft(Api.complete());
            api.act(id, "submission", AUTHOR);
            Answer first = api.act(id, "publication", FACILITATOR, "Idempotency-Key", "publish-" + id);
            Answer second = api.act(id, "publication", FACILITATOR, "Idempotency-Key", "publish-" + id);

            assertThat(second.status()).isEqualTo(200);
            assertThat(second.json()).isEqualTo(first.json());
            assertThat(second.etag()).isEqualTo(first.etag());
        }

        @Test
        void anEditNamesTheVersionThatItChanges() {
            String id = api.draft(Api.complete());
            String etag = api.study(id, AUTHOR).etag();

            assertThat(api.send("PATCH", "/case-studies/" + id, AUTHOR, "{}").status())
                    .isEqualTo(428);
            assertThat(api.edit(id, AUTHOR, etag, "{\"stage\": \"pilot\"}").status())
                    .isEqualTo(200);
            assertThat(api.edit(id, AUTHOR, etag, "{\"stage\": \"idea\"}").status())
                    .isEqualTo(412);
            assertThat(api.send(
                                    "GET",
                                    "/case-studies/" + id,
                                    AUTHOR,
                                    null,
                                    "If-None-Match",
                                    api.study(id, AUTHOR).etag())
                            .status())
                    .isEqualTo(304);
        }

        @Test
        void aMergePatchRemovesWhatIsNull() {
            String id = api.draft(Api.complete());
            Answer answer =
                    api.edit(id, AUTHOR, "{\"kind\": null, \"title\": {\"en\": \"New\"}, \"technologies\": []}");

            assertThat(answer.json().has("kind")).isFalse();
            assertThat(answer.json().path("title").path("en").stringValue()).isEqualTo("New");
            assertThat(answer.json().path("title").has("cy")).isTrue();
            assertThat(answer.json().path("technologies")).isEmpty();
        }

        @Test
        void whatDoesNotFitIsRefusedWithAPointer() {
            refused("{\"kind\": \"robot\"}", "/kind");
            refused("{\"title\": \"one language\"}", "/title");
            refused("{\"title\": {\"en\": \"" + "x".repeat(301) + "\"}}", "/title/en");
            refused("{\"title\": {\"en\": \"\\ud800\"}}", "/title/en");
            refused("{\"title\": {\"en\": \"a\\u0000b\"}}", "/title/en");
            refused("{\"costs\": {\"annual\": -1}}", "/costs/annual");
            refused("{\"costs\": {\"annual\": {\"from\": 2, \"to\": 1}}}", "/costs/annual");
            refused("{\"costs\": {\"annual\": 1e400}}", "/costs/annual");
            refused("{\"reuse\": {\"codeUrl\": \"javascript:alert(1)\"}}", "/reuse/codeUrl");
            refused("{\"lessons\": [{\"kind\": \"worked\", \"text\": 7}]}", "/lessons/0/text");
            refused("{\"disclosure\": {\"audience\": \"all\"}}", "/disclosure/audience");
            refused("{\"disclosure\": {\"embargoUntil\": \"tomorrow\"}}", "/disclosure");
            refused("{\"dates\": {\"begun\": \"31/12/2024\"}}", "/dates/begun");
            refused("{\"dates\": {\"asStated\": {\"begun\": \"2024-12-31\"}}}", "/dates/asStated/begun");
            refused("{\"dates\": {\"asStated\": {\"live\": \"2024-13\"}}}", "/dates/asStated/live");
            refused("{\"source\": {\"name\": \"mine\"}}", "/source");
        }

        private void refused(String body, String pointer) {
            Answer answer = api.send("POST", "/case-studies", AUTHOR, body);
            assertThat(answer.status()).as(body + " " + answer.body()).isEqualTo(422);
            assertThat(answer.json().path("errors").path(0).path("pointer").asString(""))
                    .as(body + " " + answer.body())
                    .startsWith(pointer);
        }

        @Test
        void whatIsNoJsonIsRefused() {
            for (String body : List.of("{", "[]", "\"text\"", "[".repeat(5000))) {
                Answer answer = api.send("POST", "/case-studies", AUTHOR, body);
                assertThat(answer.status()).as(body).isBetween(400, 422);
                assertThat(answer.response().headers().firstValue("Content-Type"))
                        .contains("application/problem+json");
            }
        }

        @Test
        void anAuthorBelongsToAnOrganisation() {
            Answer answer = api.send(
                    "POST",
                    "/case-studies",
                    TestTokens.member("nowhere").bearer(),
                    Api.complete().toString());
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.json().path("errors").path(0).path("pointer").stringValue())
                    .isEqualTo("/organisation");
            assertThat(api.send("POST", "/case-studies", null, "{}").status()).isEqualTo(401);
        }
    }

    @Nested
    class WhoReads {

        @Test
        void aDraftItsAuthorAndFacilitatorsAlone() {
            String id = api.draft(Api.complete());
            assertThat(api.study(id, AUTHOR).status()).isEqualTo(200);
            assertThat(api.study(id, FACILITATOR).status()).isEqualTo(200);
            assertThat(api.study(id, COLLEAGUE).status()).isEqualTo(404);
            assertThat(api.study(id, null).status()).isEqualTo(404);
            assertThat(api.edit(id, COLLEAGUE, "\"99\"", "{}").status()).isEqualTo(404);
            assertThat(api.act(id, "publication", ELSEWHERE).status()).isEqualTo(404);
        }

        @Test
        void whatIsForMembersEveryMember() {
            String id = api.published(disclosed("{\"audience\": \"members\"}"));
            assertThat(api.study(id, null).status()).isEqualTo(404);
            assertThat(api.study(id, ELSEWHERE).status()).isEqualTo(200);
            assertThat(api.study(id, ELSEWHERE).json().has("author")).isFalse();
            assertThat(api.study(
                                    id,
                                    TestTokens.program("p").onlyRoles("partner").bearer())
                            .status())
                    .isEqualTo(404);
            TestTopics.awaitEvent(INTERNAL, TYPE + "published.v1", id);
            assertThat(TestTopics.read(PUBLIC, id)).isEmpty();
        }

        @Test
        void whatIsForAnOrganisationItsPeople() {
            String id = api.published(disclosed("{\"audience\": \"organisation\"}"));
            assertThat(api.study(id, null).status()).isEqualTo(404);
            assertThat(api.study(id, ELSEWHERE).status()).isEqualTo(404);
            assertThat(api.study(id, COLLEAGUE).status()).isEqualTo(200);
        }

        @Test
        void anAnonymousOneDoesNotSayWhoseItIs() {
            String id = api.published(disclosed("{\"audience\": \"public\", \"anonymous\": true}"));
            for (JsonNode seen : List.of(
                    api.study(id, null).json(),
                    api.study(id, ELSEWHERE).json(),
                    state(TestTopics.awaitEvent(PUBLIC, TYPE + "published.v1", id)))) {
                assertThat(seen.has("organisation")).isFalse();
                assertThat(seen.has("team")).isFalse();
                assertThat(seen.toString()).doesNotContain(CARDIFF);
            }
        }

        @Test
        void narrowingTheAudienceSendsATombstone() {
            String id = api.published(Api.complete());
            TestTopics.awaitEvent(PUBLIC, TYPE + "published.v1", id);
            assertThat(api.edit(id, AUTHOR, "{\"disclosure\": {\"audience\": \"members\"}}")
                            .status())
                    .isEqualTo(200);

            TestTopics.awaitTombstone(PUBLIC, id);
            assertThat(api.study(id, null).status()).isEqualTo(404);
            Contracts.assertValid(TestTopics.awaitEvent(INTERNAL, TYPE + "disclosure-changed.v1", id));

            api.edit(id, AUTHOR, "{\"disclosure\": {\"audience\": \"public\"}}");
            ReceivedEvent widened = TestTopics.await(
                    PUBLIC,
                    it -> it.subject().equals(id)
                            && it.type().equals(TYPE + "disclosure-changed.v1")
                            && !it.isTombstone());
            Contracts.assertValid(widened);
            assertThat(state(widened)).isEqualTo(api.study(id, null).json());
        }

        @Test
        void anEmbargoEndsByItself() {
            String id = api.published(disclosed("{\"audience\": \"public\", \"embargoUntil\": \"2190-01-01\"}"));
            assertThat(api.study(id, null).status()).isEqualTo(404);
            assertThat(api.study(id, AUTHOR).status()).isEqualTo(200);

            Instant until = Instant.now().plusSeconds(5);
            assertThat(api.edit(id, AUTHOR, "{\"disclosure\": {\"embargoUntil\": \"" + until + "\"}}")
                            .status())
                    .isEqualTo(200);

            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(
                            () -> assertThat(api.study(id, null).status()).isEqualTo(200));
            ReceivedEvent lifted = TestTopics.awaitEvent(PUBLIC, TYPE + "embargo-lifted.v1", id);
            Contracts.assertValid(lifted);
            assertThat(state(lifted)).isEqualTo(api.study(id, null).json());
            assertThat(TestTopics.read(PUBLIC, id)).hasSize(1);
        }

        @Test
        void anEmbargoIsALaterOneToo() {
            String id = api.published(Api.complete());
            api.edit(id, AUTHOR, "{\"disclosure\": {\"embargoUntil\": \"2190-01-01\"}}");
            TestTopics.awaitTombstone(PUBLIC, id);
            assertThat(api.study(id, null).status()).isEqualTo(404);
        }

        private ObjectNode disclosed(String disclosure) {
            ObjectNode content = Api.complete();
            content.set("disclosure", Api.json(disclosure));
            return content;
        }
    }

    @Nested
    class Imported {

        private final ObjectNode row = (ObjectNode)
                Api.json(
                        """
                {"title": {"en": "Ask online"}, "summary": {"en": "A webchat"},
                 "source": {"name": "uk-atrs", "row": "1", "organisation": "HM Revenue & Customs",
                            "raw": [{"column": "Tool", "value": "Ask secretly"}]}}
                """);

        @Test
        void aPublishedOneShowsWhatItsSourceDoesNotTell() {
            String id = UUID.randomUUID().toString();
            assertThat(imported.take(id, row, true, "import/1")).isEqualTo(ImportedStudies.Taken.CREATED);

            JsonNode seen = api.study(id, null).json();
            assertThat(seen.path("kind").stringValue()).isEqualTo("not-known");
            assertThat(seen.path("source").path("organisation").stringValue()).isEqualTo("HM Revenue & Customs");
            assertThat(seen.path("gaps").toString()).contains("/lessons", "/kind");
            assertThat(seen.toString()).doesNotContain("secretly");
            ReceivedEvent open = TestTopics.awaitEvent(PUBLIC, TYPE + "imported.v1", id);
            Contracts.assertValid(open);
            assertThat(state(open)).isEqualTo(seen);
            ReceivedEvent internal = TestTopics.awaitEvent(INTERNAL, TYPE + "imported.v1", id);
            Contracts.assertValid(internal);
            assertThat(state(internal).toString()).contains("Ask secretly");
        }

        @Test
        void importingAgainChangesNothingButWhatIsAskedFor() {
            String id = UUID.randomUUID().toString();
            imported.take(id, row, false, "import/1");
            assertThat(imported.has(id)).isTrue();
            assertThat(api.study(id, null).status()).isEqualTo(404);

            assertThat(imported.take(id, row, false, "import/2")).isEqualTo(ImportedStudies.Taken.UNCHANGED);
            assertThat(api.study(id, FACILITATOR).etag()).isEqualTo("\"1\"");
            assertThat(imported.take(id, row, true, "import/3")).isEqualTo(ImportedStudies.Taken.UPDATED);
            assertThat(imported.take(id, row, true, "import/3"))
                    .as("a repeat after a crash")
                    .isEqualTo(ImportedStudies.Taken.UPDATED);
            assertThat(api.study(id, null).status()).isEqualTo(200);
            assertThat(api.study(id, FACILITATOR).etag()).isEqualTo("\"2\"");
            assertThat(imported.take(id, row, false, "import/4")).isEqualTo(ImportedStudies.Taken.UNCHANGED);
        }

        @Test
        void withoutATitleItIsRefusedWithAPointer() {
            row.remove("title");
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> imported.take(UUID.randomUUID().toString(), row, true, "import/1"))
                    .satisfies(refusal ->
                            assertThat(refusal.violations().get(0).pointer()).isEqualTo("/title"));
        }

        @Test
        void aValueThatDoesNotFitIsRefusedWithAPointer() {
            row.put("stage", "deployed");
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> imported.take(UUID.randomUUID().toString(), row, true, "import/1"))
                    .satisfies(refusal ->
                            assertThat(refusal.violations().get(0).pointer()).isEqualTo("/stage"));
        }
    }
}
