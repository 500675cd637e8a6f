package wales.rhannu.starter;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/** A text in both official languages; either may be missing until something requires it. */
public record Bilingual(@Nullable String cy, @Nullable String en) {

    /** Whether both languages have text. */
    @JsonIgnore
    public boolean isComplete() {
        return present(cy) && present(en);
    }

    /** Whether neither language has text. */
    @JsonIgnore
    public boolean isEmpty() {
        return !present(cy) && !present(en);
    }

    /** The text in the language asked for ({@code cy} or {@code en}), or in the other where that is missing. */
    public @Nullable String in(String language) {
        boolean welsh = "cy".equals(language);
        String first = welsh ? cy : en;
        return present(first) ? first : welsh ? en : cy;
    }

    private static boolean present(@Nullable String text) {
        return text != null && !text.isBlank();
    }
}
