package wales.rhannu.quickstart.mailbox;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What was asked for. */
record Request(String path, Map<String, String> query, String acceptLanguage) {

    private static final int MAX_PARAMETER = 200;

    static Request of(HttpExchange exchange) {
        return new Request(
                exchange.getRequestURI().getPath(),
                parse(exchange.getRequestURI().getRawQuery()),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept-Language"))
                        .orElse(""));
    }

    private static Map<String, String> parse(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Empty when it is not given. */
    String parameter(String name) {
        String value = query.getOrDefault(name, "").strip();
        return value.length() > MAX_PARAMETER ? value.substring(0, MAX_PARAMETER) : value;
    }

    OptionalLong number(String name) {
        String text = parameter(name);
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
