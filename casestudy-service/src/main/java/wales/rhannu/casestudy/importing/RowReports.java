package wales.rhannu.casestudy.importing;

import com.mongodb.WriteConcern;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.mongo.Indexes;

/** What became of each row, for as long as reports are kept: they quote what was in the file, which may name people. */
@Repository
class RowReports {

    private static final String COLLECTION = "import_rows";
    private static final String AT = "at";
    private static final int MOST_VIOLATIONS = 20;
    private static final int LONGEST_DETAIL = 500;
    private static final int LONGEST_TITLE = 300;

    /** The result of a row. */
    enum Outcome {
        CREATED,
        /** It was there, untouched, and says now what the row says. */
        UPDATED,
        UNCHANGED,
        /** A person has changed it since it was imported, so it stays as it is. */
        KEPT,
        REFUSED,
        /** The mapping leaves it out. */
        EXCLUDED
    }

    /**
     * The report of a row; it never grows with what was in the row.
     *
     * @param caseStudy its id; null when the row was refused or left out
     * @param errors what refused it, or its publication with the others
     * @param notes what could not be understood and was left out, and why it stays as it is
     */
    record RowReport(
            int row,
            Outcome outcome,
            @Nullable String caseStudy,
            @Nullable String title,
            List<Violation> errors,
            List<Violation> notes) {

        RowReport {
            title = title == null ? null : PlainText.shortened(title, LONGEST_TITLE);
            errors = bounded(errors);
            notes = bounded(notes);
        }

        private static List<Violation> bounded(List<Violation> violations) {
            List<Violation> bounded = new ArrayList<>();
            violations.stream()
                    .limit(MOST_VIOLATIONS)
                    .forEach(it -> bounded.add(new Violation(
                            PlainText.shortened(it.pointer(), LONGEST_DETAIL),
                            PlainText.shortened(it.detail(), LONGEST_DETAIL))));
            if (violations.size() > MOST_VIOLATIONS) {
                bounded.add(new Violation("", "There are " + (violations.size() - MOST_VIOLATIONS) + " more."));
            }
            return List.copyOf(bounded);
        }
    }

    private final MongoTemplate mongo;
    private final Clock clock;
    private final Duration kept;

    RowReports(MongoTemplate mongo, Clock clock, ImportSettings settings) {
        this.mongo = mongo;
        this.clock = clock;
        this.kept = settings.reportsKept();
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of(AT)));
    }

    /** Adds reports; those that were added before a crash stay as they are. */
    void add(String id, List<RowReport> rows) {
        List<Document> documents = rows.stream().map(row -> toDocument(id, row)).toList();
        if (documents.isEmpty()) {
            return;
        }
        try {
            mongo.execute(
                    COLLECTION, c -> c.withWriteConcern(WriteConcern.MAJORITY).insertMany(documents));
        } catch (DuplicateKeyException e) {
            documents.forEach(this::addIfAbsent);
        }
    }

    private void addIfAbsent(Document row) {
        try {
            mongo.execute(
                    COLLECTION, c -> c.withWriteConcern(WriteConcern.MAJORITY).insertOne(row));
        } catch (DuplicateKeyException e) {
            // reported
        }
    }

    /** Says why the case study of a row was not published with the others; nothing where it was. */
    void explain(String id, RowReport row, List<Violation> errors) {
        if (errors.equals(row.errors())) {
            return;
        }
        Document set = new Document();
        violations(set, "errors", new RowReport(row.row(), row.outcome(), null, null, errors, List.of()).errors());
        Document update =
                errors.isEmpty() ? new Document("$unset", new Document("errors", "")) : new Document("$set", set);
        Document one = new Document("_id", key(id, row.row()));
        mongo.execute(COLLECTION, c -> c.withWriteConcern(WriteConcern.MAJORITY).updateOne(one, update));
    }

    private Document toDocument(String id, RowReport row) {
        Document document = new Document("_id", key(id, row.row()))
                .append(AT, Date.from(clock.instant()))
                .append("outcome", row.outcome().name().toLowerCase(Locale.ROOT))
                .append("row", row.row());
        if (row.caseStudy() != null) {
            document.append("caseStudy", row.caseStudy());
        }
        if (row.title() != null) {
            document.append("title", row.title());
        }
        violations(document, "errors", row.errors());
        violations(document, "notes", row.notes());
        return document;
    }

    private static void violations(Document document, String field, List<Violation> violations) {
        if (!violations.isEmpty()) {
            document.append(
                    field,
                    violations.stream()
                            .map(it -> new Document("pointer", it.pointer()).append("detail", it.detail()))
                            .toList());
        }
    }

    /** The reports behind a row's, in the order of the file. */
    List<RowReport> behind(String id, @Nullable Outcome outcome, int after, int limit) {
        // by ranges of ids alone, which any engine finds without a scan
        Document filter =
                new Document("_id", new Document("$gt", key(id, after)).append("$lte", key(id, Integer.MAX_VALUE)));
        if (outcome != null) {
            filter.append("outcome", outcome.name().toLowerCase(Locale.ROOT));
        }
        Date oldest = oldest();
        List<RowReport> rows = new ArrayList<>();
        mongo.execute(COLLECTION, c -> {
            c.find(filter)
                    .sort(new Document("_id", 1))
                    .limit(limit)
                    .batchSize(Cursors.BATCH_SIZE)
                    .forEach(document -> {
                        Date at = document.getDate(AT);
                        if (at == null || !at.before(oldest)) {
                            rows.add(toReport(document));
                        }
                    });
            return true;
        });
        return rows;
    }

    private Date oldest() {
        return Date.from(clock.instant().minus(kept));
    }

    /** Removes what has been kept for long enough; that of a version that noted no time counts from now on. */
    void forgetOld() {
        Document set = new Document("$set", new Document(AT, Date.from(clock.instant())));
        mongo.execute(COLLECTION, c -> c.updateMany(new Document(AT, null), set));
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document(AT, new Document("$lt", oldest()))));
    }

    private static RowReport toReport(Document document) {
        return new RowReport(
                document.get("row", Number.class).intValue(),
                Outcome.valueOf(document.getString("outcome").toUpperCase(Locale.ROOT)),
                document.getString("caseStudy"),
                document.getString("title"),
                violations(document, "errors"),
                violations(document, "notes"));
    }

    private static List<Violation> violations(Document document, String field) {
        return document.getList(field, Document.class, List.of()).stream()
                .map(it -> new Violation(it.getString("pointer"), it.getString("detail")))
                .toList();
    }

    private static String key(String id, int row) {
        return String.format(Locale.ROOT, "%s/%010d", id, row);
    }
}
