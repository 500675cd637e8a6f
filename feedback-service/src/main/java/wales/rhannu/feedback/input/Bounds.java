package wales.rhannu.feedback.input;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Refusal;
import wales.rhannu.starter.aggregate.Violation;

/** Collects what is wrong with an input, so that all of it is told at once. */
public final class Bounds {

    private static final int LONGEST_ADDRESS = 2_000;

    private final List<Violation> violations = new ArrayList<>();

    public void add(String pointer, String detail) {
        violations.add(new Violation(pointer, detail));
    }

    /** A text that must be there. */
    public void required(String pointer, @Nullable String text, int longest) {
        if (text == null || text.isBlank()) {
            add(pointer, "This is required.");
        } else {
            optional(pointer, text, longest);
        }
    }

    /** A text that may be missing. */
    public void optional(String pointer, @Nullable String text, int longest) {
        if (text == null) {
            return;
        }
        if (text.length() > longest) {
            add(pointer, "This has at most " + longest + " characters.");
            return;
        }
        String unfit = unfit(text);
        if (unfit != null) {
            add(pointer, unfit);
        }
    }

    /** A text in both languages. */
    public void required(String pointer, @Nullable Bilingual text, int longest) {
        required(pointer + "/cy", text == null ? null : text.cy(), longest);
        required(pointer + "/en", text == null ? null : text.en(), longest);
    }

    /** A text in either language, in both, or in none. */
    public void optional(String pointer, @Nullable Bilingual text, int longest) {
        if (text != null) {
            optional(pointer + "/cy", text.cy(), longest);
            optional(pointer + "/en", text.en(), longest);
        }
    }

    /** A web address that may be missing. */
    public void address(String pointer, @Nullable String text) {
        if (text == null) {
            return;
        }
        try {
            URI address = new URI(text);
            boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (web && address.getHost() != null && text.length() <= LONGEST_ADDRESS) {
                return;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        add(pointer, "This is a web address, https://…, of at most 2,000 characters.");
    }

    /** What cannot be written as UTF-8, or is there to confuse. */
    private static @Nullable String unfit(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
                return "A text has no control characters.";
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return "This is no text in Unicode: it has half a character.";
            }
        }
        return null;
    }

    /**
     * Ends the collecting.
     *
     * @throws Refusal invalid, with everything that was added
     */
    public void mustHold() {
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations.subList(0, Math.min(100, violations.size())));
        }
    }
}
