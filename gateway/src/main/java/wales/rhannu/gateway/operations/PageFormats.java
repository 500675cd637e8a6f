package wales.rhannu.gateway.operations;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/** Formats times and durations in the language of the page. */
public final class PageFormats {

    private static final ZoneId ZONE = ZoneId.of("Europe/London");
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;
    private static final int DAY = 86_400;

    private final DateTimeFormatter format;

    PageFormats(ServerWebExchange exchange) {
        this(Optional.ofNullable(exchange.getLocaleContext().getLocale()).orElse(Locale.ENGLISH));
    }

    PageFormats(Locale language) {
        // English as it is written here, not in the United States
        Locale written = language.getLanguage().equals("cy") ? Locale.forLanguageTag("cy-GB") : Locale.UK;
        format = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", written).withZone(ZONE);
    }

    /** Local time in Wales. */
    public String time(@Nullable Instant instant) {
        return instant == null ? "–" : format.format(instant);
    }

    /** A duration in the largest suitable unit; the unit symbols are the same in Welsh and English. */
    public String duration(@Nullable Double seconds) {
        if (seconds == null) {
            return "–";
        }
        long whole = Math.round(seconds);
        if (whole < 2 * MINUTE) {
            return whole + " s";
        }
        if (whole < 2 * HOUR) {
            return whole / MINUTE + " min";
        }
        return whole < 2 * DAY ? whole / HOUR + " h" : whole / DAY + " d";
    }

    /** An absent figure is unknown, and is not shown as zero. */
    public String number(@Nullable Long number) {
        return number == null ? "–" : Long.toString(number);
    }
}
