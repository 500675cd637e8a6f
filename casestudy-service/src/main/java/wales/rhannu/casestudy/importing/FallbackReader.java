package wales.rhannu.casestudy.importing;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text in UTF-8 in which some parts are in a charset of single bytes, as files are that were put together of others. What is no
 * UTF-8 is read in the other charset: of texts in windows-1252 hardly any is UTF-8 by chance.
 */
final class FallbackReader extends Reader {

    private static final int SIZE = 8_192;

    private final InputStream in;
    private final Charset fallback;
    private final CharsetDecoder utf8 = CsvRowReader.strict(StandardCharsets.UTF_8);
    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).limit(0);
    private final CharBuffer text = CharBuffer.allocate(SIZE).limit(0);
    private boolean atEnd;

    FallbackReader(InputStream in, Charset fallback) {
        this.in = in;
        this.fallback = fallback;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        while (!text.hasRemaining()) {
            if (atEnd && !bytes.hasRemaining()) {
                return -1;
            }
            decode();
        }
        int count = Math.min(length, text.remaining());
        text.get(into, offset, count);
        return count;
    }

    private void decode() throws IOException {
        text.clear();
        CoderResult result = utf8.decode(bytes, text, atEnd);
        if (result.isError() && text.position() == 0) {
            byte[] foreign = new byte[result.length()];
            bytes.get(foreign);
            text.put(fallback.decode(ByteBuffer.wrap(foreign)));
            utf8.reset();
        } else if (result.isUnderflow() && !atEnd) {
            fill();
        }
        text.flip();
    }

    private void fill() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        atEnd = count < 0;
        bytes.position(bytes.position() + Math.max(0, count));
        bytes.flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
