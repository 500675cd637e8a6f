package wales.rhannu.feedback.ranking;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Violations;

/**
 * What a ranking asks: the body of {@code POST /api/v1/rankings}. Anything may be missing until it is opened.
 *
 * @param description Markdown
 * @param closesAt when it closes by itself
 */
record RankingContent(
        @Nullable Bilingual title, @Nullable Bilingual description, List<Option> options, @Nullable Instant closesAt) {

    static final RankingContent EMPTY = new RankingContent(null, null, List.of(), null);

    private static final Pattern KEBAB = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int LONGEST_ID = 60;
    private static final int LONGEST_TITLE = 300;
    private static final int LONGEST_DESCRIPTION = 5_000;
    private static final int FEWEST_OPTIONS = 2;
    private static final int MOST_OPTIONS = 30;
    private static final int MOST_CHARACTERS = 100_000;

    /** One of what is ranked. */
    record Option(@Nullable String id, @Nullable Bilingual title, @Nullable Bilingual description) {}

    // a request may leave the options out
    @SuppressWarnings("NullAway")
    RankingContent {
        options = options == null ? List.of() : List.copyOf(options);
    }

    List<String> optionIds() {
        return options.stream().map(option -> String.valueOf(option.id())).toList();
    }

    /** As long as it may be, and no option twice: what holds for a draft too. */
    void mustBeWithinBounds() {
        Violations violations = new Violations();
        violations.optional("/title", title, LONGEST_TITLE);
        violations.optional("/description", description, LONGEST_DESCRIPTION);
        if (options.size() > MOST_OPTIONS) {
            violations.add("/options", "too-many-entries", 30);
        }
        Set<String> ids = new HashSet<>();
        int characters = length(title) + length(description);
        for (int i = 0; i < options.size(); i++) {
            Option option = options.get(i);
            String at = "/options/" + i;
            String id = option.id();
            if (id == null || id.length() > LONGEST_ID || !KEBAB.matcher(id).matches()) {
                violations.add(at + "/id", "option-id-form");
            } else if (!ids.add(id)) {
                violations.add(at + "/id", "option-id-twice");
            }
            violations.optional(at + "/title", option.title(), LONGEST_TITLE);
            violations.optional(at + "/description", option.description(), LONGEST_DESCRIPTION);
            characters += length(option.title()) + length(option.description());
        }
        if (characters > MOST_CHARACTERS) {
            // an event has to fit a record of the broker
            violations.add("", "texts-too-long", 100_000);
        }
        violations.mustHold();
    }

    private static int length(@Nullable Bilingual text) {
        return text == null ? 0 : length(text.cy()) + length(text.en());
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** Everything that members need to rank. */
    void mustBeComplete(Instant now) {
        Violations violations = new Violations();
        violations.required("/title", title, LONGEST_TITLE);
        if (description != null && !description.isEmpty()) {
            violations.required("/description", description, LONGEST_DESCRIPTION);
        }
        if (options.size() < FEWEST_OPTIONS) {
            violations.add("/options", "options-too-few");
        }
        for (int i = 0; i < options.size(); i++) {
            Option option = options.get(i);
            violations.required("/options/" + i + "/title", option.title(), LONGEST_TITLE);
            if (option.description() != null && !option.description().isEmpty()) {
                violations.required("/options/" + i + "/description", option.description(), LONGEST_DESCRIPTION);
            }
        }
        titlesMustDiffer(violations);
        if (closesAt != null && closesAt.isBefore(now.plus(Duration.ofSeconds(1)))) {
            violations.add("/closesAt", "in-the-past");
        }
        violations.mustHold();
    }

    /** Two options of one title, in either language, cannot be told apart by those who rank them. */
    private void titlesMustDiffer(Violations violations) {
        Set<String> welsh = new HashSet<>();
        Set<String> english = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            Bilingual title = options.get(i).title();
            if (title != null) {
                mustBeNew(violations, "/options/" + i + "/title/cy", title.cy(), welsh);
                mustBeNew(violations, "/options/" + i + "/title/en", title.en(), english);
            }
        }
    }

    private static void mustBeNew(Violations violations, String pointer, @Nullable String title, Set<String> others) {
        if (title != null && !title.isBlank() && !others.add(asRead(title))) {
            violations.add(pointer, "option-title-twice");
        }
    }

    /** A title for comparison: without differences of case and width, and without invisible characters. */
    private static String asRead(String title) {
        return Normalizer.normalize(title, Normalizer.Form.NFKC)
                .replaceAll("\\p{Cf}", "")
                .strip()
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }
}
