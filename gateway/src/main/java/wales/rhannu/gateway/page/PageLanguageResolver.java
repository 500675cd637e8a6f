package wales.rhannu.gateway.page;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.SimpleLocaleContext;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.i18n.LocaleContextResolver;

/** Chooses Welsh or English: by the link's parameter, or the remembered choice, or the browser's preference, in this order. */
@Component("localeContextResolver")
class PageLanguageResolver implements LocaleContextResolver {

    private static final Locale WELSH = Locale.forLanguageTag("cy");
    private static final List<Locale> BOTH = List.of(WELSH, Locale.ENGLISH);
    /** membership-service's pages remember the choice under the same name. */
    private static final String COOKIE = "rhannu-language";

    private static final String PARAMETER = "lang";

    /** The language of a page; a choice on it is remembered. */
    static Locale choose(ServerWebExchange exchange) {
        Locale chosen = known(exchange.getRequest().getQueryParams().getFirst(PARAMETER));
        if (chosen == null) {
            return of(exchange);
        }
        exchange.getResponse()
                .addCookie(ResponseCookie.from(COOKIE, chosen.getLanguage())
                        .path("/")
                        .httpOnly(true)
                        .sameSite("Lax")
                        .build());
        return chosen;
    }

    private static Locale of(ServerWebExchange exchange) {
        Locale asked = known(exchange.getRequest().getQueryParams().getFirst(PARAMETER));
        if (asked != null) {
            return asked;
        }
        HttpCookie cookie = exchange.getRequest().getCookies().getFirst(COOKIE);
        Locale before = known(cookie == null ? null : cookie.getValue());
        return before == null ? accepted(exchange) : before;
    }

    private static Locale accepted(ServerWebExchange exchange) {
        try {
            Locale best = Locale.lookup(exchange.getRequest().getHeaders().getAcceptLanguage(), BOTH);
            return best == null ? Locale.ENGLISH : best;
        } catch (IllegalArgumentException unreadable) {
            return Locale.ENGLISH;
        }
    }

    private static @Nullable Locale known(@Nullable String language) {
        return language == null
                ? null
                : BOTH.stream()
                        .filter(each -> each.getLanguage().equals(language))
                        .findFirst()
                        .orElse(null);
    }

    @Override
    public LocaleContext resolveLocaleContext(ServerWebExchange exchange) {
        return new SimpleLocaleContext(of(exchange));
    }

    @Override
    public void setLocaleContext(ServerWebExchange exchange, @Nullable LocaleContext localeContext) {
        throw new UnsupportedOperationException("A request says its language itself");
    }
}
