package wales.rhannu.casestudy.study;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violations;

/** How long and how many the parts of a case study may be: an event has to fit a record of the broker. */
class StudyBounds {

    private static final int LONGEST_OTHER = 5_000;
    private static final int MOST_CHARACTERS = 200_000;
    private static final int MOST_ELEMENTS = 100;

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

    private final Violations bounds = new Violations();
    private int characters;

    private StudyBounds() {}

    /** @throws DomainException invalid, with every violation */
    static void mustHold(JsonNode content) {
        StudyBounds study = new StudyBounds();
        study.walk("", "", content);
        if (study.characters > MOST_CHARACTERS) {
            study.bounds.add("", "texts-too-long", 200_000);
        }
        study.costs(content.path("costs"));
        study.bounds.mustHold();
    }

    private void walk(String pointer, String name, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                boolean language =
                        member.getKey().equals("cy") || member.getKey().equals("en");
                walk(pointer + "/" + member.getKey(), language ? name : member.getKey(), member.getValue());
            });
        } else if (node.isArray()) {
            int most = name.equals("raw") ? ImportedStudies.MOST_COLUMNS : MOST_ELEMENTS;
            if (node.size() > most) {
                bounds.add(pointer, "too-many-entries", most);
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
            bounds.address(pointer, text);
            return;
        }
        bounds.optional(pointer, text, LONGEST.getOrDefault(name, LONGEST_OTHER));
    }

    private void costs(JsonNode costs) {
        for (String name : List.of("setUp", "annual", "staffDays")) {
            JsonNode cost = costs.path(name);
            if (!cost.isMissingNode() && !cost.isNull() && !new NumberOrText(cost).isAmount()) {
                bounds.add("/costs/" + name, "not-a-figure");
            }
        }
        JsonNode currency = costs.path("currency");
        if (currency.isString() && !CURRENCY.matcher(currency.stringValue()).matches()) {
            bounds.add("/costs/currency", "currency-form");
        }
    }
}
