package wales.rhannu.casestudy.importing;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Stops reading a CSV row if it does not end, or has too many cells for memory. */
final class BoundedReader extends FilterReader {

    /** A longer row is not a row: a quotation mark is never closed, or the file has another format. */
    static final int LONGEST_ROW = 1 << 20;

    /** Delimiters in quotes count too, so this is many times what a row has of cells. */
    static final int MOST_DELIMITERS = 100_000;

    private final char delimiter;
    private int characters;
    private int delimiters;

    BoundedReader(Reader in, char delimiter) {
        super(in);
        this.delimiter = delimiter;
    }

    /** A row begins. */
    void begin() {
        characters = 0;
        delimiters = 0;
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        for (int i = offset; i < offset + count; i++) {
            delimiters += into[i] == delimiter ? 1 : 0;
        }
        characters += Math.max(0, count);
        if (characters > LONGEST_ROW) {
            throw new RowReader.TooLongException("a row has more than " + LONGEST_ROW
                    + " characters, or a quotation mark at its beginning has no other at its end.");
        }
        if (delimiters > MOST_DELIMITERS) {
            throw new RowReader.TooLongException("a row has more than " + MOST_DELIMITERS + " delimiters.");
        }
        return count;
    }
}
