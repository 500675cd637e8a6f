package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** Files and mappings that are made to take all memory, stack or time there is. */
class ImportLimitsTests {

    private static final String HEAD = "source: a-source\norganisation: {constant: Cyngor}\n";
    private static final String JSON = HEAD + "format: json\nfields: {title.en: title}\n";
    private static final String CSV = HEAD + "format: csv\nfields: {title.en: Name}\n";

    private static List<SourceRow> rows(String mapping, String file) throws IOException {
        List<SourceRow> rows = new ArrayList<>();
        InputStream in = new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));
        try (RowReader reader = RowReader.open(in, mapping(mapping))) {
            reader.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static Mapping mapping(String yaml) {
        return MappingReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static SourceRow row(String mapping, String file) throws IOException {
        List<SourceRow> rows = rows(mapping, file);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1).fault()).as("the next row").isNull();
        assertThat(rows.get(0).bytes()).isLessThan(2_000_000);
        return rows.get(0);
    }

    /** A record and one after it that nothing is wrong with. */
    private static SourceRow json(String record) throws IOException {
        return row(JSON, "[" + record + ",{\"title\":\"next\"}]");
    }

    @Nested
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    class ARecord {

        @Test
        void ofObjectsInEachOtherWithLongNamesIsRefusedBeforeItsColumnsFillTheMemory() throws IOException {
            String name = "k".repeat(2_000);
            String record = IntStream.range(0, 400)
                            .mapToObj(i -> "{\"a\":1,\"" + name + "\":")
                            .collect(Collectors.joining())
                    + "1" + "}".repeat(400);
            assertThat(record).hasSizeLessThan(820_000);
            assertThat(json(record).fault()).contains("more than 1000 characters");
        }

        @Test
        void thatIsNestedTooDeeplyIsRefused() throws IOException {
            assertThat(json("{\"a\":".repeat(100) + "1" + "}".repeat(100)).fault())
                    .contains("deep");
        }

        @Test
        void withAColumnForEachOfManyMembersIsRefused() throws IOException {
            String members =
                    IntStream.range(0, 50_000).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));
            assertThat(json("{" + members + "}").fault()).contains("columns");
        }

        @Test
        void withATextThatIsTooLongKeepsItsBeginningForTheFieldThatReadsIt() throws IOException {
            SourceRow row =
                    json("{\"title\":\"" + "x".repeat(60_000) + "\",\"other\":\"" + "y".repeat(900_000) + "\"}");
            assertThat(row.fault()).isNull();
            assertThat(row.text("title")).hasSize(50_000);
            assertThat(row.cells()).doesNotContainKey("other");
            assertThat(row.notes())
                    .extracting(Violation::detail)
                    .anySatisfy(note -> assertThat(note).contains("title", "50000 characters", "not read"))
                    .anySatisfy(note -> assertThat(note).contains("other", "50000 characters"));
            Mapping cutting = mapping(HEAD + "format: json\nfields: {title.en: {column: title, longest: 200}}\n");
            Mapping.Mapped mapped = cutting.map(row);
            assertThat(mapped.content().at("/title/en").asString()).hasSize(200);
            assertThat(mapped.content().at("/source/raw")).isEmpty();
        }

        @Test
        void withTextsThatAreTooLongTogetherIsRefused() throws IOException {
            String texts = IntStream.range(0, 10)
                    .mapToObj(i -> "\"" + i + "\":\"" + "x".repeat(40_000) + "\"")
                    .collect(Collectors.joining(","));
            assertThat(json("{" + texts + "}").fault()).contains("characters");
        }

        @Test
        void withAnArrayOfMoreThanACellHoldsKeepsItsBeginning() throws IOException {
            for (String array :
                    List.of("1,".repeat(400_000) + "1", "{},".repeat(300_000) + "1", "[[[]]],".repeat(130_000) + "1")) {
                SourceRow row = json("{\"title\":[" + array + "]}");
                assertThat(row.fault()).isNull();
                assertThat(row.text("title")).hasSize(50_000);
                assertThat(row.notes()).singleElement().satisfies(note -> assertThat(note.detail())
                        .contains("50000 characters"));
            }
        }

        @Test
        void withANameTwiceIsRefused() throws IOException {
            assertThat(json("{\"title\":1,\"title\":2}").fault()).contains("title", "twice");
        }

        @Test
        void hasItsNumbersAsTheyAreWritten() throws IOException {
            SourceRow row = json(
                    "{\"title\":1e999999999,\"list\":[1.50,\"x\",null,true],\"parts\":[{\"a\":[1E-999999]}],\"none\":{},\"no\":[]}");
            assertThat(row.fault()).isNull();
            assertThat(row.cells())
                    .containsEntry("title", "1e999999999")
                    .containsEntry("list", "1.50; x; ; true")
                    .containsEntry("parts", "[{\"a\":[1E-999999]}]")
                    .containsEntry("none", "{}")
                    .containsEntry("no", "");
        }

        @Test
        void thatHasNoEndIsTheFilesFailure() {
            assertThatThrownBy(() -> rows(JSON, "[{\"title\":\"" + "x".repeat(3 << 20)))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(
                                    refusal.violations().get(0).detail())
                            .contains("1048576 bytes"));
        }
    }

    @Nested
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    class ACsvFile {

        @Test
        void whoseHeadingsAreAllTheSameIsReadInLinearTime() throws IOException {
            String header = "Name" + ",x".repeat(999);
            SourceRow row = rows(CSV, header + "\r\n" + ",".repeat(999) + "\r\n1" + ",1".repeat(999))
                    .get(1);
            assertThat(row.cells()).hasSize(1_000).containsKeys("x", "x#2", "x#999");
            // a million of them were hours
            assertThatThrownBy(() -> rows(CSV, "Name" + ",x".repeat(90_000) + "\r\n1\r\n"))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(
                                    refusal.violations().get(0).detail())
                            .contains("1000 columns"));
        }

        @Test
        void keepsHeadingsApartThatAreWrittenAsTheSecondOfSeveral() throws IOException {
            assertThat(rows(CSV, "Name,x,x#2,x,x\r\n1,2,3,4,5\r\n").get(0).cells())
                    .containsKeys("x", "x#2", "x#3", "x#4");
        }

        @Test
        void withARowOfAHundredThousandCellsIsRefused() {
            assertThatThrownBy(() -> rows(CSV, "Name\r\n" + ",".repeat(1_000_000) + "\r\n"))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(
                                    refusal.violations().get(0).detail())
                            .contains("delimiters"));
        }

        @Test
        void withACellOfAHundredMegabytesIsRefusedWithoutReadingIt() {
            InputStream endless = new InputStream() {
                private long read;

                @Override
                public int read() {
                    read++;
                    if (read > 4_000_000) {
                        throw new AssertionError("It is read on and on");
                    }
                    return read <= 6 ? "Name\n\"".charAt((int) read - 1) : 'x';
                }
            };
            assertThatThrownBy(() -> RowReader.open(endless, mapping(CSV)).hasNext())
                    .isInstanceOf(DomainException.class);
        }

        @Test
        void withALongCellKeepsItsBeginningForTheFieldThatReadsIt() throws IOException {
            SourceRow row = row(CSV, "Name\r\n" + "x".repeat(100_000) + "\r\nnext\r\n");
            assertThat(row.fault()).isNull();
            assertThat(row.text("Name")).hasSize(50_000);
            assertThat(row.notes()).singleElement().satisfies(note -> assertThat(note.detail())
                    .contains("Name", "50000 characters"));
        }
    }

    @Nested
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    class AMapping {

        private List<Violation> refused(String yaml) {
            List<Violation> violations = new ArrayList<>();
            assertThatThrownBy(() -> mapping(yaml))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> violations.addAll(refusal.violations()));
            assertThat(violations).isNotEmpty().hasSizeLessThanOrEqualTo(100).allSatisfy(it -> {
                assertThat(it.pointer()).startsWith("/mapping").hasSizeLessThanOrEqualTo(1_000);
                assertThat(it.detail()).hasSizeLessThan(1_000);
            });
            return violations;
        }

        @Test
        void withADatePatternOfManyOptionalPartsIsRefused() {
            String pattern = "[".repeat(3_000) + "uuuu" + "]".repeat(3_000);
            assertThat(refused(HEAD + "format: csv\nfields: {dates.live: {column: x, dates: ['" + pattern + "']}}"))
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.pointer()).isEqualTo("/mapping/fields/dates.live");
                        assertThat(it.detail()).contains("optional parts");
                    });
            String many = "uuuu,".repeat(1_000);
            assertThat(refused(HEAD + "format: csv\nfields: {dates.live: {column: x, dates: [" + many + "]}}"))
                    .hasSize(1);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "dd/MM/yyyy | write dd/MM/uuuu.",
                    "d MMM yyyy | write d MMM uuuu.",
                    "yyyy-MM-dd | write uuuu-MM-dd.",
                    "MM/uuuu | a date has a year (u), a month (M) and a day (d). A month without a day is a pattern of months: MM/uuuu.",
                    "MM/yyyy | a pattern of months: MM/uuuu.",
                    "uuuu | A year alone is a pattern of years: uuuu.",
                    "dd/mm/uuuu | a date has a year (u), a month (M) and a day (d)."
                })
        void withADatePatternThatCanNeverGiveADateIsRefusedWithTheRightOne(String pattern, String advice) {
            assertThat(refused(HEAD + "format: csv\nfields: {dates.live: {column: x, dates: ['" + pattern + "']}}"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.detail()).contains(pattern, advice));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "uuuu-MM-dd",
                    "d/M/uuuu",
                    "dd/MM/uu",
                    "d MMMM uuuu",
                    "EEEE, d MMM uuuu",
                    "uuuu-MM-dd'T'HH:mm:ss",
                    "d/M/uuuu[ HH:mm]",
                    "uuuu-DDD",
                    "yyyy-MM-dd G",
                    "YYYY-'W'ww-e"
                })
        void withADatePatternThatGivesDatesIsTaken(String pattern) {
            String yaml = HEAD + "format: csv\nfields: {dates.live: {column: x, dates: [\"" + pattern + "\"]}}";
            assertThat(mapping(yaml).columns()).containsExactly("x");
        }

        @Test
        void saysWhatStandsBeforeDecimalsForAllOrForOne() {
            String rest =
                    "format: csv\ndecimal: ','\nfields: {costs.annual: x, costs.setUp: {column: y, decimal: '.'}}";
            Mapping mapping = mapping(HEAD + rest);
            SourceRow row = new SourceRow(1, Map.of("x", "1.500", "y", "1.500"), Set.of(), null, List.of());
            JsonNode costs = mapping.map(row).content().path("costs");
            assertThat(costs.path("annual").asDouble()).isEqualTo(1500);
            assertThat(costs.path("setUp").asDouble()).isEqualTo(1.5);
            refused(HEAD + "format: csv\ndecimal: ';'\nfields: {costs.annual: x}");
            refused(HEAD + "format: csv\nfields: {title.en: {column: x, decimal: '.'}}");
        }

        @Test
        void thatDoesNotSayWhatStandsBeforeDecimalsLeavesAGapWhereItMatters() {
            Mapping mapping = mapping(HEAD + "format: csv\nfields: {costs.annual: x, costs.setUp: y}");
            Mapping.Mapped mapped =
                    mapping.map(new SourceRow(1, Map.of("x", "1,500", "y", "1 2"), Set.of(), null, List.of()));
            assertThat(mapped.content().has("costs")).isFalse();
            assertThat(mapped.notes())
                    .extracting(Violation::detail)
                    .anySatisfy(note -> assertThat(note).contains("decimal", "1,500"))
                    .anySatisfy(note -> assertThat(note).contains("no number", "1 2"));
            Mapping json = mapping(HEAD + "format: json\nfields: {costs.annual: x}");
            assertThat(json.map(new SourceRow(1, Map.of("x", "1.500"), Set.of(), null, List.of()))
                            .content()
                            .at("/costs/annual")
                            .asDouble())
                    .isEqualTo(1.5);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "fields: {costs.annual: {constant: 1e999999999}}",
                    "fields: {costs.annual: {constant: .inf}}",
                    "fields: {costs.annual: {constant: .nan}}",
                    "fields: {costs.annual: {constant: -1e16}}",
                    "fields: {costs.annual: {column: x, values: {a: 1e400}}}",
                    "fields: {title.en: !!javax.script.ScriptEngineManager [x]}",
                    "fields: {title.en: {constant: &a [*a, *a]}}",
                    "fields: {title.en: x}\u0000",
                    "records: no-pointer\nfields: {title.en: x}"
                })
        void thatIsMadeToBreakItsReaderIsRefused(String rest) {
            refused(HEAD + "format: json\n" + rest);
        }

        @Test
        void ofReferencesToReferencesIsNotMultiplied() {
            String yaml = HEAD + "format: json\nempty: &l0 [x, x]\n" + "fields: {title.en: {columns: [*l0, *l0]}}";
            assertThat(mapping(yaml).columns()).containsExactly("l0");
        }

        @Test
        void thatIsLongWhereItShouldBeShortIsRefusedInFewWords() {
            String text = "x".repeat(200_000);
            for (String rest : List.of(
                    "fields: {" + text + ": x}",
                    "fields: {title.en: {" + text + ": x}}",
                    "fields: {title.en: {column: " + text + "}}",
                    "fields: {title.en: {columns: [x, y], join: " + text + "}}",
                    "fields: {title.en: {column: x, prefix: " + text + "}}",
                    "fields: {kind: {constant: " + text + "}}",
                    "fields: {costs.annual: {constant: " + "9".repeat(200_000) + "}}",
                    "fields: {dates.live: {column: x, dates: [" + text + "]}}",
                    "fields: {title.en: x}\nrecords: /" + text,
                    "fields: {title.en: x}\ncharset: " + text,
                    "fields: {title.en: " + "[".repeat(100_000) + "}",
                    "fields: {title.en: " + "- ".repeat(100_000) + "}",
                    "fields: {title.en: {columns: [" + "x,".repeat(10_000) + "]}}",
                    "fields: {"
                            + IntStream.range(0, 10_000)
                                    .mapToObj(i -> "a" + i + ": x")
                                    .collect(Collectors.joining(", "))
                            + "}",
                    "fields: {title.en: {column: x, values: {"
                            + IntStream.range(0, 10_000)
                                    .mapToObj(i -> i + "*: x")
                                    .collect(Collectors.joining(", ")) + "}}}")) {
                refused(HEAD + "format: json\n" + rest);
            }
        }

        @Test
        void whoseFieldsAllReadOneLongColumnCannotMultiplyIt() throws IOException {
            String fields = MappingTargets.paths().stream()
                    .filter(path -> path.endsWith(".en") && !path.contains("#"))
                    .map(path -> path + ": Name")
                    .collect(Collectors.joining(", "));
            Mapping mapping = mapping(HEAD + "format: csv\nfields: {" + fields + "}");
            SourceRow row = rows(
                            HEAD + "format: csv\nfields: {" + fields + "}", "Name\r\n" + "x".repeat(50_000) + "\r\n")
                    .get(0);
            assertThat(row.fault()).isNull();
            assertThatThrownBy(() -> mapping.map(row))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.kind())
                            .isEqualTo(DomainException.Kind.INVALID));
        }

        @Test
        void whoseFieldsAllReadOneLongColumnMakeItReadableOnce() throws IOException {
            String columns = "Name,".repeat(100);
            String fields = IntStream.range(0, 30)
                    .mapToObj(i -> "benefits." + i / 3
                            + List.of(".expected", ".realised", ".baseline").get(i % 3) + ": {columns: [" + columns
                            + "]}")
                    .collect(Collectors.joining(", "));
            String yaml = HEAD + "format: csv\nfields: {" + fields + "}";
            Mapping mapping = mapping(yaml);
            SourceRow row = rows(yaml, "Name\r\n" + "x &amp; y\u00a0".repeat(4_000) + "\r\n")
                    .get(0);
            for (int i = 0; i < 10; i++) {
                assertThat(mapping.map(row).notes()).hasSize(30);
            }
        }

        @Test
        void thatSplitsATextIntoItsCharactersKeepsNoMoreThanAListMayHave() throws IOException {
            String yaml = HEAD + "format: csv\nfields: {techniques: {column: Name, split: x}}";
            SourceRow row =
                    rows(yaml, "Name\r\n" + "ax".repeat(20_000) + "\r\n").get(0);
            assertThat(mapping(yaml).map(row).content().at("/techniques")).hasSize(101);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aTextOfMarksIsPutInOrderInLinearTime() {
        String marks = "a" + "\u0301".repeat(25_000) + "\u0323".repeat(25_000);
        for (int i = 0; i < 50; i++) {
            assertThat(PlainText.clean(marks)).hasSizeLessThan(40);
        }
        String halves = "&".repeat(25_000) + ";" + " \n".repeat(12_000);
        for (int i = 0; i < 50; i++) {
            PlainText.markdown(halves);
        }
    }

    @Test
    void aReportDoesNotGrowWithItsRow() {
        List<Violation> violations = IntStream.range(0, 500)
                .mapToObj(i -> new Violation("/source/raw/" + i, "x".repeat(10_000)))
                .toList();
        RowReports.RowReport report = new RowReports.RowReport(
                1, RowReports.Outcome.REFUSED, null, "x".repeat(50_000), violations, violations);
        assertThat(report.title()).hasSize(300);
        assertThat(report.errors()).hasSize(21).allSatisfy(it -> assertThat(it.detail())
                .hasSizeLessThanOrEqualTo(500));
        assertThat(report.errors().get(20).detail()).contains("480");
    }
}
