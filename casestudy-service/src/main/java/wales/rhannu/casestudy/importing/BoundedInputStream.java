package wales.rhannu.casestudy.importing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stops reading a JSON record, or the text around the records, if it is too large for memory. */
final class BoundedInputStream extends FilterInputStream {

    private static final int LONGEST = 1 << 20;

    private int read;

    BoundedInputStream(InputStream in) {
        super(in);
    }

    /** A record begins. */
    void begin() {
        read = 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        read += Math.max(0, count);
        if (read > LONGEST) {
            throw new RowReader.TooLongException(
                    "a record, or what stands before or behind the records, has more than " + LONGEST + " bytes.");
        }
        return count;
    }
}
