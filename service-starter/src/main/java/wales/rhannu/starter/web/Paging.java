package wales.rhannu.starter.web;

import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for ({@code ?limit=&after=}); a controller takes it as an argument.
 *
 * @param limit how many at most, 1 to 100, 20 unless told
 * @param after the last item's key on the page before, as {@link #cursor} wrote it, already decoded
 */
public record Paging(int limit, @Nullable String after) {

    /** The opaque form of a key, for {@link Page#next()}. */
    public static String cursor(String key) {
        return java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
