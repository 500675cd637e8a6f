package wales.rhannu.feedback.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static wales.rhannu.feedback.Api.FACILITATOR;
import static wales.rhannu.feedback.Api.member;
import static wales.rhannu.feedback.Api.somebody;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

@FeedbackServiceTest
class RankingIT {

    private static final String PUBLIC = "feedback.rankings";
    private static final String INTERNAL = "feedback.rankings.internal";
    private static final String BALLOTS = "feedback.ballots.internal";
    private static final String TYPE = "wales.rhannu.feedback.ranking-";

    @LocalServerPort
    int port;

    Api api = new Api(0);

    @BeforeEach
    void api() {
        api = new Api(port);
    }

    private static String at(String id) {
        return "/rankings/" + id;
    }

    @Nested
    class FromDraftToResult {

        @Test
        void everyStepIsPublishedAsItsContractSays() {
            String author = somebody();
            String id = api.post("/rankings", author, Api.ranking()).must(201).id();
            api.patch(at(id), author, "{\"description\": {\"cy\": \"Pa un sydd orau?\", \"en\": \"Which is best?\"}}")
                    .must(200);
            api.act(at(id) + "/opening", FACILITATOR).must(200);
            String voter = somebody();
            api.cast(id, voter, "[\"b\", \"a\"]").must(200);
            api.cast(id, voter, "[\"a\"]").must(200);
            api.cast(id, somebody(), "[\"a\", \"b\"]").must(200);
            api.cast(id, somebody(), "[\"c\"]").must(200);
            String gone = somebody();
            api.cast(id, gone, "[\"c\"]").must(200);
            api.send("DELETE", at(id) + "/ballots/me", gone, null).must(204);
            Answer closed = api.act(at(id) + "/closing", FACILITATOR).must(200);
            assertThat(closed.json().path("status").stringValue()).isEqualTo("closed");

            ReceivedEvent last = TestTopics.awaitEvent(PUBLIC, TYPE + "closed.v1", id);
            List<ReceivedEvent> open = TestTopics.read(PUBLIC, id);
            assertThat(open)
                    .extracting(ReceivedEvent::type)
                    .containsExactly(TYPE + "opened.v1", TYPE + "closing-begun.v1", TYPE + "closed.v1");
            open.forEach(Contracts::assertValid);
            JsonNode state = Objects.requireNonNull(last.data()).path("state");
            JsonNode result = api.get(at(id) + "/result", null).must(200).json();
            assertThat(state.path("result")).isEqualTo(result);
            assertThat(result.path("voters").path("people").intValue()).isEqualTo(3);
            assertThat(result.path("byPerson")
                            .path("borda")
                            .path("points")
                            .path("a")
                            .path("exact")
                            .stringValue())
                    .isEqualTo("9/2");
            assertThat(result.path("byPerson").path("condorcetWinner").stringValue())
                    .isEqualTo("a");
            assertThat(result.path("groups").size()).isEqualTo(1);

            TestTopics.awaitEvent(INTERNAL, TYPE + "closed.v1", id);
            List<ReceivedEvent> internal = TestTopics.read(INTERNAL, id);
            assertThat(internal).extracting(ReceivedEvent::type).contains(TYPE + "drafted.v1", TYPE + "edited.v1");
            internal.forEach(Contracts::assertValid);

            // each ballot is relayed by itself
            for (String what : List.of("cast", "withdrawn", "sealed")) {
                TestTopics.await(
                        BALLOTS,
                        event ->
                                event.type().equals("wales.rhannu.feedback.ballot-" + what + ".v1") && isOf(id, event));
            }
            List<ReceivedEvent> ballots = TestTopics.read(BALLOTS).stream()
                    .filter(event -> isOf(id, event))
                    .toList();
            assertThat(ballots)
                    .extracting(ReceivedEvent::type)
                    .contains(
                            "wales.rhannu.feedback.ballot-cast.v1",
                            "wales.rhannu.feedback.ballot-withdrawn.v1",
                            "wales.rhannu.feedback.ballot-sealed.v1");
            ballots.forEach(Contracts::assertValid);
        }

        /** Other tests of this broker erase ballots, which leaves events without data. */
        private static boolean isOf(String ranking, ReceivedEvent ballot) {
            JsonNode data = ballot.data();
            return data != null && ranking.equals(data.at("/state/ranking").asString(""));
        }

        @Test
        void aDraftIsItsAuthorsAndTheFacilitators() {
            String author = somebody();
            String id = api.post("/rankings", author, Api.ranking()).must(201).id();

            api.get(at(id), author).must(200);
            api.get(at(id), FACILITATOR).must(200);
            api.get(at(id), null).must(404);
            api.get(at(id), somebody()).must(404);
            api.act(at(id) + "/opening", author).must(403);
            api.act(at(id) + "/opening", somebody()).must(404);
            api.cast(id, author, "[\"a\"]").must(404);
            JsonNode own = api.get("/rankings?status=draft", author).json().path("items");
            assertThat(own.size()).isEqualTo(1);
            assertThat(own.path(0).path("id").stringValue()).isEqualTo(id);
            assertThat(api.get("/rankings", author)
                            .json()
                            .path("counts")
                            .path("draft")
                            .longValue())
                    .isEqualTo(1);
            assertThat(api.get("/rankings", somebody())
                            .json()
                            .path("counts")
                            .path("draft")
                            .longValue())
                    .isZero();
            assertThat(api.get("/rankings", FACILITATOR)
                            .json()
                            .path("counts")
                            .path("draft")
                            .longValue())
                    .isPositive();
            assertThat(api.get("/rankings", null).json().path("counts").propertyNames())
                    .containsExactly("open", "closing", "closed");
            assertThat(api.get("/rankings?status=draft", somebody())
                            .json()
                            .path("items")
                            .size())
                    .isZero();
            api.get("/rankings?status=draft", null).must(401);
            api.send("DELETE", at(id), somebody(), null).must(404);
            api.send("DELETE", at(id), author, null, "Idempotency-Key", "discards it")
                    .must(204);
            api.send("DELETE", at(id), author, null, "Idempotency-Key", "discards it")
                    .must(204);
            api.send("DELETE", at(id), author, null).must(404);
            api.get(at(id), author).must(404);
            TestTopics.awaitTombstone(INTERNAL, id);
        }

        @Test
        void whatIsOpenIsNotEdited() {
            String id = api.openRanking();
            assertThat(api.patch(at(id), FACILITATOR, "{\"options\": []}")
                            .must(409)
                            .problem())
                    .isEqualTo("not-a-draft");
            assertThat(api.act(at(id) + "/opening", FACILITATOR).must(409).problem())
                    .isEqualTo("not-a-draft");
        }

        @Test
        void whatIsMissingForAnOpeningIsToldWithPointers() {
            String id = api.post("/rankings", FACILITATOR, "{\"options\": [{\"id\": \"a\"}]}")
                    .must(201)
                    .id();
            assertThat(api.act(at(id) + "/opening", FACILITATOR)
                            .must(422)
                            .json()
                            .path("errors")
                            .findValuesAsString("pointer"))
                    .containsExactly(
                            "/title/cy", "/title/en", "/options", "/options/0/title/cy", "/options/0/title/en");
        }

        @Test
        void theSameKeyDraftsOnce() {
            String key = UUID.randomUUID().toString();
            String first = api.post("/rankings", FACILITATOR, Api.ranking(), "Idempotency-Key", key)
                    .must(201)
                    .id();
            assertThat(api.post("/rankings", FACILITATOR, Api.ranking(), "Idempotency-Key", key)
                            .must(201)
                            .id())
                    .isEqualTo(first);
        }

        @Test
        void listsAreReadInPages() {
            String older = api.openRanking();
            String newer = api.openRanking();
            api.cast(newer, somebody(), "[\"a\"]").must(200);
            JsonNode first =
                    api.get("/rankings?status=open&limit=1", null).must(200).json();
            assertThat(first.path("items").path(0).path("id").stringValue()).isEqualTo(newer);
            assertThat(first.path("items").path(0).path("voters").intValue()).isEqualTo(1);
            JsonNode second = api.get(
                            "/rankings?status=open&limit=1&after="
                                    + first.path("next").stringValue(),
                            null)
                    .json();
            assertThat(second.path("items").path(0).path("id").stringValue()).isEqualTo(older);
            api.get("/rankings?status=lost", null).must(422);
        }
    }

    @Nested
    class ABallot {

        @Test
        void isItsVotersAlone() {
            String id = api.openRanking();
            String voter = somebody();
            api.cast(id, voter, "[\"c\", \"a\"]").must(200);

            assertThat(api.get(at(id) + "/ballots/me", voter)
                            .must(200)
                            .json()
                            .path("order")
                            .toString())
                    .isEqualTo("[\"c\",\"a\"]");
            api.get(at(id) + "/ballots/me", somebody()).must(404);
            api.get(at(id) + "/ballots/me", null).must(401);
            JsonNode seen = api.get(at(id), null).json();
            assertThat(seen.path("voters").intValue()).isEqualTo(1);
            assertThat(seen.has("result")).isFalse();
        }

        @Test
        void isWithdrawn() {
            String id = api.openRanking();
            String voter = somebody();
            api.cast(id, voter, "[\"c\"]").must(200);
            api.send("DELETE", at(id) + "/ballots/me", voter, null).must(204);
            api.send("DELETE", at(id) + "/ballots/me", voter, null).must(204);
            api.send("DELETE", at(id) + "/ballots/me", somebody(), null).must(204);
            api.get(at(id) + "/ballots/me", voter).must(404);
            assertThat(api.get(at(id), null).json().path("voters").intValue()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "null", "[\"d\"]", "[\"a\", \"a\"]", "[null]", "\"a\"", "[1]", "[[\"a\"]]", "{}"})
        void isRefusedWhereItIsNone(String order) {
            String id = api.openRanking();
            api.cast(id, somebody(), order).must(422);
            assertThat(api.get(at(id), null).json().path("voters").intValue()).isZero();
        }

        @Test
        void isCastByMembersOfAnOrganisation() {
            String id = api.openRanking();
            api.cast(id, TestTokens.program("a-program").onlyRoles("partner").bearer(), "[\"a\"]")
                    .must(403);
            api.cast(id, TestTokens.member("alone").bearer(), "[\"a\"]").must(422);
            api.send("PUT", at(id) + "/ballots/me", null, "{\"order\": [\"a\"]}")
                    .must(401);
        }

        @Test
        void isRefusedAfterTheClosingInTheLanguageOfTheVoter() {
            String id = api.openRanking();
            String voter = somebody();
            api.cast(id, voter, "[\"c\"]").must(200);
            api.act(at(id) + "/closing", FACILITATOR).must(200);

            Answer late = api.send(
                            "PUT", at(id) + "/ballots/me", voter, "{\"order\": [\"a\"]}", "Accept-Language", "cy")
                    .must(409);
            assertThat(late.problem()).isEqualTo("not-open");
            assertThat(late.json().path("title").stringValue()).isEqualTo("Nid yw ar agor i bleidleisiau");
            api.send("DELETE", at(id) + "/ballots/me", voter, null).must(409);
            JsonNode own = api.get(at(id) + "/ballots/me", voter).json();
            assertThat(own.path("counted").booleanValue()).isTrue();
            assertThat(own.path("order").toString()).isEqualTo("[\"c\"]");
        }

        @Test
        void isAnsweredAsTheFirstTimeWhenItIsRepeatedAfterTheClosing() {
            String id = api.openRanking();
            String voter = somebody();
            String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
            api.send("PUT", at(id) + "/ballots/me", voter, "{\"order\": [\"c\"]}", key)
                    .must(200);
            api.act(at(id) + "/closing", FACILITATOR).must(200);
            api.send("PUT", at(id) + "/ballots/me", voter, "{\"order\": [\"c\"]}", key)
                    .must(200);
        }
    }

    @Test
    void theApiIsDescribed() {
        JsonNode paths = api.get("/openapi/feedback", null).must(200).json().path("paths");
        assertThat(paths.propertyNames())
                .contains(
                        "/api/v1/rankings/{ranking}/ballots/me", "/api/v1/topics/{topic}/replies", "/api/v1/outcomes");
    }

    @Nested
    class AResult {

        @Test
        void isHiddenUntilTheRankingIsClosed() {
            String id = api.openRanking();
            assertThat(api.get(at(id) + "/result", FACILITATOR).must(409).problem())
                    .isEqualTo("not-closed");
            api.act(at(id) + "/closing", somebody()).must(403);
            api.act(at(id) + "/closing", FACILITATOR).must(200);
            api.get(at(id) + "/result", null).must(200);
            api.act(at(id) + "/closing", FACILITATOR).must(409);
        }

        @Test
        void saysNothingOfPeople() {
            String id = api.openRanking();
            for (int i = 0; i < 4; i++) {
                api.cast(id, member("voter-" + i + id, "organisation-" + i), "[\"a\"]")
                        .must(200);
            }
            api.act(at(id) + "/closing", FACILITATOR).must(200);
            ReceivedEvent closed = TestTopics.awaitEvent(PUBLIC, TYPE + "closed.v1", id);
            assertThat(String.valueOf(closed.data()))
                    .doesNotContain("voter-", "organisation-", "facilitator")
                    .contains("byOrganisation");
        }
    }
}
