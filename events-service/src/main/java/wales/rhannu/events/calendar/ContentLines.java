package wales.rhannu.events.calendar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The lines of a calendar (RFC 5545, section 3.1), and the texts that may stand in them (section 3.3.11). */
final class ContentLines {

    /** The maximum octets of a line, without its line break. */
    private static final int LONGEST_LINE = 75;

    private static final byte[] FOLD = "\r\n ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Readers take them for the end of a line, though RFC 5545 does not. */
    private static final Pattern LINE_END = Pattern.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]");

    private static final Pattern CONTROL =
            Pattern.compile("[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\ufffe\\uffff]|\\p{Cs}");

    private ContentLines() {}

    /**
     * A text as it may stand in a calendar: its lines end with a line feed, and it has no control characters.
     *
     * @param longest so many characters at most; what is longer is cut off, with an ellipsis
     */
    static String text(String text, int longest) {
        String plain = CONTROL.matcher(LINE_END.matcher(text).replaceAll("\n")).replaceAll("");
        if (plain.length() <= longest) {
            return plain;
        }
        int end = longest - 1;
        return plain.substring(0, Character.isHighSurrogate(plain.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** A calendar as bytes, its lines folded between characters. */
    static byte[] folded(String calendar) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(calendar.length() + calendar.length() / 8);
        for (String line : calendar.split("\r\n")) {
            fold(line, out);
            out.writeBytes(END);
        }
        return out.toByteArray();
    }

    private static void fold(String line, ByteArrayOutputStream out) {
        int octets = 0;
        for (int i = 0; i < line.length(); ) {
            int character = line.codePointAt(i);
            int next = i + Character.charCount(character);
            byte[] encoded = line.substring(i, next).getBytes(StandardCharsets.UTF_8);
            if (octets + encoded.length > LONGEST_LINE) {
                out.writeBytes(FOLD);
                octets = 1;
            }
            out.writeBytes(encoded);
            octets += encoded.length;
            i = next;
        }
    }
}
