package wales.rhannu.starter.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next what to give as {@code after} for the next page; null on the last
 */
public record Page<T>(List<T> items, @JsonInclude @Nullable String next) {}
