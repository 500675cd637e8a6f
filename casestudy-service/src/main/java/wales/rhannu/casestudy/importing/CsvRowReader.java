package wales.rhannu.casestudy.importing;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;

/** The rows of a CSV file. */
final class CsvRowReader extends RowReader {

    private static final int LONGEST_SEPARATOR_LINE = 16;
    private static final Pattern SEPARATOR_LINE =
            Pattern.compile("\"?sep=([^\"\\r\\n])\"?(?:\\r\\n?|\\n)", Pattern.CASE_INSENSITIVE);

    private final BoundedReader bounded;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<String> header;

    CsvRowReader(InputStream in, Mapping mapping) throws IOException {
        super(mapping);
        BufferedReader text = new BufferedReader(text(withoutMark(in), mapping));
        char delimiter = delimiter(text, mapping.delimiter());
        bounded = new BoundedReader(text, delimiter);
        parser = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(true)
                .get()
                .parse(bounded);
        records = parser.iterator();
        if (!records.hasNext()) {
            throw DomainException.invalid("/file", "The file is empty.");
        }
        header = header(records.next());
        SourceFileValidator.mustHave(mapping.columns(), header);
    }

    /** What the file says itself in a first line that Excel writes, {@code sep=;}; that line is no row. */
    private static char delimiter(BufferedReader text, char unlessTold) throws IOException {
        text.mark(LONGEST_SEPARATOR_LINE);
        char[] read = new char[LONGEST_SEPARATOR_LINE];
        int count = Math.max(0, text.read(read));
        Matcher line = SEPARATOR_LINE.matcher(new String(read, 0, count));
        text.reset();
        if (!line.lookingAt()) {
            return unlessTold;
        }
        if (text.skip(line.end()) < line.end()) {
            throw new EOFException();
        }
        return line.group(1).charAt(0);
    }

    /** The second of several columns with one name is {@code name#2}. */
    private static List<String> header(CSVRecord names) {
        if (names.size() > RowBuilder.MOST_COLUMNS) {
            throw DomainException.invalid(
                    "/file", "The file has more than " + RowBuilder.MOST_COLUMNS + " columns: " + names.size() + ".");
        }
        List<String> header = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        Map<String, Integer> times = new HashMap<>();
        for (String name : names) {
            if (name.length() > RowBuilder.LONGEST_COLUMN) {
                throw DomainException.invalid(
                        "/file",
                        "The name of column " + (header.size() + 1) + " has more than " + RowBuilder.LONGEST_COLUMN
                                + " characters.");
            }
            String heading = PlainText.line(name);
            String unique = heading;
            while (!taken.add(unique)) {
                // goes on from the last number: to begin again for each would take quadratic time
                unique = heading + "#" + times.merge(heading, 2, (last, first) -> last + 1);
            }
            header.add(unique);
        }
        return header;
    }

    static boolean isOfOneByte(Charset charset) {
        return charset.canEncode()
                && charset.newEncoder().maxBytesPerChar() == 1
                && charset != StandardCharsets.US_ASCII;
    }

    static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static Reader text(InputStream in, Mapping mapping) {
        return mapping.fallback() == null
                ? new InputStreamReader(in, decoder(mapping.charset()))
                : new FallbackReader(in, mapping.fallback());
    }

    /** A byte that a charset of single bytes does not have costs one character; with others, all would be in doubt. */
    private static CharsetDecoder decoder(Charset charset) {
        return isOfOneByte(charset)
                ? charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                : strict(charset);
    }

    /** Without the byte order mark that some programs write before UTF-8. */
    private static InputStream withoutMark(InputStream in) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in, 3);
        byte[] first = start.readNBytes(3);
        boolean mark =
                first.length == 3 && first[0] == (byte) 0xEF && first[1] == (byte) 0xBB && first[2] == (byte) 0xBF;
        if (!mark) {
            start.unread(first);
        }
        return start;
    }

    @Override
    @Nullable
    RowBuilder read() {
        bounded.begin();
        if (!records.hasNext()) {
            return null;
        }
        CSVRecord cells = records.next();
        RowBuilder row = newRow();
        for (int i = 0; i < Math.min(cells.size(), header.size()); i++) {
            row.add(header.get(i), cells.get(i));
        }
        if (cells.size() != header.size()) {
            row.refuse("It has " + cells.size() + " cells, the header has " + header.size() + ".");
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
