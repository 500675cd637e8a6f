package wales.rhannu.casestudy.importing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import wales.rhannu.casestudy.study.ImportedStudies;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.mongo.TransientFailures;

/**
 * Takes rows, one at a time. Whatever a row or its mapping throws, an {@link Error} too, ends in the row's report; only what
 * has nothing to do with the row, a database that is away, does not.
 */
@Component
class RowImporter {

    private static final Logger log = LoggerFactory.getLogger(RowImporter.class);

    private final ImportedStudies studies;

    RowImporter(ImportedStudies studies) {
        this.studies = studies;
    }

    static String idOf(Mapping mapping, SourceRow row) {
        return Ids.derived("case-study-import", mapping.source(), mapping.keyOf(row));
    }

    /** Whether there is a case study of a row; of one that cannot be taken there is none. */
    boolean isThere(Mapping mapping, SourceRow row) {
        try {
            return studies.has(idOf(mapping, row));
        } catch (DomainException refusal) {
            if (isForLater(refusal)) {
                throw refusal;
            }
            return false;
        }
    }

    /**
     * Takes a row.
     *
     * @param there whether there was a case study of it before
     * @param repeated whether the row may have been taken before, by whoever was killed in this batch
     * @throws RuntimeException when it is to be tried again later
     */
    RowReports.RowReport take(Import job, Mapping mapping, SourceRow row, boolean there, boolean repeated) {
        try {
            return taken(job, mapping, row, there, repeated);
        } catch (RuntimeException | Error e) {
            if (isForLater(e)) {
                throw e;
            }
            return refused(row, null, violations(job, row.number(), e));
        }
    }

    private RowReports.RowReport taken(Import job, Mapping mapping, SourceRow row, boolean there, boolean repeated) {
        if (row.fault() != null) {
            return refused(row, null, List.of(new Violation("", row.fault())));
        }
        if (mapping.filter().leavesOut(row)) {
            return new RowReports.RowReport(
                    row.number(), RowReports.Outcome.EXCLUDED, null, null, List.of(), List.of());
        }
        String id = idOf(mapping, row);
        Mapping.Mapped mapped = mapping.map(row);
        String title = title(mapped);
        try {
            ImportedStudies.Taken taken =
                    studies.take(id, mapped.content(), job.publish(), "import/" + job.id() + "/" + row.number());
            List<Violation> notes = new ArrayList<>(mapped.notes());
            String kept = whyKept(taken);
            if (kept != null) {
                notes.add(0, new Violation("", kept));
            }
            return new RowReports.RowReport(
                    row.number(),
                    !there && repeated && kept == null ? RowReports.Outcome.CREATED : outcome(taken),
                    taken == ImportedStudies.Taken.DISCARDED ? null : id,
                    title,
                    List.of(),
                    notes);
        } catch (RuntimeException | Error e) {
            if (isForLater(e)) {
                throw e;
            }
            return refused(row, title, violations(job, row.number(), e));
        }
    }

    private static RowReports.Outcome outcome(ImportedStudies.Taken taken) {
        return switch (taken) {
            case CREATED -> RowReports.Outcome.CREATED;
            case UPDATED -> RowReports.Outcome.UPDATED;
            case UNCHANGED -> RowReports.Outcome.UNCHANGED;
            case EDITED, HIDDEN, DISCARDED -> RowReports.Outcome.KEPT;
        };
    }

    private static @Nullable String whyKept(ImportedStudies.Taken taken) {
        return switch (taken) {
            case EDITED -> "Somebody has edited this case study since it was imported, so it stays as it is.";
            case HIDDEN -> "Somebody has archived this case study or taken it down, so it stays as it is.";
            case DISCARDED -> "Somebody has discarded this case study, so it is not imported again.";
            case CREATED, UPDATED, UNCHANGED -> null;
        };
    }

    static boolean isForLater(Throwable failure) {
        return TransientFailures.isDatabaseAway(failure)
                || failure instanceof DomainException refusal && refusal.kind() == DomainException.Kind.UNAVAILABLE;
    }

    /** What a row's report says of what was thrown. */
    static List<Violation> violations(Import job, int row, Throwable failure) {
        if (failure instanceof DomainException refusal) {
            return refusal.violations().isEmpty()
                    ? List.of(new Violation("", String.valueOf(refusal.getMessage())))
                    : refusal.violations();
        }
        if (failure instanceof VirtualMachineError) {
            // its stack is thousands of the same lines
            log.error("Row {} of import {} could not be taken: {}", row, job.id(), failure.toString());
            return List.of(new Violation("", "It could not be taken: it is too long, or nested too deeply."));
        }
        log.error("Row {} of import {} could not be taken", row, job.id(), failure);
        return List.of(new Violation("", "It could not be taken. An operator finds the reason in the service's log."));
    }

    private static RowReports.RowReport refused(SourceRow row, @Nullable String title, List<Violation> errors) {
        return new RowReports.RowReport(row.number(), RowReports.Outcome.REFUSED, null, title, errors, List.of());
    }

    private static @Nullable String title(Mapping.Mapped mapped) {
        String title = mapped.content().path("title").path("en").asString("");
        return title.isEmpty() ? mapped.content().path("title").path("cy").asString(null) : title;
    }
}
