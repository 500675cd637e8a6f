package wales.rhannu.casestudy.study;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** What a case study must say before it is published. */
final class Completeness {

    private Completeness() {}

    /** What keeps one from being published: of our own all that is asked of them, of an imported one what a source can tell. */
    static List<Violation> toPublish(StudyContent content, boolean hasOrganisation) {
        if (content.source() != null) {
            return missingOfImported(content);
        }
        List<Violation> missing = missing(content, hasOrganisation);
        missing.addAll(contradictions(content));
        return missing;
    }

    /**
     * What is published says what it has to.
     *
     * @throws DomainException invalid, with all that is missing or contradicts itself
     */
    static void mustHold(StudyContent content, boolean hasOrganisation) {
        List<Violation> missing = toPublish(content, hasOrganisation);
        if (!missing.isEmpty()) {
            throw DomainException.invalid(missing);
        }
    }

    /** What one of our own lacks. */
    static List<Violation> missing(StudyContent content, boolean hasOrganisation) {
        List<Violation> missing = new ArrayList<>();
        if (!hasOrganisation) {
            missing.add(Violation.of("/organisation", "organisation-missing"));
        }
        if (content.kind() == null || content.kind() == StudyContent.Kind.NOT_KNOWN) {
            missing.add(Violation.of("/kind", "kind-missing"));
        }
        if (content.stage() == null || content.stage() == StudyContent.Stage.NOT_KNOWN) {
            missing.add(Violation.of("/stage", "stage-missing"));
        }
        if (content.outcome() == null) {
            missing.add(Violation.of("/outcome", "outcome-missing"));
        }
        pair(missing, "/title", content.title());
        pair(missing, "/summary", content.summary());
        if (isUnsaid(content.problem())) {
            missing.add(Violation.of("/problem", "problem-missing"));
        }
        if (content.lessons().stream().noneMatch(StudyContent.Lesson::isTold)) {
            missing.add(Violation.of("/lessons", "lessons-missing"));
        }
        return missing;
    }

    private static void pair(List<Violation> missing, String pointer, @Nullable Bilingual text) {
        if (text == null || text.cy() == null || text.cy().isBlank()) {
            missing.add(Violation.of(pointer + "/cy", "welsh-missing"));
        }
        if (text == null || text.en() == null || text.en().isBlank()) {
            missing.add(Violation.of(pointer + "/en", "english-missing"));
        }
    }

    /** What cannot be as it is said, which keeps one of our own from being published; a source may say it all the same. */
    static List<Violation> contradictions(StudyContent content) {
        List<Violation> contradictions = new ArrayList<>();
        StudyContent.Dates dates = content.dates();
        if (dates != null) {
            StudyContent.AsStated stated = dates.asStated();
            Period begun = Period.of(dates.begun(), stated == null ? null : stated.begun());
            Period live = Period.of(dates.live(), stated == null ? null : stated.live());
            Period retired = Period.of(dates.retired(), stated == null ? null : stated.retired());
            if (live.isBefore(begun)) {
                contradictions.add(Violation.of(
                        "/dates/" + (dates.live() == null ? "asStated/" : "") + "live", "live-before-it-began"));
            }
            if (retired.isBefore(live) || retired.isBefore(begun)) {
                contradictions.add(Violation.of(
                        "/dates/" + (dates.retired() == null ? "asStated/" : "") + "retired",
                        "retired-before-it-began"));
            }
        }
        for (int i = 0; i < content.suppliers().size(); i++) {
            String name = content.suppliers().get(i).name();
            if (name == null || name.isBlank()) {
                contradictions.add(Violation.of("/suppliers/" + i + "/name", "supplier-without-name"));
            }
        }
        if (content.outcome() == StudyContent.Outcome.STOPPED
                && (content.stopReason() == null || content.stopReason().isBlank())) {
            contradictions.add(Violation.of("/stopReason", "stop-reason-missing"));
        }
        return contradictions;
    }

    /** The days on which something may have been: one, those of a month or a year, or, where nothing is known, all there are. */
    private record Period(LocalDate earliest, LocalDate latest) {

        static Period of(@Nullable LocalDate day, @Nullable MonthOrYear stated) {
            if (day != null) {
                return new Period(day, day);
            }
            return stated == null
                    ? new Period(LocalDate.MIN, LocalDate.MAX)
                    : new Period(stated.earliest(), stated.latest());
        }

        /** Whether it was before, whichever day it was. */
        boolean isBefore(Period other) {
            return latest.isBefore(other.earliest);
        }
    }

    /** What keeps an imported one from being published: a source tells what it tells. */
    static List<Violation> missingOfImported(StudyContent content) {
        List<Violation> missing = new ArrayList<>();
        if (isUnsaid(content.title())) {
            missing.add(Violation.of("/title", "import-without-title"));
        }
        if (isUnsaid(content.summary()) && isUnsaid(content.problem())) {
            missing.add(Violation.of("/summary", "import-without-summary"));
        }
        Source source = content.source();
        if (source == null
                || source.organisation() == null
                || source.organisation().isBlank()) {
            missing.add(Violation.of("/source/organisation", "import-without-organisation"));
        }
        return missing;
    }

    private static boolean isUnsaid(@Nullable Bilingual text) {
        return text == null || text.isEmpty();
    }
}
