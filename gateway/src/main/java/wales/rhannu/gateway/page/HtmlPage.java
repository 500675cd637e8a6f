package wales.rhannu.gateway.page;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;

/** A page that the gateway renders from a template; it loads only our style sheet, and must not be cached. */
public final class HtmlPage {

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';" + " frame-ancestors 'none'";

    private HtmlPage() {}

    /** A page of a template's own. */
    public static Rendering of(
            ServerWebExchange exchange, String template, HttpStatus status, Map<String, Object> model) {
        Locale language = PageLanguageResolver.choose(exchange);
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.setCacheControl("no-store");
        headers.set(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
        Map<String, Object> attributes = new LinkedHashMap<>(model);
        attributes.put("language", language.getLanguage());
        attributes.put("path", exchange.getRequest().getPath().value());
        return Rendering.view(template).status(status).model(attributes).build();
    }
}
