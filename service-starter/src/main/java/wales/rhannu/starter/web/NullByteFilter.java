package wales.rhannu.starter.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * Refuses null bytes wherever they are, in a query (400; in a path Spring Security does) and in JSON, names included (422):
 * no text of ours has any, and databases and other readers do not agree on what they mean.
 */
class NullByteFilter extends OncePerRequestFilter {

    private static final byte[] ESCAPED = "\\u0000".getBytes(StandardCharsets.US_ASCII);

    private final JsonMapper json;
    private final Problems problems;

    NullByteFilter(JsonMapper json, Problems problems) {
        this.json = json;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String query = request.getQueryString();
        if (query != null && query.contains("%00")) {
            problems.write(request, response, DomainException.malformed("query-with-null-byte"));
            return;
        }
        DomainException refusal =
                request.getAttribute(BodyFilter.BODY) instanceof byte[] body && isJson(request) ? refusal(body) : null;
        if (refusal != null) {
            problems.write(request, response, refusal);
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean isJson(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).contains("json");
    }

    /** What cannot be read at all is left to whoever reads it for good. */
    private @Nullable DomainException refusal(byte[] body) {
        if (!mayHold(body)) {
            return null;
        }
        try (JsonParser parser = json.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && parser.currentName().indexOf('\0') >= 0) {
                    TokenStreamContext within = parser.streamReadContext().getParent();
                    return DomainException.invalid(pointer(within), "null-byte-in-name");
                }
                if (token == JsonToken.VALUE_STRING && parser.getString().indexOf('\0') >= 0) {
                    return DomainException.invalid(pointer(parser.streamReadContext()), "null-byte");
                }
            }
            return null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static String pointer(@Nullable TokenStreamContext at) {
        return at == null ? "" : at.pathAsPointer().toString();
    }

    private static boolean mayHold(byte[] body) {
        for (int i = 0; i + ESCAPED.length <= body.length; i++) {
            int same = 0;
            while (same < ESCAPED.length && body[i + same] == ESCAPED[same]) {
                same++;
            }
            if (same == ESCAPED.length) {
                return true;
            }
        }
        return false;
    }
}
