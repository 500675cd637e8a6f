package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** A made-up inventory with the traps of a real one of 2025, and as many rows. */
class InventoryTests {

    private static final int ROWS = 3_611;

    private static final String MAPPING =
            """
            source: an-inventory-2025
            format: csv
            identity: Ref
            organisation: Body
            leave-out: {Stage: [withdrawn]}
            fields:
              title.en: Name
              summary.en: {column: Purpose, longest: 5000}
              kind: {constant: ai}
              stage:
                column: Stage
                values: {"*pilot*": pilot, Live: live}
                otherwise: not-known
                when-empty: not-known
              dates.begun: {column: Started, dates: [d/M/uuuu], months: [M/uuuu, MMM uuuu, uuuu-MM]}
              costs.annual: Cost
              suppliers.*.name: {column: Vendors, split: ;}
            """;

    /** Days, months and years; the last is a day that there is not. */
    private static final List<String> STARTED =
            List.of("03/2024", "2024", "14/02/2025", "Feb 2025", "", "2025-01", "31/02/2025");

    /** The fifth may be two numbers, and the seventh is none. */
    private static final List<String> COST =
            List.of("£1.234,50", "1234.5", "€ 1 200", "12,34", "1,500", "1'200.50", "tbc", "");

    private static final List<String> STAGE = List.of("In pilot phase", "Live", "Withdrawn", "?", "");

    private final Map<RowReports.Outcome, Integer> outcomes = new EnumMap<>(RowReports.Outcome.class);
    private final List<JsonNode> contents = new ArrayList<>();
    private final List<Violation> notes = new ArrayList<>();
    private final List<Violation> errors = new ArrayList<>();

    private static byte[] inventory() {
        StringBuilder csv =
                new StringBuilder("\uFEFFsep=;\r\nRef;Name;Body;Purpose;Started;Cost;Stage;Vendors;Notes\r\n");
        for (int row = 1; row <= ROWS; row++) {
            csv.append(ref(row))
                    .append(";Peiriant ŵ – ")
                    .append(row)
                    .append(";Cyngor;")
                    .append(row % 900 == 1 ? "x".repeat(60_000) : "\"It reads;\r\nletters\"")
                    .append(';')
                    .append(STARTED.get(row % STARTED.size()))
                    .append(';')
                    .append(COST.get(row % COST.size()))
                    .append(';')
                    .append(STAGE.get(row % STAGE.size()))
                    .append(';')
                    .append(row % 3 == 0 ? "\"Acme; Bolt\"" : "")
                    .append(';')
                    .append(row % 1_000 == 3 ? "y".repeat(60_000) : "")
                    .append("\r\n");
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Some rows have none, and some that of the row before. */
    private static String ref(int row) {
        return row % 500 == 1 ? " " : String.format("INV-%04d", row % 100 == 0 ? row - 1 : row);
    }

    private void read(byte[] file, String yaml) throws IOException {
        Mapping mapping = MappingReader.read(yaml.getBytes(StandardCharsets.UTF_8));
        Import job = new Import("an-id", mapping.source(), ROWS, false, "content", Instant.EPOCH);
        RowImporter importer = new RowImporter(new Collecting());
        assertThat(SourceFileValidator.validate(() -> new ByteArrayInputStream(file), mapping, 100_000))
                .isBetween(ROWS, ROWS + 1);
        try (RowReader rows = RowReader.open(new ByteArrayInputStream(file), mapping)) {
            rows.forEachRemaining(row -> {
                RowReports.RowReport report = importer.take(job, mapping, row, false, false);
                outcomes.merge(report.outcome(), 1, Integer::sum);
                notes.addAll(report.notes());
                errors.addAll(report.errors());
            });
        }
    }

    private class Collecting extends OnlyTakenStudies {

        @Override
        public Taken take(String id, ObjectNode content, boolean publish, String request) {
            contents.add(content);
            return Taken.CREATED;
        }

        @Override
        public boolean has(String id) {
            return false;
        }
    }

    private long having(String pointer) {
        return contents.stream().filter(it -> !it.at(pointer).isMissingNode()).count();
    }

    private long notesOf(String pointer, String words) {
        return notes.stream()
                .filter(it -> it.pointer().equals(pointer) && it.detail().contains(words))
                .count();
    }

    @Test
    void everyRowIsAccountedForAndEveryGapHasItsNote() throws IOException {
        read(inventory(), MAPPING);

        assertThat(outcomes)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        RowReports.Outcome.CREATED,
                        2_845,
                        RowReports.Outcome.EXCLUDED,
                        722,
                        RowReports.Outcome.REFUSED,
                        44));
        assertThat(errors.stream().filter(it -> it.detail().contains("same id")))
                .hasSize(36);
        assertThat(errors.stream().filter(it -> it.detail().contains("has to have an id")))
                .hasSize(8);

        // of 2,438 dates no month and no year is lost; 407 are none
        assertThat(having("/dates/begun")).isEqualTo(405);
        assertThat(having("/dates/asStated/begun")).isEqualTo(1_626);
        assertThat(notesOf("/dates/begun", "no date")).isEqualTo(407);
        assertThat(having("/costs/annual")).isEqualTo(1_781);
        assertThat(notesOf("/costs/annual", "may be two numbers")).isEqualTo(343);
        assertThat(notesOf("/costs/annual", "no number")).isEqualTo(361);
        assertThat(notesOf("/source/raw", "50000 characters")).isEqualTo(8);
        assertThat(notes).hasSize(407 + 343 + 361 + 8);

        assertThat(having("/stage")).isEqualTo(2_845);
        assertThat(contents.stream().filter(it -> it.at("/stage").asString().equals("pilot")))
                .hasSize(686);
        assertThat(contents.stream().filter(it -> it.at("/suppliers").size() == 2))
                .hasSize(948);
        assertThat(contents.stream()
                        .map(it -> it.at("/summary/en").asString())
                        .filter(it -> it.length() == 5_000 && it.endsWith("…")))
                .hasSize(4);
        assertThat(contents)
                .allSatisfy(it -> assertThat(it.at("/title/en").asString()).startsWith("Peiriant ŵ – "));
    }

    @Test
    void aRowInAnotherCharsetRefusesTheFileUnlessTheMappingSaysWhich() throws IOException {
        ByteArrayOutputStream mixed = new ByteArrayOutputStream();
        mixed.writeBytes(inventory());
        mixed.writeBytes("INV-9999;Café – ö;Cyngor;It reads;;;;;\r\n".getBytes(Charset.forName("windows-1252")));
        assertThatThrownBy(() -> read(mixed.toByteArray(), MAPPING))
                .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(
                                refusal.violations().get(0).detail())
                        .contains("is not in UTF-8"));
        read(mixed.toByteArray(), "fallback-charset: windows-1252\n" + MAPPING);
        assertThat(contents).hasSize(2_846);
        assertThat(contents.get(2_845).at("/title/en").asString()).isEqualTo("Café – ö");
        assertThat(contents.get(0).at("/title/en").asString()).startsWith("Peiriant ŵ – ");
    }
}
