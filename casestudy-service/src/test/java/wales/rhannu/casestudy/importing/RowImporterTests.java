package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.casestudy.study.ImportedStudies;
import wales.rhannu.starter.aggregate.DomainException;

class RowImporterTests {

    private static final Import JOB = new Import("an-id", "a-source", 1, true, "content", Instant.EPOCH);
    private static final Mapping MAPPING =
            MappingReader.read("source: a-source\nformat: csv\norganisation: Who\nfields: {title.en: Name}"
                    .getBytes(StandardCharsets.UTF_8));
    private static final SourceRow ROW =
            new SourceRow(1, Map.of("Name", "A name", "Who", "Cyngor"), Set.of(), null, List.of());

    private static RowReports.RowReport take(Supplier<ImportedStudies.Taken> studies) {
        return take(studies, false, false);
    }

    private static RowReports.RowReport take(Supplier<ImportedStudies.Taken> studies, boolean there, boolean repeated) {
        return new RowImporter(new OnlyTakenStudies() {
                    @Override
                    public Taken take(String id, ObjectNode content, boolean publish, String request) {
                        return studies.get();
                    }

                    @Override
                    public boolean has(String id) {
                        return there;
                    }
                })
                .take(JOB, MAPPING, ROW, there, repeated);
    }

    @Test
    void whatIsRepeatedAfterACrashIsReportedAsTheFirstTime() {
        assertThat(take(() -> ImportedStudies.Taken.UPDATED, false, true).outcome())
                .as("created by the first try")
                .isEqualTo(RowReports.Outcome.CREATED);
        assertThat(take(() -> ImportedStudies.Taken.UPDATED, true, true).outcome())
                .isEqualTo(RowReports.Outcome.UPDATED);
        assertThat(take(() -> ImportedStudies.Taken.UNCHANGED, true, true).outcome())
                .isEqualTo(RowReports.Outcome.UNCHANGED);
    }

    @Test
    void whatAPersonHasChangedIsKeptAndTheReportSaysWhy() {
        for (ImportedStudies.Taken taken :
                List.of(ImportedStudies.Taken.EDITED, ImportedStudies.Taken.HIDDEN, ImportedStudies.Taken.DISCARDED)) {
            RowReports.RowReport report = take(() -> taken, true, false);
            assertThat(report.outcome()).isEqualTo(RowReports.Outcome.KEPT);
            assertThat(report.notes()).singleElement().satisfies(it -> assertThat(it.detail())
                    .startsWith("Somebody has"));
        }
    }

    private static ImportedStudies.Taken deeper(int depth) {
        return depth == 0
                ? ImportedStudies.Taken.CREATED
                : List.of(deeper(depth - 1)).get(0);
    }

    @Test
    void aRowThatOverflowsTheStackIsRefused() {
        RowReports.RowReport report = take(() -> deeper(10_000_000));
        assertThat(report.outcome()).isEqualTo(RowReports.Outcome.REFUSED);
        assertThat(report.title()).isEqualTo("A name");
        assertThat(report.errors()).singleElement().satisfies(it -> assertThat(it.detail())
                .contains("nested too deeply"));
    }

    @Test
    void aRowThatThrowsAnErrorOrWhateverElseIsRefused() {
        for (Throwable thrown : List.of(
                new AssertionError("an error"),
                new OutOfMemoryError("made up"),
                new NoSuchMethodError("x"),
                new ArithmeticException("too large"))) {
            RowReports.RowReport report = take(() -> {
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            });
            assertThat(report.outcome()).isEqualTo(RowReports.Outcome.REFUSED);
            assertThat(report.errors()).hasSize(1);
        }
    }

    @Test
    void noRowIsRefusedBecauseTheDatabaseIsAway() {
        assertThatThrownBy(() -> take(() -> {
                    throw new DataAccessResourceFailureException("away");
                }))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThatThrownBy(() -> take(() -> {
                    throw DomainException.unavailable("too-much-pending", "Too much waits.", Duration.ofSeconds(1));
                }))
                .isInstanceOf(DomainException.class);
    }
}
