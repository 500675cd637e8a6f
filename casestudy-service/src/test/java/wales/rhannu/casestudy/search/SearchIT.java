package wales.rhannu.casestudy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static wales.rhannu.casestudy.Api.AUTHOR;
import static wales.rhannu.casestudy.Api.CARDIFF;
import static wales.rhannu.casestudy.Api.FACILITATOR;
import static wales.rhannu.casestudy.Api.encoded;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyServiceTest;
import wales.rhannu.casestudy.study.ImportedStudies;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTokens;

@CaseStudyServiceTest
class SearchIT {

    @LocalServerPort
    int port;

    @Autowired
    ImportedStudies imported;

    Api api = new Api(0);
    String word = "";

    @BeforeEach
    void begin() {
        api = new Api(port);
        word = Api.unique();
    }

    private String published(String member, String json) {
        ObjectNode content = Api.complete(word);
        content.set(member, Api.json(json));
        return api.published(content);
    }

    private List<String> found(String query) {
        return ids(api.search("q=" + word + "&" + query, null));
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        answer.json().path("items").forEach(item -> ids.add(item.path("id").stringValue()));
        return ids;
    }

    @Nested
    class Words {

        @Test
        void whatWasJustPublishedIsFound() {
            String id = api.published(Api.complete(word));
            Answer answer = api.search("q=" + word, null);
            assertThat(ids(answer)).containsExactly(id);
            assertThat(answer.json().path("total").longValue()).isEqualTo(1);
            assertThat(answer.json().path("next").isNull()).isTrue();
            assertThat(answer.json().path("items").path(0))
                    .isEqualTo(api.study(id, null).json());
        }

        @Test
        void whatWasEditedIsFoundByWhatItSaysNow() {
            String id = api.published(Api.complete(word));
            String other = Api.unique();
            api.edit(id, AUTHOR, "{\"title\": {\"cy\": \"%1$s\", \"en\": \"%1$s\"}}".formatted(other));
            assertThat(found("")).isEmpty();
            assertThat(ids(api.search("q=" + other, null))).containsExactly(id);
        }

        @Test
        void englishIsFoundByItsStemAndWelshWithoutItsAccents() {
            String id = published("problem", "{\"cy\": \"Dŵr a tŷ Ŷ\", \"en\": \"Matching thousands of invoices\"}");
            assertThat(ids(api.search("q=" + word + "+invoice+match", null))).containsExactly(id);
            assertThat(ids(api.search("q=" + encoded(word + " DWR ty"), null))).containsExactly(id);
            assertThat(ids(api.search("q=" + encoded(word + " dŵr"), null))).containsExactly(id);
            assertThat(ids(api.search("q=" + encoded(word + " giraffe"), null))).isEmpty();
        }

        @Test
        void theBeginningOfTheLastWordIsEnough() {
            String id = api.published(Api.complete(word));
            assertThat(ids(api.search("q=" + word.substring(0, 20), null))).containsExactly(id);
        }

        @Test
        void aTitleCountsMoreThanAMention() {
            String mentioned = published("title", "{\"cy\": \"Arall\", \"en\": \"Another\"}");
            api.edit(mentioned, AUTHOR, "{\"problem\": {\"en\": \"" + word + " once\"}}");
            String titled = published("kind", "\"ai\"");
            assertThat(found("")).containsExactly(titled, mentioned);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "AND ( \"",
                    "*:*",
                    "title:[a TO",
                    "\\",
                    "a~2^\"",
                    "-",
                    "/regex/",
                    "{!func}",
                    "&&||!",
                    "\uD83E\uDD16"
                })
        void noSyntaxIsAnError(String q) {
            assertThat(api.search("q=" + encoded(q), null).status()).isEqualTo(200);
        }

        @Test
        void aNullByteIsRefused() {
            assertThat(api.search("q=a%00b", null).status()).isEqualTo(400);
        }

        @Test
        void aVeryLongQuestionIsNoFault() {
            for (String q : List.of("x".repeat(5_000), "ab ".repeat(1_500), "*".repeat(2_000))) {
                assertThat(api.search("q=" + encoded(q), null).status()).isEqualTo(200);
            }
            Answer tooLong = api.search("q=" + "x".repeat(10_000), null);
            assertThat(tooLong.status()).isIn(200, 400, 414, 431);
        }
    }

    @Nested
    class Filters {

        @Test
        void eachNarrowsAndOneOfSeveralValuesIsEnough() {
            String ai = published("kind", "\"ai\"");
            String rpa = published("kind", "\"rpa\"");
            String hybrid = published("kind", "\"hybrid\"");

            assertThat(found("kind=ai")).containsExactly(ai);
            assertThat(found("kind=ai&kind=hybrid")).containsExactlyInAnyOrder(ai, hybrid);
            assertThat(found("kind=ai&stage=live&outcome=partial")).containsExactly(ai);
            assertThat(found("kind=ai&stage=pilot")).isEmpty();
            assertThat(found("technology=uipath")).containsExactlyInAnyOrder(ai, rpa, hybrid);
            assertThat(found("organisation=" + CARDIFF)).hasSize(3);
            assertThat(found("organisation=another")).isEmpty();
        }

        @Test
        void anImportedOneIsFoundByTheOrganisationOfItsSource() {
            String id = UUID.randomUUID().toString();
            imported.take(
                    id,
                    (ObjectNode) Api.json(
                            """
                            {"title": {"en": "%s"}, "summary": {"en": "s"},
                             "source": {"name": "n", "row": "1", "organisation": "HM Revenue & Customs"}}
                            """
                                    .formatted(word)),
                    true,
                    "facilitator");
            assertThat(found("organisation=" + encoded("HM Revenue & Customs"))).containsExactly(id);
            assertThat(ids(api.search("q=" + word + "+revenue", null))).containsExactly(id);
            assertThat(found("kind=not-known")).containsExactly(id);
        }

        @Test
        void facetsCountWhatAnotherChoiceWouldFind() {
            published("kind", "\"ai\"");
            published("kind", "\"ai\"");
            published("kind", "\"rpa\"");

            JsonNode facets = api.search("q=" + word + "&kind=rpa", null).json().path("facets");
            assertThat(facets.path("kind").toString())
                    .isEqualTo("[{\"value\":\"ai\",\"count\":2},{\"value\":\"rpa\",\"count\":1}]");
            assertThat(facets.path("stage").toString()).isEqualTo("[{\"value\":\"live\",\"count\":1}]");
            assertThat(facets.path("technology").toString()).isEqualTo("[{\"value\":\"UiPath\",\"count\":1}]");
            assertThat(facets.path("organisation").path(0).path("value").stringValue())
                    .isEqualTo(CARDIFF);
        }

        @Test
        void anUnknownValueIsRefused() {
            Answer answer = api.search("kind=robot&stage=gone", null);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.json().path("errors").findValuesAsString("parameter"))
                    .containsExactly("kind", "stage");
        }
    }

    @Nested
    class Pages {

        @Test
        void oneAfterTheOtherTheyHaveEachOnce() {
            Set<String> all = new TreeSet<>();
            for (int i = 0; i < 5; i++) {
                all.add(api.published(Api.complete(word)));
            }
            for (String query : List.of("q=" + word, "technology=UiPath&q=" + word)) {
                assertThat(paged(query)).hasSize(5).containsExactlyInAnyOrderElementsOf(all);
            }
            List<String> newest = paged("organisation=" + CARDIFF);
            assertThat(newest).doesNotHaveDuplicates().containsAll(all);
        }

        private List<String> paged(String query) {
            List<String> ids = new ArrayList<>();
            String after = "";
            do {
                Answer page = api.search(query + "&limit=2" + after, null);
                ids.addAll(ids(page));
                JsonNode next = page.json().path("next");
                after = next.isNull() ? "" : "&after=" + next.stringValue();
            } while (!after.isEmpty());
            return ids;
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "!!!", "YQ", "Lw", "Ly8", "MS8yLzM", "TmFOLzEvYQ", "LzFlOS9h"})
        void anAfterThatNoPageGaveIsRefused(String after) {
            assertThat(api.search("after=" + after, null).status()).isEqualTo(400);
            assertThat(api.search("limit=x", null).status()).isEqualTo(400);
        }
    }

    @Nested
    class WhoFinds {

        @Test
        void everybodyFindsWhatTheyMayRead() {
            String draft = api.draft(Api.complete(word));
            String open = published("kind", "\"ai\"");
            String members = published("disclosure", "{\"audience\": \"members\"}");
            String colleagues = published("disclosure", "{\"audience\": \"organisation\"}");
            String later = published("disclosure", "{\"embargoUntil\": \"2190-01-01\"}");
            String query = "q=" + word;

            assertThat(ids(api.search(query, null))).containsExactly(open);
            assertThat(ids(api.search(query, TestTokens.member("m").bearer())))
                    .containsExactlyInAnyOrder(open, members);
            assertThat(ids(api.search(
                            query, TestTokens.member("m").organisation(CARDIFF).bearer())))
                    .containsExactlyInAnyOrder(open, members, colleagues);
            assertThat(ids(api.search(query, FACILITATOR))).containsExactlyInAnyOrder(open, members, colleagues, later);
            assertThat(ids(api.search(query + "&mine=true", AUTHOR)))
                    .containsExactlyInAnyOrder(draft, open, members, colleagues, later);
            assertThat(ids(api.search(query + "&status=draft", AUTHOR))).containsExactly(draft);
            assertThat(ids(api.search(query + "&status=draft", null))).isEmpty();
            assertThat(api.search("mine=true", null).status()).isEqualTo(401);
        }

        @Test
        void whatIsArchivedIsNotFoundAnyMore() {
            String id = api.published(Api.complete(word));
            api.act(id, "archival", AUTHOR);
            assertThat(found("")).isEmpty();
        }

        @Test
        void anAnonymousOneIsNotFoundByItsOrganisation() {
            String id = published("disclosure", "{\"anonymous\": true}");
            assertThat(found("")).containsExactly(id);
            assertThat(found("organisation=" + CARDIFF)).isEmpty();
        }
    }

    @Nested
    class Exports {

        @Test
        void csvIsForSpreadsheets() {
            String id = published("summary", "{\"cy\": \"＝Dŵr\", \"en\": \"=HYPERLINK(\\\"http://evil\\\")\"}");
            Answer answer = api.get("/case-studies/export?format=csv&q=" + word, null);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/csv");
            assertThat(answer.body()).startsWith("\uFEFFid,organisation_id,");
            assertThat(answer.body().lines()).hasSize(2);
            assertThat(answer.body())
                    .contains("\r\n" + id + "," + CARDIFF)
                    .contains(
                            "'＝Dŵr",
                            "\"'=HYPERLINK(\"\"http://evil\"\")\"",
                            "20–30.5",
                            "failed: Llawysgrifen / Handwriting");
        }

        @Test
        void csvHasMonthsAndYearsInColumnsOfTheirOwn() {
            published(
                    "dates",
                    "{\"live\": \"2025-03-04\", \"asStated\": {\"begun\": \"2024-11\", \"retired\": \"2026\"}}");
            assertThat(api.get("/case-studies/export?format=csv&q=" + word, null)
                            .body())
                    .contains(",begun_as_stated,live_as_stated,retired_as_stated", ",,2025-03-04,,", ",2024-11,,2026");
            assertThat(api.search("q=" + word + "+2024+11", null)
                            .json()
                            .at("/items/0/dates/asStated/begun")
                            .asString())
                    .isEqualTo("2024-11");
            assertThat(api.search("q=" + word + "+2027", null)
                            .json()
                            .get("total")
                            .asInt())
                    .isZero();
        }

        @Test
        void jsonHasEachAsTheApiGivesIt() {
            String id = api.published(Api.complete(word));
            api.published(disclosedToMembers());
            Answer answer = api.get("/case-studies/export?format=json&q=" + word, null);

            assertThat(answer.json()).hasSize(1);
            assertThat(answer.json().path(0)).isEqualTo(api.study(id, null).json());
            assertThat(api.get("/case-studies/export?format=json&q=" + word, AUTHOR)
                            .json())
                    .hasSize(2);
            assertThat(api.get("/case-studies/export?format=json&q=" + Api.unique(), null)
                            .body())
                    .isEqualTo("[]");
        }

        private ObjectNode disclosedToMembers() {
            ObjectNode content = Api.complete(word);
            content.set("disclosure", Api.json("{\"audience\": \"members\"}"));
            return content;
        }

        @Test
        void anotherFormatIsRefused() {
            assertThat(api.get("/case-studies/export?format=xlsx", null).status())
                    .isEqualTo(422);
        }
    }
}
