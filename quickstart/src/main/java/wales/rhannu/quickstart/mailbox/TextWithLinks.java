package wales.rhannu.quickstart.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plain text in pieces, some of which are web addresses to link to. */
final class TextWithLinks {

    // punctuation at the end of a sentence does not belong to the address
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>\"']*[^\\s<>\"'.,;:!?)\\]}]");

    private TextWithLinks() {}

    /** Each piece has a text, and says whether it is a link. */
    static List<Map<String, Object>> of(String text) {
        List<Map<String, Object>> pieces = new ArrayList<>();
        Matcher address = ADDRESS.matcher(text);
        int end = 0;
        while (address.find()) {
            add(pieces, text.substring(end, address.start()), false);
            add(pieces, address.group(), true);
            end = address.end();
        }
        add(pieces, text.substring(end), false);
        return pieces;
    }

    private static void add(List<Map<String, Object>> pieces, String text, boolean link) {
        if (!text.isEmpty()) {
            pieces.add(Map.of("text", text, "link", link));
        }
    }
}
