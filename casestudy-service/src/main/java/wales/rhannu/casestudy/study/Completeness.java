package wales.rhannu.casestudy.study;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Violation;

/** What a case study must say before it is published. */
final class Completeness {

    private Completeness() {}

    /** What keeps one of our own from being published. */
    static List<Violation> missing(StudyContent content, boolean hasOrganisation) {
        List<Violation> missing = new ArrayList<>();
        if (!hasOrganisation) {
            missing.add(new Violation("/organisation", "Say whose it is."));
        }
        if (content.kind() == null || content.kind() == StudyContent.Kind.NOT_KNOWN) {
            missing.add(new Violation("/kind", "Say what kind of automation it is."));
        }
        if (content.stage() == null || content.stage() == StudyContent.Stage.NOT_KNOWN) {
            missing.add(new Violation("/stage", "Say how far it has come."));
        }
        if (content.outcome() == null) {
            missing.add(new Violation("/outcome", "Say what came of it; not-known is an answer."));
        }
        pair(missing, "/title", content.title());
        pair(missing, "/summary", content.summary());
        if (isUnsaid(content.problem())) {
            missing.add(new Violation("/problem", "Say which problem it was to solve."));
        }
        if (content.lessons().stream().noneMatch(StudyContent.Lesson::isTold)) {
            missing.add(new Violation("/lessons", "Tell at least one lesson."));
        }
        return missing;
    }

    private static void pair(List<Violation> missing, String pointer, @Nullable Bilingual text) {
        if (text == null || text.cy() == null || text.cy().isBlank()) {
            missing.add(new Violation(pointer + "/cy", "This is needed in Welsh."));
        }
        if (text == null || text.en() == null || text.en().isBlank()) {
            missing.add(new Violation(pointer + "/en", "This is needed in English."));
        }
    }

    /** What keeps an imported one from being published: a source tells what it tells. */
    static List<Violation> missingOfImported(StudyContent content) {
        List<Violation> missing = new ArrayList<>();
        if (isUnsaid(content.title())) {
            missing.add(new Violation("/title", "An imported case study has a title."));
        }
        if (isUnsaid(content.summary()) && isUnsaid(content.problem())) {
            missing.add(new Violation("/summary", "An imported case study has a summary or a problem."));
        }
        Source source = content.source();
        if (source == null
                || source.organisation() == null
                || source.organisation().isBlank()) {
            missing.add(new Violation("/source/organisation", "An imported case study says whose it is."));
        }
        return missing;
    }

    private static boolean isUnsaid(@Nullable Bilingual text) {
        return text == null || text.isEmpty();
    }
}
