package wales.rhannu.starter.aggregate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;

/**
 * Collects what is wrong with an input, so that all of it is told at once. Lengths are in UTF-16 code units, as a JSON
 * Schema's {@code maxLength} nearly is. No text holds control characters but line breaks and tabs, or half a character
 * (a lone surrogate), which no database and no topic could keep.
 */
public final class Violations {

    private static final int MOST_TOLD = 100;

    private final List<Violation> violations = new ArrayList<>();
    private int characters;

    /** Adds a violation of any other rule. */
    public void add(String pointer, String code, Object... arguments) {
        add(Violation.of(pointer, code, arguments));
    }

    /** As {@link #add(String, String)}, for what is told in both languages. */
    public void add(Violation violation) {
        if (violations.size() < MOST_TOLD) {
            violations.add(violation);
        }
    }

    /** A text that must be there. */
    public void required(String pointer, @Nullable String text, int longest) {
        if (text == null || text.isBlank()) {
            add(pointer, "required");
        } else {
            optional(pointer, text, longest);
        }
    }

    /** A text that may be missing. */
    public void optional(String pointer, @Nullable String text, int longest) {
        if (text == null) {
            return;
        }
        characters += text.length();
        if (text.length() > longest) {
            add(pointer, "too-long", longest);
        } else if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
            add(pointer, "control-characters");
        } else if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            add(pointer, "half-a-character");
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

    /** A list that may be empty. */
    public void most(String pointer, Collection<?> list, int most) {
        if (list.size() > most) {
            add(pointer, "too-many-entries", most);
        }
    }

    /**
     * The texts that were looked at so far, taken together: an event has to fit a record of the broker.
     *
     * @param code what it says where they have more characters than this
     */
    public void together(int most, String code) {
        if (characters > most) {
            add(Violation.of("", code));
        }
    }

    /** A {@link WebAddress} that may be missing. */
    public void address(String pointer, @Nullable String text) {
        address(pointer, text, false);
    }

    /** An optional {@link WebAddress} with https. */
    public void secureAddress(String pointer, @Nullable String text) {
        address(pointer, text, true);
    }

    private void address(String pointer, @Nullable String text, boolean secure) {
        WebAddress.Fault fault = text == null ? null : WebAddress.faultOf(text, secure);
        if (fault != null) {
            add(fault.at(pointer));
        }
    }

    /**
     * Ends the collecting.
     *
     * @throws DomainException invalid, with everything that was added, or the first hundred
     */
    public void mustHold() {
        if (!violations.isEmpty()) {
            throw DomainException.invalid(violations);
        }
    }
}
