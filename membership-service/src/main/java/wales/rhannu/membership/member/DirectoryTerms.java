package wales.rhannu.membership.member;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the directory finds members by: the words of their names, their skills and what they say about themselves, and each
 * skill as a whole. Case and accents do not matter, so w finds ŵ.
 */
final class DirectoryTerms {

    private static final int MOST_WORDS_SOUGHT = 10;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** Begins no word. */
    private static final String WHOLE = "=";

    private DirectoryTerms() {}

    static Set<String> of(Member.Profile profile) {
        Set<String> terms = new LinkedHashSet<>();
        Stream.concat(Stream.of(profile.name(), profile.about()), profile.skills().stream())
                .filter(Objects::nonNull)
                .flatMap(DirectoryTerms::words)
                .forEach(terms::add);
        profile.skills().forEach(skill -> terms.add(skill(skill)));
        return terms;
    }

    /** The words of a search; each must be the beginning of one of a member's words. */
    static List<String> sought(String q) {
        return words(q).distinct().limit(MOST_WORDS_SOUGHT).toList();
    }

    static String skill(String skill) {
        return WHOLE + folded(skill);
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(NO_WORD.split(folded(text))).filter(word -> !word.isEmpty());
    }

    private static String folded(String text) {
        return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .strip();
    }
}
