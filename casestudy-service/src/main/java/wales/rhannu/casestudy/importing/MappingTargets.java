package wales.rhannu.casestudy.importing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The members of a case study that a mapping can fill, by path: {@code title.en}, {@code risks.0.risk}, {@code dates.live}. */
final class MappingTargets {

    /** The kind of value at a path. */
    enum Kind {
        /** One line of text, in one language. */
        LINE,
        /** A text, in one language or in none. */
        WORDS,
        /** A text in Markdown, in one language. */
        MARKDOWN,
        /** True, false, or words. */
        ANSWER,
        /** One of a few names. */
        NAME,
        /** Several short texts. */
        LIST,
        DATE,
        FIGURE,
        ADDRESS,
        /** A whole member, as the API gives it. */
        JSON
    }

    /** @param names those that there are, for a {@link Kind#NAME} */
    record Target(Kind kind, Set<String> names) {}

    private static final Pattern INDEX = Pattern.compile("\\.(\\d|\\*)(?=\\.|$)");
    private static final Map<String, Target> TARGETS = new LinkedHashMap<>();

    static {
        pair(Kind.LINE, "title");
        pair(Kind.WORDS, "summary");
        pair(Kind.MARKDOWN, "problem", "previousProcess", "alternatives", "solution");
        words(Kind.WORDS, "stopReason", "team", "contactRole", "sector", "publicFunction");
        words(Kind.WORDS, "suppliers.#.role", "suppliers.#.route", "risks.#.risk", "risks.#.mitigation");
        words(Kind.WORDS, "benefits.#.type", "benefits.#.period", "benefits.#.method", "benefits.#.evidence");
        words(Kind.WORDS, "lessons.#.text", "media.#.title", "data.sources", "data.quality");
        words(Kind.ANSWER, "benefits.#.cashable", "media.#.captions", "reuse.willingToShare");
        words(Kind.ANSWER, "people.humanReview", "people.training", "people.appeal", "people.fallback");
        words(Kind.ANSWER, "data.personal", "data.specialCategory", "data.sharing");
        words(Kind.ANSWER, "assessments.dpia", "assessments.equality", "assessments.welshLanguage");
        words(Kind.ANSWER, "assessments.futureGenerations", "assessments.independentReview");
        add(Kind.LIST, "techniques", "technologies");
        add(Kind.LINE, "suppliers.#.name", "benefits.#.unit", "media.#.kind", "costs.currency", "reuse.licence");
        add(Kind.DATE, "dates.begun", "dates.live", "dates.retired", "disclosure.embargoUntil");
        add(Kind.FIGURE, "costs.setUp", "costs.annual", "costs.staffDays");
        add(Kind.FIGURE, "benefits.#.expected", "benefits.#.realised", "benefits.#.baseline");
        add(Kind.ADDRESS, "reuse.codeUrl", "atrsRecordUrl", "media.#.url");
        names("kind", "automation", "rpa", "ai", "hybrid", "not-known");
        names("stage", "idea", "pilot", "live", "paused", "retired", "not-known");
        names("outcome", "success", "partial", "failure", "stopped", "too-early", "not-known");
        names("delivery", "in-house", "bought", "both", "not-known");
        names("lessons.#.kind", "worked", "failed", "do-differently", "enabler", "blocker");
        names("disclosure.audience", "public", "members", "organisation");
    }

    private MappingTargets() {}

    private static void add(Kind kind, String... paths) {
        for (String path : paths) {
            TARGETS.put(path, new Target(kind, Set.of()));
        }
    }

    private static void pair(Kind kind, String... paths) {
        for (String path : paths) {
            add(kind, path + ".cy", path + ".en");
        }
    }

    private static void words(Kind kind, String... paths) {
        add(kind, paths);
        pair(kind == Kind.ANSWER ? Kind.WORDS : kind, paths);
    }

    private static void names(String path, String... names) {
        TARGETS.put(path, new Target(Kind.NAME, Set.of(names)));
    }

    /** The target at a path; null if there is no such path. */
    static @Nullable Target at(String path) {
        return TARGETS.get(general(path));
    }

    /** What JSON fills at a path, a member with all that is in it; null where a case study has no such member. */
    static @Nullable Target wholeAt(String path) {
        boolean isThere = !path.contains(".")
                && TARGETS.keySet().stream().anyMatch(it -> it.equals(path) || it.startsWith(path + "."));
        return isThere ? new Target(Kind.JSON, Set.of()) : null;
    }

    /** The path with a sign in the place of a list's indexes. */
    private static String general(String path) {
        Matcher index = INDEX.matcher(path);
        return index.replaceAll(".#");
    }

    /** All there is, a list's elements as {@code #}. */
    static List<String> paths() {
        return new ArrayList<>(TARGETS.keySet());
    }
}
