package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.aggregate.DomainException;

class MappingTests {

    private static final String CSV =
            """
            source: a-source
            format: csv
            charset: windows-1252
            organisation: Who
            empty: [N/A]
            fields:
              title.en: {column: Name, longest: 20}
              summary.en: {columns: [What, "Other#2"]}
              stage: {column: Stage, values: {Running: live}, otherwise: not-known}
              dates.begun: {column: Begun, dates: [M/d/uuuu, uuuu-MM-dd], not-before: 1990-01-01}
              techniques: {column: How, split: ";"}
              data.personal: {column: Personal, values: {"Yes": true, "No": false}}
              risks.0.risk.en: {column: Risk}
              risks.1.risk.en: {column: Other}
              kind: {constant: ai}
            """;
    private static final String HEADER = "Name,Who,What,Other,Other,Stage,Begun,How,Personal,Risk\r\n";

    private static List<Mapping.Mapped> mapped(String mapping, byte[] file) throws IOException {
        Mapping read = MappingReader.read(mapping.getBytes(StandardCharsets.UTF_8));
        List<Mapping.Mapped> all = new ArrayList<>();
        try (RowReader rows = RowReader.open(new ByteArrayInputStream(file), read)) {
            rows.forEachRemaining(row -> all.add(read.map(row)));
        }
        return all;
    }

    private static Mapping.Mapped csv(String row) throws IOException {
        return mapped(CSV, (HEADER + row + "\r\n").getBytes(Charset.forName("windows-1252")))
                .get(0);
    }

    @Nested
    class ARow {

        @Test
        void becomesACaseStudyWithItsSource() throws IOException {
            JsonNode content =
                    csv("Chat – bot,Cyngor,\"It answers\r\n\r\n\r\n\r\nquestions &amp; more  \",,and so on,RUNNING ,3/9/2021,a; b;N/A,yes,")
                            .content();

            assertThat(content.at("/title/en").asString()).isEqualTo("Chat – bot");
            assertThat(content.at("/summary/en").asString()).isEqualTo("It answers\n\nquestions & more\n\nand so on");
            assertThat(content.at("/stage").asString()).isEqualTo("live");
            assertThat(content.at("/dates/begun").asString()).isEqualTo("2021-03-09");
            assertThat(content.at("/techniques")).hasSize(2);
            assertThat(content.at("/data/personal").asBoolean()).isTrue();
            assertThat(content.has("risks")).isFalse();
            assertThat(content.at("/source/name").asString()).isEqualTo("a-source");
            assertThat(content.at("/source/row").asString()).isEqualTo("1");
            assertThat(content.at("/source/organisation").asString()).isEqualTo("Cyngor");
            assertThat(content.at("/source/raw")).hasSize(8);
            assertThat(content.at("/source/raw/3/column").asString()).isEqualTo("Other#2");
        }

        @Test
        void withADateThatIsNoneHasAGapAndANote() throws IOException {
            Mapping.Mapped mapped = csv("n,w,s,,,Running,22-Jul,,,");
            assertThat(mapped.content().has("dates")).isFalse();
            assertThat(mapped.notes()).singleElement().satisfies(note -> {
                assertThat(note.pointer()).isEqualTo("/dates/begun");
                assertThat(note.detail()).contains("22-Jul");
            });
            assertThat(csv("n,w,s,,,Running,7/15/1905,,,").content().has("dates"))
                    .isFalse();
            assertThat(csv("n,w,s,,,Running,2/30/2020,,,").content().has("dates"))
                    .isFalse();
        }

        @Test
        void withAMonthOrAYearSaysSoBesideTheDays() throws IOException {
            String mapping =
                    """
                    source: a-source
                    format: csv
                    delimiter: ";"
                    organisation: {constant: Cyngor}
                    fields:
                      title.en: Name
                      dates.begun: {column: Begun, dates: [M/d/uuuu], months: [MMM uuuu, M/uuuu], not-before: 1950-02-01}
                      dates.live: Live
                    """;
            String file =
                    "Name;Begun;Live\na;Jan 2025;2025-02\nb;3/2024;2024\nc;1950;2024-13\nd;Jan 1950;\ne;1/2/2024;2024-01-02\n";
            List<Mapping.Mapped> all = mapped(mapping, file.getBytes(StandardCharsets.UTF_8));
            assertThat(all.get(0).content().at("/dates").toString())
                    .isEqualTo("{\"asStated\":{\"begun\":\"2025-01\",\"live\":\"2025-02\"}}");
            assertThat(all.get(0).notes()).isEmpty();
            assertThat(all.get(1).content().at("/dates").toString())
                    .isEqualTo("{\"asStated\":{\"begun\":\"2024-03\",\"live\":\"2024\"}}");
            assertThat(all.get(2).content().at("/dates").toString()).isEqualTo("{\"asStated\":{\"begun\":\"1950\"}}");
            assertThat(all.get(2).notes()).singleElement().satisfies(note -> assertThat(note.pointer())
                    .isEqualTo("/dates/live"));
            assertThat(all.get(3).content().has("dates")).isFalse();
            assertThat(all.get(3).notes()).hasSize(1);
            assertThat(all.get(4).content().at("/dates").toString())
                    .isEqualTo("{\"begun\":\"2024-01-02\",\"live\":\"2024-01-02\"}");
        }

        @Test
        void withAListHasNoGapsInIt() throws IOException {
            assertThat(csv("n,w,s,second,,Running,,,,")
                            .content()
                            .at("/risks/0/risk/en")
                            .asString())
                    .isEqualTo("second");
        }

        @Test
        void withALongTextIsCutOffWithAnEllipsis() throws IOException {
            assertThat(csv("A name that is far too long,w,s,,,,,,,")
                            .content()
                            .at("/title/en")
                            .asString())
                    .isEqualTo("A name that is far …");
        }

        @Test
        void hasNoCharactersInItThatNobodyCanRead() throws IOException {
            Mapping.Mapped mapped = csv("A\u000bname\u0007,w,\"• one\r\n• two\",,,,,,,");
            assertThat(mapped.content().at("/title/en").asString()).isEqualTo("A name");
            assertThat(mapped.content().at("/source/raw/0/value").asString()).isEqualTo("A\nname");
        }

        @Test
        void losesOneCharacterToAByteThatTheCharsetDoesNotHave() throws IOException {
            byte[] file = (HEADER + "café~,w,s,,,,,,,\r\n").getBytes(Charset.forName("windows-1252"));
            for (int i = 0; i < file.length; i++) {
                file[i] = file[i] == '~' ? (byte) 0x9d : file[i];
            }
            Mapping.Mapped mapped = mapped(CSV, file).get(0);
            assertThat(mapped.content().at("/title/en").asString()).isEqualTo("café");
            assertThat(mapped.notes()).singleElement().satisfies(note -> assertThat(note.detail())
                    .contains("Name"));
        }

        @Test
        void withANullByteHasAFault() throws IOException {
            Mapping mapping = MappingReader.read(CSV.getBytes(StandardCharsets.UTF_8));
            try (RowReader rows = RowReader.open(
                    new ByteArrayInputStream((HEADER + "n\0,w,s,,,,,,,\r\n").getBytes(StandardCharsets.UTF_8)),
                    mapping)) {
                assertThat(rows.next().fault()).contains("null byte").contains("Name");
            }
        }

        @Test
        void takesTheFirstColumnThatHasAValueAndLeavesOutWhatOnlyConstantsFill() throws IOException {
            String mapping =
                    """
                    source: a-source
                    format: csv
                    delimiter: ";"
                    organisation: {constant: Cyngor}
                    fields:
                      title.en: Name
                      sector: {first: [Area, "Area#2"], values: {Other: null}, others-stay: true}
                      data.personal: {column: Personal, values: {"Yes*": true}, otherwise: not-known}
                      costs.annual: Cost
                      reuse.codeUrl: Code
                      risks.0.risk: {constant: It is wrong}
                      risks.0.mitigation: {column: Mitigation, prefix: "We "}
                    """;
            String file = "Name;Area;Area;Personal;Cost;Code;Mitigation\n"
                    + "a;Other;Water;Yes - much;£1,200.50;https://example.org/x;look\n"
                    + "b;Land;Water;Maybe;lots;on a shelf;\n";
            List<Mapping.Mapped> all = mapped(mapping, file.getBytes(StandardCharsets.UTF_8));
            JsonNode first = all.get(0).content();
            assertThat(first.at("/sector").asString()).isEqualTo("Water");
            assertThat(first.at("/data/personal").isBoolean()).isTrue();
            assertThat(first.at("/costs/annual").asDouble()).isEqualTo(1200.5);
            assertThat(first.at("/reuse/codeUrl").asString()).isEqualTo("https://example.org/x");
            assertThat(first.at("/risks/0/mitigation").asString()).isEqualTo("We look");
            assertThat(first.at("/source/organisation").asString()).isEqualTo("Cyngor");
            JsonNode second = all.get(1).content();
            assertThat(second.at("/sector").asString()).isEqualTo("Land");
            assertThat(second.at("/data/personal").asString()).isEqualTo("not-known");
            assertThat(second.has("risks")).isFalse();
            assertThat(second.has("costs")).isFalse();
            assertThat(all.get(1).notes())
                    .extracting(note -> note.pointer())
                    .containsExactlyInAnyOrder("/costs/annual", "/reuse/codeUrl");
        }

        @Test
        void withOtherCellsThanTheHeaderHasAFault() throws IOException {
            Mapping mapping = MappingReader.read(CSV.getBytes(StandardCharsets.UTF_8));
            try (RowReader rows = RowReader.open(
                    new ByteArrayInputStream((HEADER + "n,w\r\n").getBytes(StandardCharsets.UTF_8)), mapping)) {
                assertThat(rows.next().fault()).contains("2 cells");
            }
        }
    }

    @Nested
    class AFile {

        @ParameterizedTest
        @ValueSource(strings = {"", "PK\u0003\u0004", "Name,Who\r\na,b\r\n", "{\"a\": 1}"})
        void thatIsNotWhatTheMappingSaysIsRefused(String file) {
            assertThatThrownBy(() -> mapped(CSV, file.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(
                                    refusal.violations().get(0).pointer())
                            .isEqualTo("/file"));
        }

        @Test
        void withAQuoteThatIsNotClosedIsRefused() {
            assertThatThrownBy(() -> mapped(CSV, (HEADER + "\"open,b\r\n").getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(DomainException.class);
        }

        @Test
        void inAnotherCharsetIsRefused() {
            assertThatThrownBy(() -> mapped(
                            CSV.replace("windows-1252", "UTF-8"),
                            (HEADER + "é,w,s,,,,,,,\r\n").getBytes(StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(DomainException.class);
        }

        @Test
        void ofUnicodeThatTheMappingSaysIsNotIsRefused() {
            byte[] file = (HEADER + "n – m,w,s,,,,,,,\r\n").getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> SourceFileValidator.validate(
                            () -> new ByteArrayInputStream(file),
                            MappingReader.read(CSV.getBytes(StandardCharsets.UTF_8)),
                            10))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(
                                    refusal.violations().get(0).detail())
                            .contains("UTF-8"));
        }

        @Test
        void withARowThatDoesNotEndIsRefused() {
            byte[] file = (HEADER + "\"" + "x,".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> mapped(CSV, file)).isInstanceOf(DomainException.class);
        }

        @Test
        void thatIsNestedWithoutEndIsRefused() {
            String mapping = "source: a-source\nformat: json\norganisation: w\nfields: {title.en: x}";
            byte[] file = ("[{\"x\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}]").getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> mapped(mapping, file)).isInstanceOf(DomainException.class);
        }

        @Test
        void ofJsonIsReadFromWhereItsRecordsAre() throws IOException {
            String mapping =
                    """
                    source: a-source
                    format: json
                    records: /inner/records
                    organisation: who
                    fields:
                      title.en: {column: name}
                    """;
            String file =
                    "{\"meta\": {\"records\": 1}, \"inner\": {\"x\": [1], \"records\": [{\"name\": \" A \", \"who\": null}]}}";
            JsonNode content = mapped(mapping, file.getBytes(StandardCharsets.UTF_8))
                    .get(0)
                    .content();
            assertThat(content.at("/title/en").asString()).isEqualTo("A");
            assertThat(content.at("/source").has("organisation")).isFalse();
            for (String broken :
                    List.of("[]", "{\"inner\": {\"records\": {}}}", "{\"inner\": {\"records\": [{]}}", "{")) {
                assertThatThrownBy(() -> mapped(mapping, broken.getBytes(StandardCharsets.UTF_8)))
                        .isInstanceOf(DomainException.class);
            }
        }
    }

    @Nested
    class AMapping {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "nonsense",
                    "[1, 2",
                    "source: A Source\nformat: csv\norganisation: x\nfields: {}",
                    "source: a-source\nformat: xml\norganisation: x\nfields: {}",
                    "source: a-source\nformat: csv\nfields: {}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {title.en: {colum: x}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {title.en: {}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {title.en: {column: x, constant: y}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {'../x': {column: x}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {a: {column: x, dates: ['bogus']}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {a: {column: x, matches: '('}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {title.end: {column: x}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {title.en: {columns: [null]}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {title.en: null}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {kind: {constant: magic}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {kind: {constant: {a: b}}}",
                    "source: a-source\nformat: csv\nempty: [null]\norganisation: x\nfields: {dates.live: {column: x, dates: [null]}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {title.en: x, title.en: y}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {disclosure.embargoUntil: {column: x, years: [uuuu]}}",
                    "source: a-source\nformat: csv\norganisation: x\nfields: {dates.live: {column: x, months: [uuuu]}}",
                    "source: a-source\nformat: csv\ncharset: no-such\norganisation: x\nfields: {}"
                })
        void thatIsNoneIsRefusedWithAReason(String mapping) {
            assertThatThrownBy(() -> MappingReader.read(mapping.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(
                                    refusal.violations().get(0).pointer())
                            .startsWith("/mapping"));
        }
    }

    @Nested
    class RealFiles {

        @Test
        void ofTheUsFederalUseCasesAreReadWithoutMojibake() throws IOException {
            List<Mapping.Mapped> all = mapped(
                    Files.readString(RealData.mapping("us-federal-ai-use-cases-2024.yaml")),
                    Files.readAllBytes(RealData.file("us-federal-ai-use-cases-2024.csv")));

            assertThat(all).hasSize(2133);
            assertThat(all).allSatisfy(one -> assertThat(one.content().toString())
                    .doesNotContain("\ufffd", "â€", "Ã", "\u0000"));
            assertThat(having(all, "/dates/begun")).isEqualTo(1201);
            assertThat(having(all, "/dates/live")).isEqualTo(619);
            assertThat(having(all, "/dates/retired")).isEqualTo(99);
            assertThat(having(all, "/dates/asStated/begun")).isEqualTo(28);
            assertThat(having(all, "/dates/asStated/live")).isEqualTo(17);
            assertThat(having(all, "/summary/en")).isEqualTo(2125);
            assertThat(having(all, "/stage")).isEqualTo(2129);
            assertThat(all).allSatisfy(one -> assertThat(
                            one.content().at("/source/organisation").asString())
                    .isNotBlank());
        }

        private long having(List<Mapping.Mapped> all, String pointer) {
            return all.stream()
                    .filter(one -> !one.content().at(pointer).isMissingNode())
                    .count();
        }

        @Test
        void ofTheTransparencyRecordsAreRead() throws IOException {
            List<Mapping.Mapped> all = mapped(
                    Files.readString(RealData.mapping("uk-atrs-records.yaml")),
                    Files.readAllBytes(RealData.file("uk-atrs-records.json")));

            assertThat(all).hasSize(136);
            assertThat(all.stream()
                            .filter(one -> !one.content().at("/source").has("organisation"))
                            .count())
                    .isEqualTo(6);
            assertThat(all).allSatisfy(one -> assertThat(
                            one.content().at("/summary/en").asString())
                    .isEqualTo(one.content().at("/summary/en").asString().strip()));
        }
    }
}
