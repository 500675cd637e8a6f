package wales.rhannu.casestudy.importing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import wales.rhannu.starter.aggregate.DomainException;

/** The rows of a file, read one after the other; in memory is one at a time, and 16 bytes of the id of each. */
abstract class RowReader implements Iterator<SourceRow>, Closeable {

    private final Mapping mapping;
    private final Set<String> columns;
    private final Set<UUID> ids = new HashSet<>();
    private int number;
    private boolean atEnd;
    private @Nullable SourceRow next;

    RowReader(Mapping mapping) {
        this.mapping = mapping;
        this.columns = mapping.columns();
    }

    /** @throws DomainException invalid, when the file is not what the mapping says */
    static RowReader open(InputStream in, Mapping mapping) {
        try {
            return mapping.format() == Mapping.Format.CSV
                    ? new CsvRowReader(in, mapping)
                    : new JsonRowReader(in, mapping);
        } catch (IOException | UncheckedIOException | JacksonException e) {
            throw unreadable(mapping, 0, e);
        }
    }

    /** An empty row, which keeps what the mapping reads. */
    RowBuilder newRow() {
        return new RowBuilder(columns);
    }

    /** The next row; null at the end. */
    abstract @Nullable RowBuilder read() throws IOException;

    @Override
    public boolean hasNext() {
        if (next == null && !atEnd) {
            try {
                RowBuilder row = read();
                if (row == null) {
                    atEnd = true;
                } else {
                    number++;
                    next = once(row.build(number));
                }
            } catch (IOException | UncheckedIOException | JacksonException e) {
                throw unreadable(mapping, number, e);
            }
        }
        return next != null;
    }

    /** Of several rows with one id the first counts: a case study cannot say what each of them says. */
    private SourceRow once(SourceRow row) {
        String id = mapping.identity() == null ? "" : PlainText.line(row.text(mapping.identity()));
        if (id.isEmpty() || row.fault() != null || mapping.filter().leavesOut(row)) {
            return row;
        }
        return ids.add(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)))
                ? row
                : row.withFault("An earlier row of the file has the same id: " + RowBuilder.shown(id));
    }

    @Override
    public SourceRow next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        SourceRow row = next;
        next = null;
        return row;
    }

    private static DomainException unreadable(Mapping mapping, int after, Exception e) {
        String format = mapping.format() == Mapping.Format.CSV ? "CSV" : "JSON";
        return DomainException.invalid(
                "/file",
                "This is not a " + format + " file that can be read. After row " + after + ": " + why(mapping, e));
    }

    /** A message of ours, because a library's message is for programmers. */
    private static String why(Mapping mapping, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TooLongException) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof CharacterCodingException) {
                return "its text is not in " + mapping.charset().name() + ".";
            }
        }
        if (e instanceof JacksonException json) {
            return json.getLocation() == null || json.getLocation().getLineNr() < 1
                    ? "what follows is not JSON."
                    : "what stands in line " + json.getLocation().getLineNr() + " at "
                            + json.getLocation().getColumnNr() + " is not JSON, or is nested too deeply.";
        }
        return "a quotation mark is missing, or text stands behind a closing one.";
    }

    /** A row is too long, or does not end. */
    static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLongException(String message) {
            super(message);
        }
    }
}
