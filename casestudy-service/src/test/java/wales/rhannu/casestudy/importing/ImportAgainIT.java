package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyServiceTest;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTopics;

/** A file that is imported again, and drafts of an import that are published or discarded together. */
@CaseStudyServiceTest
class ImportAgainIT {

    private static final String IMPORTS = "/case-study-imports/";

    @LocalServerPort
    private int port;

    @Autowired
    private ImportWorker worker;

    @Autowired
    private Checkpoints checkpoints;

    @Autowired
    private RowReports reports;

    @Autowired
    private MongoTemplate mongo;

    private Api api = new Api(0);
    private ImportApi imports = new ImportApi(0);
    private String source = "";

    @BeforeEach
    void begin() {
        api = new Api(port);
        imports = new ImportApi(port);
        source = Api.unique();
    }

    private String mapping(String... more) {
        return "source: " + source + "\nformat: csv\nidentity: Ref\norganisation: Who\n"
                + "leave-out: {Name: [Nothing]}\nfields:\n  title.en: Name\n  summary.en: What\n  kind: {constant: ai}\n"
                + String.join("\n", more);
    }

    private static String file(String... rows) {
        return "Ref,Name,Who,What\n" + String.join("\n", rows) + "\n";
    }

    private String idOf(String ref) {
        return Ids.derived("case-study-import", source, ref);
    }

    private JsonNode study(String ref) {
        return api.study(idOf(ref), Api.FACILITATOR).must(200).json();
    }

    private static void counts(JsonNode rows, Map<String, Integer> expected) {
        rows.properties().stream()
                .filter(it -> !it.getKey().equals("total") && !it.getKey().equals("done"))
                .forEach(it -> assertThat(it.getValue().asInt())
                        .as(it.getKey() + " of " + rows)
                        .isEqualTo(expected.getOrDefault(it.getKey(), 0)));
        assertThat(rows.get("done").asInt())
                .isEqualTo(expected.values().stream().mapToInt(it -> it).sum());
    }

    private List<RowReports.RowReport> reportsOf(JsonNode job) {
        return reports.behind(job.get("id").asString(), null, 0, 100);
    }

    @Test
    void untouchedRowsSayWhatTheySayNowAndWhatPeopleChangedIsKept() {
        String before =
                file("a,A,Cyngor,One", "b,B,Cyngor,Two", "c,C,Cyngor,Three", "d,D,Cyngor,Four", "e,E,Cyngor,Five");
        counts(imports.imported(before, mapping(), false).get("rows"), Map.of("created", 5));
        api.edit(idOf("b"), Api.FACILITATOR, "{\"team\": \"Theirs\"}").must(200);
        api.delete("/case-studies/" + idOf("c"), Api.FACILITATOR).must(204);
        api.act(idOf("d"), "publication", Api.FACILITATOR).must(200);

        JsonNode again = imports.imported(
                file(
                        "e,E,Cyngor,Five",
                        "d,D,Cyngor,4",
                        "x,Nothing,,",
                        "b,B,Cyngor,2",
                        "c,C,Cyngor,3",
                        "a,A,Cyngor,1",
                        "a,A,,"),
                mapping("  stage: {constant: live}"),
                false);
        counts(again.get("rows"), Map.of("updated", 3, "kept", 2, "excluded", 1, "refused", 1));
        assertThat(study("a").at("/summary/en").asString()).isEqualTo("1");
        assertThat(study("a").at("/stage").asString()).isEqualTo("live");
        assertThat(study("a").at("/status").asString()).isEqualTo("draft");
        assertThat(study("b").at("/summary/en").asString()).isEqualTo("Two");
        assertThat(study("b").at("/team").asString()).isEqualTo("Theirs");
        assertThat(study("d").at("/summary/en").asString()).isEqualTo("4");
        assertThat(study("d").at("/status").asString()).isEqualTo("published");
        assertThat(api.study(idOf("c"), Api.FACILITATOR).status()).isEqualTo(404);
        assertThat(reportsOf(again))
                .extracting(RowReports.RowReport::outcome)
                .containsExactly(
                        RowReports.Outcome.UPDATED,
                        RowReports.Outcome.UPDATED,
                        RowReports.Outcome.EXCLUDED,
                        RowReports.Outcome.KEPT,
                        RowReports.Outcome.KEPT,
                        RowReports.Outcome.UPDATED,
                        RowReports.Outcome.REFUSED);
        assertThat(reportsOf(again).get(3).notes()).first().satisfies(note -> assertThat(note.detail())
                .contains("edited"));
        TestTopics.awaitEvent("casestudy.case-studies", "wales.rhannu.casestudy.case-study-imported.v1", idOf("d"));
        TestTopics.read("casestudy.case-studies.internal", idOf("d")).forEach(Contracts::assertValid);

        JsonNode third = imports.imported(
                file("a,A,Cyngor,1", "d,D,Cyngor,4", "b,B,Cyngor,2"), mapping("  stage: {constant: live}"), true);
        counts(third.get("rows"), Map.of("updated", 1, "unchanged", 1, "kept", 1));
        assertThat(study("a").at("/status").asString()).isEqualTo("published");
        assertThat(study("b").at("/status").asString()).isEqualTo("draft");
    }

    @Test
    void whatOlderVersionsImportedIsUpdatedUnlessAnythingWasDoneToIt() {
        imports.imported(file("a,A,Cyngor,One", "b,B,Cyngor,Two"), mapping(), false);
        api.edit(idOf("b"), Api.FACILITATOR, "{\"team\": \"Theirs\"}").must(200);
        for (String ref : List.of("a", "b")) {
            mongo.getCollection("case-studies")
                    .updateOne(
                            new Document("_id", idOf(ref)),
                            new Document("$unset", new Document("state.editedSinceImport", "")));
        }
        JsonNode again = imports.imported(file("a,A,Cyngor,1", "b,B,Cyngor,2"), mapping(), false);
        counts(again.get("rows"), Map.of("updated", 1, "kept", 1));
    }

    @Test
    void theImportOfAnOlderVersionIsShownAsItWas() {
        String id = imports.imported(file("a,A,Cyngor,One"), mapping(), false)
                .get("id")
                .asString();
        mongo.getCollection("imports")
                .updateOne(
                        new Document("_id", id),
                        new Document(
                                "$unset",
                                new Document("state.rows.updated", "")
                                        .append("state.rows.kept", "")
                                        .append("state.rows.excluded", "")));
        counts(api.get(IMPORTS + id, Api.FACILITATOR).must(200).json().get("rows"), Map.of("created", 1));
    }

    @Test
    void draftsOfOneImportArePublishedTogether() {
        JsonNode job = imports.imported(
                file("a,A,Cyngor,One", "b,B,,Two", "c,C,Cyngor,Three", "d,D,Cyngor,Four", ",E,Cyngor,Five"),
                mapping(),
                false);
        String id = job.get("id").asString();
        api.act(idOf("c"), "publication", Api.FACILITATOR).must(200);
        api.edit(idOf("d"), Api.FACILITATOR, "{\"team\": \"Theirs\"}").must(200);
        Answer accepted = api.act(IMPORTS + id + "/publication", Api.FACILITATOR);
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);

        JsonNode bulk = imports.over(IMPORTS + id).get("bulkAction");
        assertThat(bulk.get("kind").asString()).isEqualTo("publication");
        assertThat(bulk.get("state").asString()).isEqualTo("done");
        counts(bulk.get("rows"), Map.of("changed", 2, "unchanged", 2, "refused", 1));
        assertThat(study("a").at("/status").asString()).isEqualTo("published");
        assertThat(study("d").at("/status").asString()).isEqualTo("published");
        assertThat(reportsOf(job).get(1).errors()).singleElement().satisfies(it -> assertThat(it.pointer())
                .isEqualTo("/source/organisation"));
        TestTopics.awaitEvent("casestudy.case-studies", "wales.rhannu.casestudy.case-study-published.v1", idOf("a"));
        TestTopics.awaitEvent(
                "casestudy.imports.internal", "wales.rhannu.casestudy.import-bulk-action-finished.v1", id);
        TestTopics.read("casestudy.imports.internal", id).forEach(Contracts::assertValid);

        api.edit(idOf("b"), Api.FACILITATOR, "{\"disclosure\": {\"audience\": \"members\"}}")
                .must(200);
        api.act(IMPORTS + id + "/publication", Api.FACILITATOR).must(202);
        counts(imports.over(IMPORTS + id).at("/bulkAction/rows"), Map.of("unchanged", 4, "refused", 1));
    }

    @Test
    void draftsOfOneImportAreDiscardedTogetherButForThoseThatPeopleEdited() {
        JsonNode job = imports.imported(file("a,A,Cyngor,One", "b,B,Cyngor,Two", "c,C,Cyngor,Three"), mapping(), false);
        String id = job.get("id").asString();
        api.edit(idOf("b"), Api.FACILITATOR, "{\"team\": \"Theirs\"}").must(200);
        api.act(idOf("c"), "publication", Api.FACILITATOR).must(200);
        api.act(IMPORTS + id + "/disposal", Api.FACILITATOR).must(202);
        counts(imports.over(IMPORTS + id).at("/bulkAction/rows"), Map.of("changed", 1, "unchanged", 1, "kept", 1));
        assertThat(api.study(idOf("a"), Api.FACILITATOR).status()).isEqualTo(404);
        assertThat(study("b").at("/status").asString()).isEqualTo("draft");
        assertThat(study("c").at("/status").asString()).isEqualTo("published");
        TestTopics.read("casestudy.imports.internal", id).forEach(Contracts::assertValid);
    }

    @Test
    void whoeverGoesOnAfterACrashCountsWhatWasDoneOnce() {
        JsonNode job = imports.imported(file("a,A,Cyngor,One", "b,B,Cyngor,Two"), mapping(), false);
        String id = job.get("id").asString();
        for (String what : List.of("publication", "disposal")) {
            // all was done, and its instance was killed before it noted how far it came
            api.act(IMPORTS + id + "/" + what, Api.FACILITATOR).must(202);
            JsonNode first = imports.over(IMPORTS + id).at("/bulkAction/rows");
            worker.stop();
            mongo.getCollection("imports")
                    .updateOne(
                            new Document("_id", id),
                            new Document("$set", new Document("state.bulkAction.state", "waiting")));
            worker.start();
            assertThat(imports.over(IMPORTS + id).at("/bulkAction/rows")).isEqualTo(first);
        }
    }

    @Test
    void aBulkActionThatEndsItsProcessFiveTimesFails() {
        String id = imports.imported(file("a,A,Cyngor,One"), mapping(), false)
                .get("id")
                .asString();
        worker.stop();
        api.act(IMPORTS + id + "/publication", Api.FACILITATOR).must(202);
        assertThat(api.act(IMPORTS + id + "/disposal", Api.FACILITATOR)
                        .must(409)
                        .problem())
                .isEqualTo("bulk-action-not-over");
        for (int i = 0; i < 5; i++) {
            checkpoints.start(id + "/bulk", 1, Instant.now(), UUID.randomUUID().toString());
        }
        worker.start();
        JsonNode bulk = imports.over(IMPORTS + id).get("bulkAction");
        assertThat(bulk.get("state").asString()).isEqualTo("failed");
        assertThat(bulk.get("problem").asString()).contains("5 times");
        assertThat(study("a").at("/status").asString()).isEqualTo("draft");
    }

    @Test
    void onlyFacilitatorsAskForIt() {
        String id = imports.imported(file("a,A,Cyngor,One"), mapping(), false)
                .get("id")
                .asString();
        assertThat(api.act(IMPORTS + id + "/publication", Api.AUTHOR).status()).isEqualTo(403);
        assertThat(api.act(IMPORTS + "none/disposal", Api.FACILITATOR).status()).isEqualTo(404);
        mongo.getCollection("import_rows")
                .deleteMany(new Document("_id", new Document("$gt", id + "/").append("$lt", id + "0")));
        assertThat(api.act(IMPORTS + id + "/publication", Api.FACILITATOR)
                        .must(409)
                        .problem())
                .isEqualTo("no-row-reports");
    }
}
