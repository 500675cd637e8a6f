package wales.rhannu.membership.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import wales.rhannu.starter.InvisibleCharacters;

/**
 * What a member wrote, as it stands in an e-mail to another: in quotation marks or behind {@code >}, so that nobody takes it for
 * ours, and without anything that a mail program would make a link of. Programs make links of bare names of sites, too, so a space
 * parts what they go by; characters that are not seen would leave the text as it was to the eye, and some programs drop them.
 */
public final class QuotedText {

    private static final int LONGEST_IN_SUBJECT = 60;
    private static final int LONGEST_QUOTE = 2_000;
    private static final int WIDTH = 70;

    private static final String DOTS = "[.\u2024\u3002\uFE52\uFF0E\uFF61]";
    /** Where a space comes: after the colon of a scheme, within the beginning of a share's name, in a site's name, at an @. */
    private static final Pattern LINK = Pattern.compile(String.join(
            "|",
            "(?<=\\p{L}[:\uFF1A\uFE55])(?=\\S)",
            "(?<=[:\uFF1A\uFE55])(?=//)",
            "(?<=\\\\)(?=\\\\)",
            "(?<=\\S" + DOTS + ")(?=[\\p{L}\\p{M}])",
            "(?<=\\d" + DOTS + ")(?=\\d{1,3}" + DOTS + "\\d)",
            "(?<=\\S)(?=[@\uFE6B\uFF20])",
            "(?<=[@\uFE6B\uFF20])(?=\\S)"));

    private QuotedText() {}

    /** In quotation marks and on one line of bounded length, for a subject; nothing stays nothing. */
    public static String inSubject(String words) {
        String line = defused(words.replaceAll("[“”„‟\"«»]", "’"));
        return line.isEmpty() ? "" : "“" + shortened(line, LONGEST_IN_SUBJECT) + "”";
    }

    /** As lines that begin with {@code >}, none of them so long that a program would go on in a line without; nothing stays nothing. */
    public static String quoted(String words) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : shortened(words, LONGEST_QUOTE).split("\\R")) {
            String rest = defused(paragraph);
            while (rest.codePointCount(0, rest.length()) > WIDTH) {
                int end = rest.offsetByCodePoints(0, WIDTH);
                int space = rest.lastIndexOf(' ', end);
                int cut = space > 0 ? space : end;
                lines.add(rest.substring(0, cut));
                rest = rest.substring(cut).strip();
            }
            if (!rest.isEmpty()) {
                lines.add(rest);
            }
        }
        return lines.isEmpty() ? "" : "> " + String.join("\n> ", lines);
    }

    private static String defused(String words) {
        String seen = words.replaceAll("\\s|\\R", " ")
                .codePoints()
                .filter(character -> !InvisibleCharacters.is(character))
                .map(character -> Character.isSpaceChar(character) ? ' ' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return LINK.matcher(seen).replaceAll(" ").replaceAll(" {2,}", " ").strip();
    }

    private static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }
}
