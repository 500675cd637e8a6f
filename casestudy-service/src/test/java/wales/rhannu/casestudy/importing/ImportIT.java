package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyServiceTest;
import wales.rhannu.casestudy.study.ImportedStudies;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.outbox.Lease;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

/** Importing over HTTP, in the background, and through what may go wrong. */
@CaseStudyServiceTest
class ImportIT {

    @LocalServerPort
    private int port;

    @Autowired
    private RowReports reports;

    @Autowired
    private Checkpoints checkpoints;

    @Autowired
    private MongoTemplate mongo;

    @Autowired
    private Imports imports;

    @Autowired
    private ImportFiles files;

    @Autowired
    private ImportWorker worker;

    @Autowired
    private ImportJobs jobs;

    @Autowired
    private ImportedStudies studies;

    private Api api = new Api(0);
    private ImportApi importApi = new ImportApi(0);

    @BeforeEach
    void begin() {
        api = new Api(port);
        importApi = new ImportApi(port);
    }

    private static String mapping(String source) {
        return """
        source: %s
        format: csv
        organisation: Who
        fields:
          title.en: {column: Name}
          summary.en: {column: What}
          kind: {constant: ai}
        """
                .formatted(source);
    }

    private static String rows(int count) {
        StringBuilder csv = new StringBuilder("Name,Who,What\r\n");
        for (int i = 1; i <= count; i++) {
            csv.append("Study ").append(i).append(",Cyngor,\"It does\r\nthings\"\r\n");
        }
        return csv.toString();
    }

    @Test
    void everyRowIsAccountedForAndASecondTimeCreatesNothing() {
        String source = Api.unique();
        String file =
                rows(250) + ",Cyngor,no title\r\nNo organisation,,text\r\nshort,row\r\nNull\u0000byte,Cyngor,text\r\n";

        JsonNode first = done(request(file.getBytes(StandardCharsets.UTF_8), mapping(source), true));
        assertThat(first.at("/rows/total").asInt()).isEqualTo(254);
        assertThat(first.at("/rows/created").asInt()).isEqualTo(250);
        assertThat(first.at("/rows/refused").asInt()).isEqualTo(4);
        JsonNode refused = api.get(
                        "/case-study-imports/" + first.get("id").asString() + "/rows?outcome=refused", Api.FACILITATOR)
                .json()
                .get("items");
        assertThat(refused).hasSize(4);
        assertThat(refused.at("/0/row").asInt()).isEqualTo(251);
        assertThat(refused.at("/0/errors/0/pointer").asString()).isEqualTo("/title");
        assertThat(refused.at("/1/errors/0/pointer").asString()).isEqualTo("/source/organisation");

        JsonNode study =
                api.study(Ids.derived("case-study-import", source, "7"), null).json();
        assertThat(study.at("/title/en").asString()).isEqualTo("Study 7");
        assertThat(study.at("/source/row").asString()).isEqualTo("7");
        assertThat(study.at("/source").has("raw") && !study.at("/source/raw").isEmpty())
                .isFalse();

        JsonNode second = done(request(file.getBytes(StandardCharsets.UTF_8), mapping(source), true));
        assertThat(second.at("/rows/created").asInt()).isZero();
        assertThat(second.at("/rows/unchanged").asInt()).isEqualTo(250);
        assertThat(second.at("/rows/refused").asInt()).isEqualTo(4);
    }

    @Test
    void rowsOfTheReportComeInPages() {
        JsonNode job = done(request(rows(30).getBytes(StandardCharsets.UTF_8), mapping(Api.unique()), false));
        String path = "/case-study-imports/" + job.get("id").asString() + "/rows?limit=20";
        JsonNode page = api.get(path, Api.FACILITATOR).json();
        assertThat(page.get("items")).hasSize(20);
        JsonNode rest = api.get(path + "&after=" + page.get("next").asString(), Api.FACILITATOR)
                .json();
        assertThat(rest.get("items")).hasSize(10);
        assertThat(rest.get("next").isNull()).isTrue();
        assertThat(rest.at("/items/0/row").asInt()).isEqualTo(21);
    }

    @Test
    void reportsAreKeptForAQuarterOfAYear() {
        JsonNode job = done(request(rows(3).getBytes(StandardCharsets.UTF_8), mapping(Api.unique()), false));
        String id = job.get("id").asString();
        age(id, 1, Duration.ofDays(89));
        age(id, 2, Duration.ofDays(91));
        mongo.getCollection("import_rows")
                .updateOne(new Document("_id", id + "/0000000003"), new Document("$unset", new Document("at", "")));
        assertThat(rowsOf(id)).containsExactly(1, 3);

        reports.forgetOld();

        assertThat(rowsOf(id)).containsExactly(1, 3);
        assertThat(mongo.getCollection("import_rows")
                        .find(new Document("_id", new Document("$gte", id + "/").append("$lt", id + "0")))
                        .map(row -> row.getDate("at")))
                .hasSize(2)
                .doesNotContainNull();
    }

    private void age(String id, int row, Duration age) {
        mongo.getCollection("import_rows")
                .updateOne(
                        new Document("_id", id + "/000000000" + row),
                        new Document(
                                "$set",
                                new Document("at", Date.from(Instant.now().minus(age)))));
    }

    private List<Integer> rowsOf(String id) {
        return reports.behind(id, null, 0, 10).stream()
                .map(RowReports.RowReport::row)
                .toList();
    }

    @Test
    void aBatchThatIsReportedAgainAfterACrashCountsOnce() {
        String id = Api.unique();
        Checkpoint start = checkpoints.start(id, 3, Instant.parse("2026-01-01T00:00:00Z"), "a process");
        assertThat(start.startedAt()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(checkpoints.begin(id, start, Set.of(2))).isTrue();
        assertThat(checkpoints.of(id, 3).there()).containsExactly(2);
        List<RowReports.RowReport> batch = List.of(
                new RowReports.RowReport(1, RowReports.Outcome.CREATED, "a", "A", List.of(), List.of()),
                new RowReports.RowReport(2, RowReports.Outcome.UNCHANGED, "b", "B", List.of(), List.of()));
        mongo.getCollection("import_rows")
                .insertOne(
                        new Document("_id", id + "/0000000001").append("row", 1).append("outcome", "created"));
        Checkpoint after = start.past(batch);
        assertThat(after.rows()).isEqualTo(new Import.Rows(3, 1, 0, 1, 0, 0, 0));

        reports.add(id, batch);
        assertThat(checkpoints.advance(id, 0, after)).isTrue();
        reports.add(id, batch);
        assertThat(checkpoints.advance(id, 0, after))
                .as("somebody paused meanwhile")
                .isFalse();
        assertThat(reports.behind(id, null, 0, 10)).hasSize(2);
        assertThat(checkpoints.of(id, 3).position()).isEqualTo(2);
    }

    @Test
    void whatIsNoFileOrNoMappingIsRefusedBeforeThereIsAnImport() {
        String mapping = mapping(Api.unique());
        for (byte[] file : List.of(
                new byte[0],
                new byte[] {0, 1, 2, (byte) 0xff},
                "{\"json\": true}".getBytes(StandardCharsets.UTF_8),
                "Name,Who\r\na,b\r\n".getBytes(StandardCharsets.UTF_8),
                "Name,Who,What\r\n\"a,b,c\r\n".getBytes(StandardCharsets.UTF_8))) {
            HttpResponse<String> refused = request(file, mapping, false);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
        assertThat(request(rows(1).getBytes(StandardCharsets.UTF_8), "nonsense", false)
                        .statusCode())
                .isEqualTo(422);
        assertThat(api.send("POST", "/case-study-imports", Api.FACILITATOR, "{}")
                        .status())
                .isEqualTo(415);
        assertThat(api.send(
                                "POST",
                                "/case-study-imports",
                                Api.FACILITATOR,
                                "--x--",
                                "Content-Type",
                                "multipart/form-data; boundary=x")
                        .status())
                .isIn(400, 415);
    }

    @Test
    void goesOnWhereAKilledInstanceWas() {
        Import job = mappedOfAKilled(rows(250), 3);
        JsonNode over = over("/case-study-imports/" + job.id());

        assertThat(over.at("/rows/created").asInt()).isEqualTo(248);
        assertThat(over.at("/rows/unchanged").asInt()).isEqualTo(2);
        assertThat(over.at("/rows/done").asInt()).isEqualTo(250);
        assertThat(reports.behind(job.id(), RowReports.Outcome.UNCHANGED, 0, 10))
                .extracting(RowReports.RowReport::row)
                .containsExactly(1, 2);
    }

    /**
     * What is left of an import when its instance is killed in the first batch: the lease, the file, the note of which of its
     * rows were there before, and some case studies that no report tells of.
     */
    private Import mappedOfAKilled(String file, int takenUpTo) {
        String source = Api.unique();
        Mapping mapping = MappingReader.read(mapping(source).getBytes(StandardCharsets.UTF_8));
        List<String> ids = IntStream.rangeClosed(1, takenUpTo)
                .mapToObj(row -> Ids.derived("case-study-import", source, Integer.toString(row)))
                .toList();
        String id = UUID.randomUUID().toString();
        new Lease(mongo, "import/" + id, "a killed instance", Duration.ofSeconds(1)).keep();
        checkpoints.begin(id, checkpoints.start(id, 250, Instant.now(), "a killed process"), Set.of(1, 2));
        try (RowReader rows =
                RowReader.open(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), mapping)) {
            ids.forEach(study ->
                    studies.take(study, mapping.map(rows.next()).content(), true, "import/" + id + "/" + study));
            return imports.request(
                    () -> new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
                    mapping(source).getBytes(StandardCharsets.UTF_8),
                    true,
                    "facilitator",
                    RequestContext.unconditional(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theWorkGoesOnAfterAStopAndAStart() {
        worker.stop();
        assertThat(worker.isRunning()).isFalse();
        HttpResponse<String> requested =
                request(rows(3).getBytes(StandardCharsets.UTF_8), mapping(Api.unique()), false);
        String id = JsonMapper.shared().readTree(requested.body()).get("id").asString();
        assertThat(jobs.running())
                .filteredOn(job -> job.id().equals(id))
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.state()).isEqualTo("waiting");
                    assertThat(job.total()).isEqualTo(3);
                    assertThat(job.done()).isZero();
                });
        worker.start();
        assertThat(done(requested).at("/rows/created").asInt()).isEqualTo(3);
        assertThat(jobs.running()).noneMatch(job -> job.id().equals(id));
    }

    @Test
    void theFileOfARepeatedRequestDoesNotReplaceTheFirst() throws IOException {
        RequestContext context = new RequestContext(UUID.randomUUID().toString(), "a key", "a body", null);
        byte[] mapping = mapping(Api.unique()).getBytes(StandardCharsets.UTF_8);
        // of imports that others asked for, and that may not be over
        Set<String> others = contents();
        // held by another instance, which never begins: what is kept stays as it is
        new Lease(mongo, "import/" + context.newId(), "another", Duration.ofDays(1)).keep();
        Import first = imports.request(content(rows(2)), mapping, false, "facilitator", context);
        Import repeated = imports.request(content(rows(2)), mapping, false, "facilitator", context);
        assertThat(repeated.content()).isEqualTo(first.content());
        RequestContext other = new RequestContext(context.newId(), "a key", "another body", null);
        assertThatThrownBy(() -> imports.request(content(rows(9)), mapping, false, "facilitator", other))
                .isInstanceOf(DomainException.class);
        assertThatThrownBy(() -> imports.request(content(rows(2)), mapping, true, "facilitator", context))
                .isInstanceOf(DomainException.class);
        assertThat(new String(files.open(first.content()).readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(rows(2));
        Set<String> kept = contents();
        kept.removeAll(others);
        assertThat(kept).containsExactly(first.content());
        imports.change(first.id(), it -> it.fail("Ended by the test", it.rows(), null, Instant.now()));
        files.remove(first.content());
    }

    /** Of which there are files. */
    private Set<String> contents() {
        return mongo.getCollection("import_files").distinct("of", String.class).into(new HashSet<>());
    }

    private static SourceFileValidator.Content content(String file) {
        return () -> new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoAskedForItIsNowhereWhenItIsOver() {
        JsonNode job = done(request(rows(2).getBytes(StandardCharsets.UTF_8), mapping(Api.unique()), true));
        String id = job.get("id").asString();
        assertThat(String.valueOf(mongo.getCollection("imports")
                        .find(new Document("_id", id))
                        .first()))
                .doesNotContain("facilitator");
        assertThat(TestTopics.read("casestudy.imports.internal", id))
                .allSatisfy(event -> assertThat(String.valueOf(event.data())).doesNotContain("facilitator"));
    }

    @Test
    void theNewestImportComesFirst() {
        String older = done(request(rows(1).getBytes(StandardCharsets.UTF_8), mapping(Api.unique()), false))
                .get("id")
                .asString();
        String newer = done(request(rows(1).getBytes(StandardCharsets.UTF_8), mapping(Api.unique()), false))
                .get("id")
                .asString();
        JsonNode page = api.get("/case-study-imports?limit=1", Api.FACILITATOR).json();
        assertThat(page.path("counts").propertyNames()).containsExactly("waiting", "done", "failed");
        assertThat(page.path("counts").path("done").longValue()).isPositive();
        assertThat(page.at("/items/0/id").asString()).isEqualTo(newer);
        JsonNode next = api.get(
                        "/case-study-imports?limit=1&after=" + page.get("next").asString(), Api.FACILITATOR)
                .json();
        assertThat(next.at("/items/0/id").asString()).isEqualTo(older);
        assertThat(next.at("/items/0/startedAt").isString()).isTrue();
    }

    @Test
    void onlyFacilitatorsImport() {
        byte[] file = rows(1).getBytes(StandardCharsets.UTF_8);
        assertThat(request(file, mapping(Api.unique()), false, Api.AUTHOR, null).statusCode())
                .isEqualTo(403);
        assertThat(api.get("/case-study-imports", Api.AUTHOR).status()).isEqualTo(403);
        assertThat(api.get("/case-study-imports/none", Api.FACILITATOR).status())
                .isEqualTo(404);
    }

    @Test
    void theSameKeyGivesTheSameImport() {
        byte[] file = rows(2).getBytes(StandardCharsets.UTF_8);
        String mapping = mapping(Api.unique());
        String key = Api.unique();
        HttpResponse<String> first = request(file, mapping, false, Api.FACILITATOR, key);
        done(first);
        HttpResponse<String> again = request(file, mapping, false, Api.FACILITATOR, key);
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(request(rows(3).getBytes(StandardCharsets.UTF_8), mapping, false, Api.FACILITATOR, key)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void filesAreGoneWhenAnImportIsOverAndItsEventsAreAsTheContractSays() {
        JsonNode job = done(request(rows(2).getBytes(StandardCharsets.UTF_8), mapping(Api.unique()), false));
        String id = job.get("id").asString();
        await().atMost(Duration.ofSeconds(120))
                .until(() -> mongo.getCollection("import_files").countDocuments() == 0);
        TestTopics.awaitEvent("casestudy.imports.internal", "wales.rhannu.casestudy.import-finished.v1", id);
        TestTopics.read("casestudy.imports.internal", id).forEach(Contracts::assertValid);
    }

    @Test
    void theUsFederalUseCasesAreAllAccountedFor() throws IOException {
        byte[] file = Files.readAllBytes(RealData.file("us-federal-ai-use-cases-2024.csv"));
        String mapping = Files.readString(RealData.mapping("us-federal-ai-use-cases-2024.yaml"));
        JsonNode job = done(request(file, mapping, true));
        assertThat(job.at("/rows/total").asInt()).isEqualTo(2133);
        assertThat(job.at("/rows/created").asInt() + job.at("/rows/refused").asInt())
                .isEqualTo(2133);
        assertThat(job.at("/rows/refused").asInt()).isLessThan(30);
        await().atMost(Duration.ofSeconds(90))
                .until(() -> api.search("q=" + Api.encoded("migratory birds"), null)
                                .json()
                                .get("total")
                                .asInt()
                        > 0);
        assertThat(done(request(file, mapping, true)).at("/rows/created").asInt())
                .isZero();
    }

    @Test
    void theTransparencyRecordsAreAllAccountedFor() throws IOException {
        JsonNode job = done(request(
                Files.readAllBytes(RealData.file("uk-atrs-records.json")),
                Files.readString(RealData.mapping("uk-atrs-records.yaml")),
                true));
        assertThat(job.at("/rows/created").asInt()).isEqualTo(130);
        assertThat(job.at("/rows/refused").asInt()).isEqualTo(6);
    }

    @Test
    void aRowThatWouldFillTheMemoryIsRefusedAndTheNextAreTaken() {
        String name = "k".repeat(2_000);
        StringBuilder deep = new StringBuilder("[");
        for (int i = 0; i < 400; i++) {
            deep.append("{\"title\":1,\"").append(name).append("\":");
        }
        deep.append("1").append("}".repeat(400)).append(",{\"title\":\"A\",\"who\":\"Cyngor\",\"what\":\"B\"}]");
        String mapping = "source: %s\nformat: json\norganisation: who\nfields: {title.en: title, summary.en: what}";
        JsonNode job =
                done(request(deep.toString().getBytes(StandardCharsets.UTF_8), mapping.formatted(Api.unique()), true));
        assertThat(job.at("/rows/created").asInt()).isEqualTo(1);
        assertThat(job.at("/rows/refused").asInt()).isEqualTo(1);
        assertThat(reports.behind(job.get("id").asString(), RowReports.Outcome.REFUSED, 0, 1))
                .singleElement()
                .satisfies(row -> assertThat(row.errors().get(0).detail()).contains("1000 characters"));
    }

    @Test
    void aMappingWhosePatternWouldOverflowTheStackIsRefused() {
        String pattern = "[".repeat(3_000) + "uuuu" + "]".repeat(3_000);
        HttpResponse<String> refused = request(
                rows(1).getBytes(StandardCharsets.UTF_8),
                mapping(Api.unique()) + "  dates.live: {column: Name, dates: ['" + pattern + "']}\n",
                false);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(JsonMapper.shared()
                        .readTree(refused.body())
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/mapping/fields/dates.live");
    }

    /** Another version of the service may have taken what this one cannot read. */
    @Test
    void anImportThatCannotBeGoneOnWithFailsAndTheNextOnesAreDone() {
        assertThat(over(waitingWith("nonsense")).at("/state").asString()).isEqualTo("failed");
        String ends = waitingWith(mapping(Api.unique()), "1", "2", "3", "4", "5");
        JsonNode failed = over(ends);
        assertThat(failed.at("/state").asString()).isEqualTo("failed");
        assertThat(failed.at("/problem").asString()).contains("5 times");
        done(request(rows(1).getBytes(StandardCharsets.UTF_8), mapping(Api.unique()), false));
        await().atMost(Duration.ofSeconds(120))
                .until(() -> mongo.getCollection("import_files").countDocuments() == 0);
    }

    /** An import that is kept, and that processes began with before they ended. */
    private String waitingWith(String mapping, String... processes) {
        worker.stop();
        RequestContext context = RequestContext.unconditional(UUID.randomUUID().toString());
        byte[] right = mapping(Api.unique()).getBytes(StandardCharsets.UTF_8);
        try {
            Import job = imports.request(content(rows(2)), right, false, "facilitator", context);
            mongo.getCollection("import_files")
                    .updateOne(
                            new Document("of", job.content()).append("importer", "facilitator"),
                            new Document("$set", new Document("data", mapping.getBytes(StandardCharsets.UTF_8))));
            for (String process : processes) {
                checkpoints.start(job.id(), 2, Instant.now(), process);
            }
            worker.start();
            return "/case-study-imports/" + job.id();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> request(byte[] file, String mapping, boolean publish) {
        return importApi.request(file, mapping, publish, Api.FACILITATOR, null);
    }

    private HttpResponse<String> request(
            byte[] file,
            String mapping,
            boolean publish,
            String bearer,
            @org.jspecify.annotations.Nullable String key) {
        return importApi.request(file, mapping, publish, bearer, key);
    }

    private JsonNode done(HttpResponse<String> requested) {
        return importApi.done(requested);
    }

    private JsonNode over(String location) {
        return importApi.over(location);
    }
}
