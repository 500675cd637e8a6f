package wales.rhannu.casestudy.importing;

import com.mongodb.WriteConcern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.Violation;

/** What became of each row, and how far an import has come. */
@Repository
class Reports {

    private static final String ROWS = "import_rows";
    private static final String PROGRESS = "import_progress";

    /** What became of a row. */
    enum Outcome {
        CREATED,
        UNCHANGED,
        REFUSED
    }

    /**
     * The report of a row.
     *
     * @param caseStudy its id; null when the row was refused
     * @param notes what could not be understood and was left out
     */
    record RowReport(
            int row,
            Outcome outcome,
            @Nullable String caseStudy,
            @Nullable String title,
            List<Violation> errors,
            List<Violation> notes) {}

    /**
     * How far an import has come.
     *
     * @param position the rows before it are reported
     * @param there the rows of the batch at the position that were there before it was begun, so that a batch which
     *     is gone through again after a crash counts what it created the first time
     * @param thereFor the position that {@code there} is of; -1 when it is of none
     * @param startedAt null when nobody has begun
     */
    record Progress(int position, Import.Rows rows, Set<Integer> there, int thereFor, @Nullable Instant startedAt) {

        /** Past a batch of reported rows. */
        Progress past(List<RowReport> batch) {
            return new Progress(
                    position + batch.size(),
                    new Import.Rows(
                            rows.total(),
                            rows.created() + count(batch, Outcome.CREATED),
                            rows.unchanged() + count(batch, Outcome.UNCHANGED),
                            rows.refused() + count(batch, Outcome.REFUSED)),
                    Set.of(),
                    -1,
                    startedAt);
        }

        private static int count(List<RowReport> batch, Outcome outcome) {
            return (int) batch.stream().filter(row -> row.outcome() == outcome).count();
        }
    }

    private final MongoTemplate mongo;

    Reports(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    Progress progress(String id, int total) {
        Document document =
                mongo.execute(PROGRESS, c -> c.find(new Document("_id", id)).first());
        if (document == null) {
            return new Progress(0, new Import.Rows(total, 0, 0, 0), Set.of(), -1, null);
        }
        return new Progress(
                number(document, "position"),
                new Import.Rows(
                        total, number(document, "created"), number(document, "unchanged"), number(document, "refused")),
                new HashSet<>(document.getList("there", Integer.class, List.of())),
                document.get("thereFor") == null ? -1 : number(document, "thereFor"),
                Instant.parse(document.getString("startedAt")));
    }

    private static int number(Document document, String field) {
        Number number = document.get(field, Number.class);
        return number == null ? 0 : number.intValue();
    }

    /** Notes which rows of the batch at a position were there before; gives whether it is still ours to do. */
    boolean begin(String id, Progress progress, Set<Integer> there) {
        Document set = toDocument(progress).append("there", List.copyOf(there)).append("thereFor", progress.position());
        return move(id, progress.position(), set);
    }

    /** Reports a batch, then moves on past it; gives whether it was still ours to do. */
    boolean report(String id, int from, List<RowReport> rows, Progress after) {
        List<Document> documents = rows.stream().map(row -> toDocument(id, row)).toList();
        if (!documents.isEmpty()) {
            try {
                mongo.execute(
                        ROWS, c -> c.withWriteConcern(WriteConcern.MAJORITY).insertMany(documents));
            } catch (DuplicateKeyException e) {
                // some were reported before a crash: those stay
                documents.forEach(this::insertIfAbsent);
            }
        }
        return move(id, from, toDocument(after));
    }

    private void insertIfAbsent(Document row) {
        try {
            mongo.execute(ROWS, c -> c.withWriteConcern(WriteConcern.MAJORITY).insertOne(row));
        } catch (DuplicateKeyException e) {
            // reported
        }
    }

    /** Notes that an import is begun, unless it was. */
    Progress start(String id, int total, Instant now) {
        Document start = new Document("_id", id).append("position", 0).append("startedAt", now.toString());
        try {
            mongo.execute(PROGRESS, c -> c.insertOne(start));
        } catch (DuplicateKeyException e) {
            // begun before
        }
        return progress(id, total);
    }

    /** Forgets how far an import came that is over; what became of its rows stays. */
    void end(String id) {
        mongo.execute(PROGRESS, c -> c.deleteOne(new Document("_id", id)));
    }

    private boolean move(String id, int from, Document set) {
        Document guard = new Document("_id", id).append("position", from);
        Boolean moved = mongo.execute(
                PROGRESS, c -> c.updateOne(guard, new Document("$set", set)).getMatchedCount() == 1);
        return Boolean.TRUE.equals(moved);
    }

    private static Document toDocument(Progress progress) {
        return new Document("position", progress.position())
                .append("created", progress.rows().created())
                .append("unchanged", progress.rows().unchanged())
                .append("refused", progress.rows().refused());
    }

    private static Document toDocument(String id, RowReport row) {
        Document document = new Document("_id", key(id, row.row()))
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
    List<RowReport> rows(String id, @Nullable Outcome outcome, int after, int limit) {
        // by ranges of ids alone, which any engine finds without a scan
        Document filter =
                new Document("_id", new Document("$gt", key(id, after)).append("$lte", key(id, Integer.MAX_VALUE)));
        if (outcome != null) {
            filter.append("outcome", outcome.name().toLowerCase(Locale.ROOT));
        }
        List<RowReport> rows = new ArrayList<>();
        mongo.execute(ROWS, c -> {
            c.find(filter)
                    .sort(new Document("_id", 1))
                    .limit(limit)
                    .forEach(document -> rows.add(new RowReport(
                            number(document, "row"),
                            Outcome.valueOf(document.getString("outcome").toUpperCase(Locale.ROOT)),
                            document.getString("caseStudy"),
                            document.getString("title"),
                            violations(document, "errors"),
                            violations(document, "notes"))));
            return true;
        });
        return rows;
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
