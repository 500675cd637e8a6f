package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** What the rules of a mapping make of a row, and which rows they take. */
class MappingRulesTests {

    private static final String HEAD =
            "source: a-source\nformat: csv\ndelimiter: '|'\norganisation: {constant: Cyngor}\n";

    private static Mapping mapping(String yaml) {
        return MappingReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static List<SourceRow> rows(String mapping, String file) {
        List<SourceRow> rows = new ArrayList<>();
        try (RowReader reader =
                RowReader.open(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), mapping(mapping))) {
            reader.forEachRemaining(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** The first row of a file of these columns, mapped by these fields. */
    private static Mapping.Mapped mapped(String fields, String header, String row) {
        String mapping = HEAD + "fields:\n  title.en: {constant: Title}\n" + fields.indent(2);
        return mapping(mapping).map(rows(mapping, header + "\n" + row + "\n").get(0));
    }

    private static JsonNode content(String fields, String header, String row) {
        return mapped(fields, header, row).content();
    }

    private static void refused(String mapping, String why) {
        assertThatThrownBy(() -> mapping(mapping))
                .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.violations())
                        .extracting(Violation::detail)
                        .anySatisfy(detail -> assertThat(detail).contains(why)));
    }

    @Nested
    class AList {

        @Test
        void hasAnElementForEachPart() {
            assertThat(content("suppliers.*.name: {column: Vendors, split: ';'}", "Vendors", "Acme; Bolt ;;N/A Ltd")
                            .at("/suppliers")
                            .toString())
                    .isEqualTo("[{\"name\":\"Acme\"},{\"name\":\"Bolt\"},{\"name\":\"N/A Ltd\"}]");
        }

        @Test
        void hasPartsOfSeveralColumnsSideBySideAndAConstantInEach() {
            String fields =
                    """
                    lessons.*.kind: {column: Kinds, split: ';', values: {Good: worked, Bad: failed}}
                    lessons.*.text.en: {column: Texts, split: ';'}
                    suppliers.*.route: {constant: Framework}
                    suppliers.*.name: {column: Vendors, split: ';'}
                    risks.*.mitigation: {constant: None}
                    """;
            Mapping.Mapped mapped = mapped(fields, "Kinds|Texts|Vendors", "Bad;;Good;Ugly|one;two;three;four|A;B");
            assertThat(mapped.content().at("/lessons").toString())
                    .isEqualTo("[{\"kind\":\"failed\",\"text\":{\"en\":\"one\"}},{\"text\":{\"en\":\"two\"}},"
                            + "{\"kind\":\"worked\",\"text\":{\"en\":\"three\"}},{\"text\":{\"en\":\"four\"}}]");
            assertThat(mapped.content().at("/suppliers").toString())
                    .isEqualTo("[{\"name\":\"A\",\"route\":\"Framework\"},{\"name\":\"B\",\"route\":\"Framework\"}]");
            assertThat(mapped.content().has("risks")).isFalse();
            assertThat(mapped.notes())
                    .extracting(Violation::detail)
                    .singleElement()
                    .asString()
                    .contains("Ugly");
        }

        @Test
        void keepsTheOrderOfMoreThanTen() {
            String vendors = String.join(
                    ";", IntStream.range(0, 25).mapToObj(i -> "v" + i).toList());
            JsonNode suppliers = content("suppliers.*.name: {column: V, split: ';'}", "V", vendors)
                    .get("suppliers");
            assertThat(suppliers).hasSize(25);
            assertThat(suppliers.at("/2/name").asString()).isEqualTo("v2");
            assertThat(suppliers.at("/24/name").asString()).isEqualTo("v24");
        }

        @Test
        void ofTextsHasAValueForEachPart() {
            assertThat(content(
                                    "techniques: {column: How, split: ';', values: {NLP: Natural language processing, Other: null}, others-stay: true}",
                                    "How",
                                    "NLP; Other; OCR")
                            .at("/techniques")
                            .toString())
                    .isEqualTo("[\"Natural language processing\",\"OCR\"]");
        }

        @Test
        void isFilledInOneWay() {
            refused(HEAD + "fields: {suppliers.*.name: {column: a, split: ';'}, suppliers.0.role: b}", "not by both");
            refused(HEAD + "fields: {suppliers.*.name: a}", "split or constant");
            refused(HEAD + "fields: {suppliers.0.name: {column: a, split: ';'}}", "as *");
        }
    }

    @Nested
    class AValue {

        @ParameterizedTest
        @CsvSource({
            "In pilot, pilot",
            "A PILOT – phase, pilot",
            "Pilot, pilot",
            "Live since May, live",
            "now retired, retired",
            "retired now, idea",
            "'', not-known"
        })
        void isFoundByWhatATextBeginsWithHasInItOrEndsWith(String text, String stage) {
            String fields =
                    "stage: {column: Stage, values: {'*Pilot*': pilot, 'Live*': live, '*retired': retired}, otherwise: idea, when-empty: not-known}";
            assertThat(content(fields, "Stage|x", text + "|x").at("/stage").asString())
                    .isEqualTo(stage);
        }

        @Test
        void ofAnEmptyCellIsAGapWhateverOtherTextsBecome() {
            assertThat(content("stage: {column: Stage, values: {Live: live}, otherwise: idea}", "Stage|x", "|x")
                            .has("stage"))
                    .isFalse();
        }

        @Test
        void mayBeAConstantWhereNoColumnHasOne() {
            String fields =
                    "sector: {first: [Area, Other, {constant: Not said}], values: {Unclear: null}, others-stay: true}";
            assertThat(content(fields, "Area|Other", "|Water").at("/sector").asString())
                    .isEqualTo("Water");
            assertThat(content(fields, "Area|Other", "Unclear|").at("/sector").asString())
                    .isEqualTo("Not said");
            refused(HEAD + "fields: {sector: {first: [{constant: x}, Area]}}", "as the last");
            refused(HEAD + "fields: {sector: {first: [{constant: x}]}}", "as the last");
            refused(HEAD + "fields: {kind: {first: [Area, {constant: magic}]}}", "does not fit");
            refused(HEAD + "fields: {kind: {column: Area, when-empty: magic}}", "does not fit");
        }
    }

    @Nested
    class ARow {

        private static final String WITH_ID = HEAD + "identity: Ref\nfields: {title.en: Name}\n";

        @Test
        void hasTheIdThatItsSourceGivesIt() {
            Mapping mapping = mapping(WITH_ID);
            List<SourceRow> rows = rows(WITH_ID, "Name|Ref\na| A-17 \nb|\nc|" + "x".repeat(201) + "\nd|A-17\n");
            assertThat(mapping.map(rows.get(0)).content().at("/source/row").asString())
                    .isEqualTo("A-17");
            for (SourceRow row : rows.subList(1, 3)) {
                assertThatThrownBy(() -> mapping.map(row))
                        .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.violations())
                                .singleElement()
                                .satisfies(it -> assertThat(it.detail()).contains("Ref")));
            }
            assertThat(rows.get(3).fault()).contains("same id", "A-17");
        }

        @Test
        void isLeftOutByWhatAColumnSays() {
            String mapping = HEAD
                    + "leave-out: {Status: [Withdrawn, 'Draft*']}\nonly: {Kind: [AI, '*bot*']}\nfields: {title.en: Name}\n";
            List<SourceRow> rows =
                    rows(mapping, "Name|Status|Kind\na||AI\nb|withdrawn|AI\nc|Drafted|AI\nd|Live|A robot\ne|Live|\n");
            RowFilter filter = mapping(mapping).filter();
            assertThat(rows.stream().filter(row -> !filter.leavesOut(row)).map(row -> row.text("Name")))
                    .containsExactly("a", "d");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"leave-out: {Status: []}", "only: {'': [x]}", "leave-out: {Status: [null]}", "identity: ''"})
        void isNotLeftOutByAConditionThatIsNone(String condition) {
            assertThatThrownBy(() -> mapping(HEAD + condition + "\nfields: {title.en: Name}"))
                    .isInstanceOf(DomainException.class);
        }

        @Test
        void thatIsLeftOutKeepsNoIdFromAnother() {
            String mapping = WITH_ID + "leave-out: {Name: [Old]}\n";
            assertThat(rows(mapping, "Name|Ref\nOld|1\nNew|1\n"))
                    .allSatisfy(row -> assertThat(row.fault()).isNull());
        }
    }

    @Nested
    class AFile {

        @ParameterizedTest
        @ValueSource(strings = {"sep=;\r\n", "SEP=;\n", "\uFEFFsep=;\r\n", "\"sep=;\"\r\n"})
        void saysItsDelimiterInALineOfExcel(String line) {
            String mapping = HEAD.replace("delimiter: '|'\n", "") + "fields: {title.en: Name}\n";
            assertThat(rows(mapping, line + "Name;Other\r\na,b;c\r\n"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.text("Name")).isEqualTo("a,b"));
        }

        @Test
        void ofTwoCharsetsIsReadInBoth() throws IOException {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes("Name\n".getBytes(StandardCharsets.UTF_8));
            String long1252 = "é".repeat(9_000);
            for (String name : List.of("Café – ŵ \uD83D\uDE80", "ŵ".repeat(9_000))) {
                file.writeBytes((name + "\n").getBytes(StandardCharsets.UTF_8));
            }
            for (String name : List.of("Café – né", long1252, "é")) {
                file.writeBytes((name + "\n").getBytes(Charset.forName("windows-1252")));
            }
            file.write(0xE2); // cut off in the middle of a character
            String yaml = HEAD + "fallback-charset: windows-1252\nfields: {title.en: Name}\n";
            List<String> names = new ArrayList<>();
            try (RowReader reader = RowReader.open(new ByteArrayInputStream(file.toByteArray()), mapping(yaml))) {
                reader.forEachRemaining(row -> names.add(row.text("Name")));
            }
            assertThat(names)
                    .containsExactly("Café – ŵ \uD83D\uDE80", "ŵ".repeat(9_000), "Café – né", long1252, "é", "â");
            refused(
                    HEAD + "charset: windows-1252\nfallback-charset: windows-1252\nfields: {title.en: x}",
                    "CSV in UTF-8");
            refused(HEAD + "fallback-charset: UTF-16\nfields: {title.en: x}", "CSV in UTF-8");
        }

        @Test
        void whoseFirstColumnIsCalledSoIsReadAsItIs() {
            assertThat(rows(HEAD + "fields: {title.en: sep=}\n", "sep=|x\na|b\n"))
                    .hasSize(1);
        }
    }
}
