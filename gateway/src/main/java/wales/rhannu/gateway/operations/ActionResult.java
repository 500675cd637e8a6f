package wales.rhannu.gateway.operations;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of an operator's deed, told on the page that is shown after it.
 *
 * @param code the last part of a message's key
 * @param detail in the service's own words
 */
record ActionResult(String code, @Nullable String detail) {

    private static final int LONGEST = 500;

    static ActionResult done(DeadLetterAction action) {
        return new ActionResult(action == DeadLetterAction.REPLAY ? "replayed" : "discarded", null);
    }

    public boolean isDone() {
        return code.equals("replayed") || code.equals("discarded");
    }

    String text() {
        String words = detail == null ? "" : detail;
        return code + " " + (words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words);
    }

    static Optional<ActionResult> of(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? Optional.empty()
                : Optional.of(new ActionResult(
                        text.substring(0, space), space + 1 < text.length() ? text.substring(space + 1) : null));
    }
}
