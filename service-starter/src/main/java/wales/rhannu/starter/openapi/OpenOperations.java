package wales.rhannu.starter.openapi;

import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

/** What takes no token, by {@code rhannu.security.open}. */
final class OpenOperations {

    private final List<String> patterns;

    /** @param open each as {@code METHOD /path/**} */
    OpenOperations(List<String> open) {
        this.patterns = open.stream().map(String::trim).toList();
    }

    boolean includes(Handler handler) {
        return handler.isRead()
                && patterns.stream()
                        .filter(pattern -> pattern.startsWith("GET "))
                        .map(pattern -> PathPatternParser.defaultInstance.parse(
                                pattern.substring(4).trim()))
                        .anyMatch(pattern -> pattern.matches(PathContainer.parsePath(handler.path())));
    }
}
