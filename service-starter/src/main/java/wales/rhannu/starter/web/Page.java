package wales.rhannu.starter.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next what to give as {@code after} for the next page; null on the last
 * @param counts how many there are of each state or kind that the caller may see, whichever of them is asked for; on the first
 *     page of some lists
 */
public record Page<T>(List<T> items, @JsonInclude @Nullable String next, @Nullable Map<String, Long> counts) {

    /** One of a list without counts. */
    public Page(List<T> items, @Nullable String next) {
        this(items, next, null);
    }
}
