package wales.rhannu.walkthrough;

import java.util.List;

/** What a page asks its reader to do in one go. */
sealed interface Block {

    /** Commands, in the root of the checkout. */
    record Commands(String text) implements Block {}

    /** A new file, or another text for one that is there. */
    record WholeFile(String path, String text) implements Block {}

    /** A change in one place of a file. */
    record Change(String path, List<String> before, List<String> after) implements Block {

        /**
         * The text with the change made.
         *
         * @throws IllegalStateException unless there is exactly one place for it
         */
        String applyTo(String text) {
            String old = joined(before);
            String whole = "\n" + text;
            int at = whole.indexOf(old);
            if (at < 0 || whole.indexOf(old, at + 1) >= 0) {
                throw new IllegalStateException(
                        path + " has " + (at < 0 ? "no place" : "more than one place") + " for the change:" + old);
            }
            return (whole.substring(0, at) + joined(after) + whole.substring(at + old.length())).substring(1);
        }

        private static String joined(List<String> lines) {
            return "\n" + String.join("\n", lines) + "\n";
        }
    }
}
