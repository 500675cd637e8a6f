package wales.rhannu.membership.session;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The name of a browser from its User-Agent header, for people to recognise it; the header itself is not stored. */
final class BrowserName {

    /** In this order, because most browsers also call themselves Chrome and Safari. */
    private static final Map<String, String> BY_MARK = new LinkedHashMap<>();

    static {
        BY_MARK.put("Edg", "Edge");
        BY_MARK.put("OPR/", "Opera");
        BY_MARK.put("SamsungBrowser/", "Samsung Internet");
        BY_MARK.put("Firefox/", "Firefox");
        BY_MARK.put("FxiOS/", "Firefox");
        BY_MARK.put("CriOS/", "Chrome");
        BY_MARK.put("Chrome/", "Chrome");
        BY_MARK.put("Safari/", "Safari");
    }

    private BrowserName() {}

    /** @return null for what is none of the known browsers */
    static @Nullable String of(@Nullable String userAgent) {
        if (userAgent == null) {
            return null;
        }
        return BY_MARK.entrySet().stream()
                .filter(each -> userAgent.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
