package wales.rhannu.casestudy.importing;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** The rows of a file, read one after the other. */
abstract class SourceFile implements Iterator<Row>, Closeable {

    /** Longer ones are none, but a quote that is never closed, or a file that is something else. */
    private static final int LONGEST_ROW = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // behind a record comes the next
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Mapping mapping;
    private int number;
    private boolean atEnd;
    private @Nullable Row next;

    private SourceFile(Mapping mapping) {
        this.mapping = mapping;
    }

    /** Opens a file that was checked. */
    static SourceFile open(InputStream in, Mapping mapping) {
        try {
            return mapping.format() == Mapping.Format.CSV ? new Csv(in, mapping) : new Json(in, mapping);
        } catch (IOException | UncheckedIOException | JacksonException e) {
            throw unreadable(mapping, 0, e);
        }
    }

    /** Gives a file's content from its beginning, again and again. */
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Reads a file to its end, and counts its rows.
     *
     * @throws DomainException invalid, when the file is not what the mapping says
     */
    static int check(Content content, Mapping mapping, int most) throws IOException {
        if (mapping.format() == Mapping.Format.CSV && isOfOneByte(mapping.charset())) {
            try (InputStream in = content.open()) {
                mustNotBeUnicode(in, mapping.charset());
            }
        }
        Set<String> lacking = new TreeSet<>(mapping.columns());
        int rows = 0;
        try (InputStream in = content.open();
                SourceFile file = open(in, mapping)) {
            while (file.hasNext()) {
                lacking.removeAll(file.next().cells().keySet());
                rows++;
                if (rows > most) {
                    throw DomainException.invalid("/file", "A file has at most " + most + " rows.");
                }
            }
        }
        if (rows == 0) {
            throw DomainException.invalid("/file", "The file has no rows.");
        }
        mustBeEmpty(lacking);
        return rows;
    }

    private static void mustBeEmpty(Set<String> lacking) {
        if (!lacking.isEmpty()) {
            throw DomainException.invalid(lacking.stream()
                    .limit(20)
                    .map(column -> new Violation("/file", "The file lacks a column that the mapping names: " + column))
                    .toList());
        }
    }

    private static boolean isOfOneByte(Charset charset) {
        return charset.canEncode()
                && charset.newEncoder().maxBytesPerChar() == 1
                && charset != StandardCharsets.US_ASCII;
    }

    /** Text in such a charset is hardly ever also UTF-8; read as if it were not, it would be full of "â€™". */
    private static void mustNotBeUnicode(InputStream in, Charset declared) throws IOException {
        boolean[] beyondAscii = {false};
        InputStream watched = new FilterInputStream(in) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = super.read(into, offset, length);
                for (int i = 0; i < read && !beyondAscii[0]; i++) {
                    beyondAscii[0] = into[offset + i] < 0;
                }
                return read;
            }
        };
        try (Reader reader = new InputStreamReader(watched, strict(StandardCharsets.UTF_8))) {
            char[] buffer = new char[8192];
            while (reader.read(buffer) >= 0) {
                // only whether it can be read
            }
        } catch (CharacterCodingException e) {
            return;
        }
        if (beyondAscii[0]) {
            throw DomainException.invalid(
                    "/mapping/charset", "The file is UTF-8, but the mapping says " + declared.name() + ".");
        }
    }

    private static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static DomainException unreadable(Mapping mapping, int after, Exception e) {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        String why;
        if (cause instanceof CharacterCodingException) {
            why = "its text is not in " + mapping.charset().name();
        } else if (cause instanceof JacksonException json) {
            why = String.valueOf(json.getOriginalMessage()).lines().findFirst().orElse("");
        } else {
            why = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
        }
        String format = mapping.format() == Mapping.Format.CSV ? "CSV" : "JSON";
        return DomainException.invalid(
                "/file", "This is no " + format + " file that can be read; after row " + after + ": " + why);
    }

    /** The next row's cells; null at the end. */
    abstract @Nullable Map<String, String> read() throws IOException;

    /** Why the row that was just read cannot be taken. */
    abstract @Nullable String fault();

    @Override
    public boolean hasNext() {
        if (next == null && !atEnd) {
            try {
                Map<String, String> cells = read();
                if (cells == null) {
                    atEnd = true;
                } else {
                    number++;
                    next = row(cells);
                }
            } catch (IOException | UncheckedIOException | JacksonException | IllegalStateException e) {
                throw unreadable(mapping, number, e);
            }
        }
        return next != null;
    }

    private Row row(Map<String, String> cells) {
        String fault = fault();
        List<Violation> notes = new ArrayList<>();
        boolean blank = true;
        for (Map.Entry<String, String> cell : cells.entrySet()) {
            String value = cell.getValue();
            blank &= value.isBlank();
            if (value.indexOf('\0') >= 0 && fault == null) {
                fault = "There is a null byte in the column " + cell.getKey() + ".";
            }
            if (value.indexOf('\ufffd') >= 0) {
                notes.add(new Violation(
                        "/source/raw", "Characters that cannot be read were left out of the column " + cell.getKey()));
            }
            cell.setValue(PlainText.visible(value));
        }
        if (blank && fault == null) {
            fault = "The row is empty.";
        }
        return new Row(number, cells, fault, notes);
    }

    @Override
    public Row next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Row row = next;
        next = null;
        return row;
    }

    private static final class Csv extends SourceFile {

        private final CSVParser parser;
        private final Iterator<CSVRecord> records;
        private final List<String> header = new ArrayList<>();
        private final Bounded bounded;
        private @Nullable String fault;

        Csv(InputStream in, Mapping mapping) throws IOException {
            super(mapping);
            bounded =
                    new Bounded(new BufferedReader(new InputStreamReader(withoutMark(in), decoder(mapping.charset()))));
            parser = CSVFormat.RFC4180
                    .builder()
                    .setDelimiter(mapping.delimiter())
                    .setIgnoreEmptyLines(true)
                    .get()
                    .parse(bounded);
            records = parser.iterator();
            if (!records.hasNext()) {
                throw DomainException.invalid("/file", "The file is empty.");
            }
            Set<String> named = new HashSet<>();
            for (String name : records.next()) {
                String heading = PlainText.line(name);
                String unique = heading;
                for (int times = 2; !named.add(unique); times++) {
                    unique = heading + "#" + times;
                }
                header.add(unique);
            }
            Set<String> lacking = new TreeSet<>(mapping.columns());
            header.forEach(lacking::remove);
            mustBeEmpty(lacking);
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
        Map<String, String> read() {
            bounded.begin();
            if (!records.hasNext()) {
                return null;
            }
            CSVRecord row = records.next();
            fault = row.size() == header.size()
                    ? null
                    : "It has " + row.size() + " cells, the header has " + header.size() + ".";
            Map<String, String> cells = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(row.size(), header.size()); i++) {
                cells.put(header.get(i), row.get(i));
            }
            return cells;
        }

        @Override
        @Nullable
        String fault() {
            return fault;
        }

        @Override
        public void close() throws IOException {
            parser.close();
        }
    }

    /** Ends a row that has no end. */
    private static final class Bounded extends FilterReader {

        private int read;

        Bounded(Reader in) {
            super(in);
        }

        void begin() {
            read = 0;
        }

        @Override
        public int read() throws IOException {
            return counted(super.read(), 1);
        }

        @Override
        public int read(char[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            return counted(count, count);
        }

        private int counted(int result, int count) throws IOException {
            read += Math.max(0, count);
            if (read > LONGEST_ROW) {
                throw new IOException("a row has more than " + LONGEST_ROW + " characters");
            }
            return result;
        }
    }

    private static final class Json extends SourceFile {

        private final JsonParser parser;
        private final BoundedBytes bounded;
        private @Nullable String fault;

        Json(InputStream in, Mapping mapping) {
            super(mapping);
            bounded = new BoundedBytes(in);
            parser = JSON.createParser(bounded);
            JsonToken token = parser.nextToken();
            for (String member : mapping.records()) {
                token = valueOf(member, token);
            }
            if (token != JsonToken.START_ARRAY) {
                throw DomainException.invalid(
                        "/mapping/records",
                        "The file has no array of records at /" + String.join("/", mapping.records()) + ".");
            }
        }

        private @Nullable JsonToken valueOf(String member, @Nullable JsonToken at) {
            if (at == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    boolean found = member.equals(parser.currentName());
                    JsonToken value = parser.nextToken();
                    if (found) {
                        return value;
                    }
                    parser.skipChildren();
                }
            }
            return null;
        }

        @Override
        @Nullable
        Map<String, String> read() {
            bounded.begin();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                while (parser.nextToken() != null) {
                    // what comes behind the records has to be JSON too
                    bounded.begin();
                }
                return null;
            }
            JsonNode record = JSON.readTree(parser);
            fault = record.isObject() ? null : "It is no object.";
            Map<String, String> cells = new LinkedHashMap<>();
            addTo(cells, "", record);
            return cells;
        }

        /** The members of an object in a record are columns of their own, as {@code body/name}. */
        private static void addTo(Map<String, String> cells, String under, JsonNode object) {
            object.properties().forEach(member -> {
                String column = PlainText.line(under + member.getKey());
                JsonNode value = member.getValue();
                if (value.isObject() && !value.isEmpty()) {
                    addTo(cells, column + "/", value);
                } else {
                    cells.put(column, text(value));
                }
            });
        }

        private static String text(JsonNode value) {
            if (value.isNull()) {
                return "";
            }
            if (value.isArray() && value.valueStream().allMatch(JsonNode::isValueNode)) {
                return value.valueStream().map(Json::text).collect(Collectors.joining("; "));
            }
            return value.isValueNode() ? value.asString() : value.toString();
        }

        @Override
        @Nullable
        String fault() {
            return fault;
        }

        @Override
        public void close() {
            parser.close();
        }
    }

    /** As {@link Bounded}, for records that are read as bytes. */
    private static final class BoundedBytes extends FilterInputStream {

        private int read;

        BoundedBytes(InputStream in) {
            super(in);
        }

        void begin() {
            read = 0;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            read += Math.max(0, count);
            if (read > LONGEST_ROW) {
                throw new IOException("a record has more than " + LONGEST_ROW + " bytes");
            }
            return count;
        }
    }
}
