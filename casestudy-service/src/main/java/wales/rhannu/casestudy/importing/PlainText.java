package wales.rhannu.casestudy.importing;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/** Cleans the texts of sources, so that people can read them. */
final class PlainText {

    private static final Pattern ENTITY = Pattern.compile("&(#\\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});");
    private static final Pattern CONTROL = Pattern.compile("[\\x01-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\ufffd]");
    private static final Pattern UNSEEN = Pattern.compile("[\u00ad\u200b\u2060\ufeff]");
    private static final Pattern LINE_END = Pattern.compile("\\r\\n?|[\\x0b\\x0c\\x85\u2028\u2029]");
    private static final Pattern SPACES = Pattern.compile("[ \\t\u00a0\u2000-\u200a\u202f\u205f\u3000]+");
    private static final Pattern AROUND_LINE_END = Pattern.compile(" ?\\n ?");
    private static final Pattern BLANK_LINES = Pattern.compile("\\n{3,}");
    private static final Pattern ANY_SPACE = Pattern.compile("\\s+");

    /** As Unicode's stream-safe text has it (UAX #15): to put more of them in their order takes quadratic time. */
    private static final Pattern TOO_MANY_MARKS = Pattern.compile("(\\p{M}{30})\\p{M}+");

    private static final Pattern BULLET = Pattern.compile("(?m)^[•·▪◦] ?");

    private PlainText() {}

    /** Without the control characters that a case study may not hold, and that nobody sees; null bytes stay. */
    static String visible(String text) {
        return CONTROL.matcher(LINE_END.matcher(text).replaceAll("\n")).replaceAll("");
    }

    /** HTML's entities as characters, stray white space away, at most one blank line at a time. */
    static String clean(String text) {
        String plain = ENTITY.matcher(text).find() ? HtmlUtils.htmlUnescape(text) : text;
        String seen = UNSEEN.matcher(visible(plain)).replaceAll("");
        String spaced = SPACES.matcher(seen).replaceAll(" ");
        String lines = AROUND_LINE_END.matcher(spaced).replaceAll("\n");
        String paragraphs = BLANK_LINES.matcher(lines).replaceAll("\n\n").strip();
        return Normalizer.normalize(TOO_MANY_MARKS.matcher(paragraphs).replaceAll("$1"), Normalizer.Form.NFC);
    }

    /** As {@link #clean}, in one line. */
    static String line(String text) {
        return ANY_SPACE.matcher(clean(text)).replaceAll(" ");
    }

    /** As {@link #clean}, with the bullets of word processors as Markdown's. */
    static String markdown(String text) {
        return BULLET.matcher(clean(text)).replaceAll("- ");
    }

    /** The folded form of a text, equal for texts that look the same to a reader. */
    static String folded(String text) {
        return line(text)
                .replace('–', '-')
                .replace('—', '-')
                .replace('‘', '\'')
                .replace('’', '\'')
                .toLowerCase(Locale.ROOT);
    }

    /** At most so many characters, with an ellipsis where something was cut off. */
    static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
