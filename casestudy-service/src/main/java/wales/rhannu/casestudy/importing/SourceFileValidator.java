package wales.rhannu.casestudy.importing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** Validates a whole file during the upload, so that its faults can be answered at once. */
final class SourceFileValidator {

    private SourceFileValidator() {}

    /** Gives a file's content from its beginning, again and again. */
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Reads a file to its end, and counts its rows.
     *
     * @throws DomainException invalid, when the file is not what the mapping says
     */
    static int validate(Content content, Mapping mapping, int most) throws IOException {
        if (mapping.format() == Mapping.Format.CSV && CsvRowReader.isOfOneByte(mapping.charset())) {
            try (InputStream in = content.open()) {
                mustNotBeUnicode(in, mapping.charset());
            }
        }
        Set<String> lacking = new TreeSet<>(mapping.columns());
        int rows = 0;
        try (InputStream in = content.open();
                RowReader file = RowReader.open(in, mapping)) {
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

    /** @throws DomainException invalid, when one of the columns is not there */
    static void mustHave(Set<String> columns, Collection<String> there) {
        Set<String> lacking = new TreeSet<>(columns);
        there.forEach(lacking::remove);
        mustBeEmpty(lacking);
    }

    private static void mustBeEmpty(Set<String> lacking) {
        if (!lacking.isEmpty()) {
            throw DomainException.invalid(lacking.stream()
                    .limit(20)
                    .map(column -> new Violation(
                            "/file", "The file lacks a column that the mapping names: " + RowBuilder.shown(column)))
                    .toList());
        }
    }

    /** Refuses a file that is valid UTF-8 but declared as another charset, because it would be read as text like "â€™". */
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
        try (Reader reader = new InputStreamReader(watched, CsvRowReader.strict(StandardCharsets.UTF_8))) {
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
}
