package wales.rhannu.casestudy.study;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.aggregate.Refusal;
import wales.rhannu.starter.aggregate.Violation;

/** How long and how many the parts of a case study may be: an event has to fit a record of the broker. */
class Bounds {

    private static final int LONGEST_OTHER = 5_000;
    private static final int LONGEST_URL = 2_000;
    private static final int MOST_CHARACTERS = 200_000;
    private static final int MOST_ELEMENTS = 100;
    private static final int MOST_COLUMNS = 500;

    /** By the name of the member, or of what is a pair. */
    private static final Map<String, Integer> LONGEST = Map.ofEntries(
            Map.entry("title", 300),
            Map.entry("problem", 20_000),
            Map.entry("previousProcess", 20_000),
            Map.entry("alternatives", 20_000),
            Map.entry("solution", 20_000),
            Map.entry("techniques", 200),
            Map.entry("technologies", 200),
            Map.entry("unit", 100),
            Map.entry("licence", 200),
            Map.entry("kind", 100),
            Map.entry("name", 300),
            Map.entry("row", 200),
            Map.entry("organisation", 300),
            Map.entry("column", 1_000),
            Map.entry("value", 50_000));

    private static final Set<String> ADDRESSES = Set.of("url", "codeUrl", "atrsRecordUrl");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private final List<Violation> violations = new ArrayList<>();
    private int characters;

    private Bounds() {}

    /** @throws Refusal invalid, with every violation */
    static void mustHold(JsonNode content) {
        Bounds bounds = new Bounds();
        bounds.walk("", "", content);
        if (bounds.characters > MOST_CHARACTERS) {
            bounds.add("", "All texts together have at most 200,000 characters.");
        }
        bounds.costs(content.path("costs"));
        if (!bounds.violations.isEmpty()) {
            throw Refusal.invalid(bounds.violations);
        }
    }

    private void add(String pointer, String detail) {
        if (violations.size() < 100) {
            violations.add(new Violation(pointer, detail));
        }
    }

    private void walk(String pointer, String name, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                boolean language =
                        member.getKey().equals("cy") || member.getKey().equals("en");
                walk(pointer + "/" + member.getKey(), language ? name : member.getKey(), member.getValue());
            });
        } else if (node.isArray()) {
            int most = name.equals("raw") ? MOST_COLUMNS : MOST_ELEMENTS;
            if (node.size() > most) {
                add(pointer, "There are at most " + most + ".");
                return;
            }
            for (int i = 0; i < node.size(); i++) {
                walk(pointer + "/" + i, name, node.path(i));
            }
        } else if (node.isString()) {
            text(pointer, name, node.stringValue());
        }
    }

    private void text(String pointer, String name, String text) {
        characters += text.length();
        if (ADDRESSES.contains(name)) {
            address(pointer, text);
            return;
        }
        int longest = LONGEST.getOrDefault(name, LONGEST_OTHER);
        if (text.length() > longest) {
            add(pointer, "This has at most " + longest + " characters.");
            return;
        }
        String unfit = unfit(text);
        if (unfit != null) {
            add(pointer, unfit);
        }
    }

    /** What cannot be written as UTF-8, or is there to confuse. */
    private static @Nullable String unfit(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
                return "A text has no control characters.";
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return "This is no text in Unicode: it has half a character.";
            }
        }
        return null;
    }

    private void address(String pointer, String text) {
        try {
            URI address = new URI(text);
            boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (web && address.getHost() != null && text.length() <= LONGEST_URL) {
                return;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        add(pointer, "This is a web address, https://…, of at most 2,000 characters.");
    }

    private void costs(JsonNode costs) {
        for (String name : List.of("setUp", "annual", "staffDays")) {
            JsonNode cost = costs.path(name);
            if (!cost.isMissingNode() && !cost.isNull() && !new Figure(cost).isAmount()) {
                add("/costs/" + name, "This is a number from zero, a range of them, or \"not-known\".");
            }
        }
        JsonNode currency = costs.path("currency");
        if (currency.isString() && !CURRENCY.matcher(currency.stringValue()).matches()) {
            add("/costs/currency", "A currency has three capital letters, as GBP.");
        }
    }
}
