package wales.rhannu.benchmarks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A search by a reader who is not signed in.
 *
 * @param words null if only filters are set
 * @param filters the value of each filter, by its parameter in the API
 */
record SearchQuery(@org.jspecify.annotations.Nullable String words, Map<String, String> filters) {

    private static final int MANY = 1_000;

    /** The same queries in every run: the first page, filters only, words in either language, and both. */
    static List<SearchQuery> all() {
        Random random = new Random(42);
        List<SearchQuery> all = new ArrayList<>();
        while (all.size() < MANY) {
            int share = random.nextInt(100);
            if (share < 10) {
                all.add(new SearchQuery(null, Map.of()));
            } else if (share < 40) {
                all.add(new SearchQuery(null, filters(random, 1 + random.nextInt(2))));
            } else if (share < 70) {
                all.add(new SearchQuery(MadeUpStudies.words(random, 1 + random.nextInt(3)), Map.of()));
            } else if (share < 90) {
                all.add(new SearchQuery(MadeUpStudies.words(random, 1 + random.nextInt(2)), filters(random, 1)));
            } else {
                // the prefix of a rare word
                all.add(new SearchQuery(
                        MadeUpStudies.project(random.nextInt(3_000)).substring(0, 6), Map.of()));
            }
        }
        return all;
    }

    private static Map<String, String> filters(Random random, int count) {
        Map<String, String> filters = new LinkedHashMap<>();
        while (filters.size() < count) {
            switch (random.nextInt(5)) {
                case 0 -> filters.put("kind", one(random, MadeUpStudies.KINDS));
                case 1 -> filters.put("stage", one(random, MadeUpStudies.STAGES));
                case 2 -> filters.put("outcome", one(random, MadeUpStudies.OUTCOMES));
                case 3 -> filters.put("technology", one(random, MadeUpStudies.TECHNOLOGIES));
                default ->
                    filters.put(
                            "organisation",
                            MadeUpStudies.id("organisation", random.nextInt(MadeUpStudies.organisations())));
            }
        }
        return filters;
    }

    private static String one(Random random, List<String> values) {
        return values.get(MadeUpStudies.common(random, values.size()));
    }

    /** The path and parameters of its request. */
    String path() {
        List<String> parameters = new ArrayList<>();
        if (words != null) {
            parameters.add("q=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
        }
        filters.forEach((name, value) -> parameters.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return "/api/v1/case-studies" + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
    }

    /** The same query without one filter, for the counts of that filter's other values. */
    SearchQuery without(String dimension) {
        Map<String, String> others = new LinkedHashMap<>(filters);
        others.remove(dimension);
        return new SearchQuery(words, others);
    }
}
