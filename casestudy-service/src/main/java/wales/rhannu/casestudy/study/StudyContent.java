package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Violation;

/**
 * What a case study says: the body of {@code POST /api/v1/case-studies}. Everything may be missing until it is published;
 * lists that are missing are empty.
 *
 * @param problem Markdown, as are {@code previousProcess}, {@code alternatives} and {@code solution}; kept as it is written
 * @param contactRole whom to ask, as a role; for those who may edit alone
 * @param source where an imported one comes from; null for our own
 */
record StudyContent(
        @Nullable Bilingual title,
        @Nullable Bilingual summary,
        @Nullable Kind kind,
        List<String> techniques,
        @Nullable Stage stage,
        @Nullable Outcome outcome,
        @Nullable Wording stopReason,
        @Nullable Wording team,
        @Nullable Wording contactRole,
        @Nullable Wording sector,
        @Nullable Wording publicFunction,
        @Nullable Bilingual problem,
        @Nullable Bilingual previousProcess,
        @Nullable Bilingual alternatives,
        @Nullable Bilingual solution,
        List<String> technologies,
        List<Supplier> suppliers,
        @Nullable Delivery delivery,
        @Nullable Dates dates,
        List<Benefit> benefits,
        @Nullable Costs costs,
        List<Lesson> lessons,
        @Nullable People people,
        @Nullable Data data,
        List<Risk> risks,
        @Nullable Assessments assessments,
        @Nullable Reuse reuse,
        List<Medium> media,
        @Nullable Disclosure disclosure,
        @Nullable String atrsRecordUrl,
        @Nullable Source source) {

    enum Kind {
        AUTOMATION,
        RPA,
        AI,
        HYBRID,
        NOT_KNOWN
    }

    enum Stage {
        IDEA,
        PILOT,
        LIVE,
        PAUSED,
        RETIRED,
        NOT_KNOWN
    }

    enum Outcome {
        SUCCESS,
        PARTIAL,
        FAILURE,
        STOPPED,
        TOO_EARLY,
        NOT_KNOWN
    }

    enum Delivery {
        IN_HOUSE,
        BOUGHT,
        BOTH,
        NOT_KNOWN
    }

    /** Who supplied what, and by which route it was bought. */
    record Supplier(@Nullable String name, @Nullable Wording role, @Nullable Wording route) {}

    /** When it began, went live, and ended, as far as is known. */
    record Dates(@Nullable LocalDate begun, @Nullable LocalDate live, @Nullable LocalDate retired) {}

    /** What was gained, or hoped for, and how that is known. */
    record Benefit(
            @Nullable Wording type,
            @Nullable Figure expected,
            @Nullable Figure realised,
            @Nullable Figure baseline,
            @Nullable String unit,
            @Nullable Wording period,
            @Nullable Wording method,
            @Nullable Wording evidence,
            @Nullable Answer cashable) {}

    /** What it took. */
    record Costs(
            @Nullable Figure setUp, @Nullable Figure annual, @Nullable Figure staffDays, @Nullable String currency) {}

    /** What others should know before they do the same. */
    record Lesson(@Nullable LessonKind kind, @Nullable Wording text) {

        boolean isTold() {
            return text != null && !text.isBlank();
        }
    }

    enum LessonKind {
        WORKED,
        FAILED,
        DO_DIFFERENTLY,
        ENABLER,
        BLOCKER
    }

    /** The part that people have in it. */
    record People(
            @Nullable Answer humanReview,
            @Nullable Answer training,
            @Nullable Answer appeal,
            @Nullable Answer fallback) {}

    /** The data that it uses. */
    record Data(
            @Nullable Wording sources,
            @Nullable Answer personal,
            @Nullable Answer specialCategory,
            @Nullable Answer sharing,
            @Nullable Wording quality) {}

    record Risk(@Nullable Wording risk, @Nullable Wording mitigation) {}

    /** Which assessments were made. */
    record Assessments(
            @Nullable Answer dpia,
            @Nullable Answer equality,
            @Nullable Answer welshLanguage,
            @Nullable Answer futureGenerations,
            @Nullable Answer independentReview) {}

    /** What others may take. */
    record Reuse(@Nullable String codeUrl, @Nullable String licence, @Nullable Answer willingToShare) {}

    /** A video, a picture, a demo. */
    record Medium(@Nullable String kind, @Nullable String url, @Nullable Wording title, @Nullable Answer captions) {}

    enum Audience {
        PUBLIC,
        MEMBERS,
        ORGANISATION
    }

    /**
     * Who may read it, once it is published.
     *
     * @param anonymous whether organisation and team stay unsaid
     * @param embargoUntil not before; a date alone is the beginning of that day in Wales
     */
    record Disclosure(Audience audience, boolean anonymous, @Nullable Instant embargoUntil) {

        static final Disclosure OPEN = new Disclosure(Audience.PUBLIC, false, null);
        private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

        @JsonCreator
        static Disclosure of(
                @JsonProperty("audience") @Nullable Audience audience,
                @JsonProperty("anonymous") @Nullable Boolean anonymous,
                @JsonProperty("embargoUntil") @Nullable String embargoUntil) {
            return new Disclosure(
                    audience == null ? Audience.PUBLIC : audience,
                    Boolean.TRUE.equals(anonymous),
                    embargoUntil == null ? null : instant(embargoUntil));
        }

        private static Instant instant(String text) {
            try {
                Instant instant = text.length() == 10
                        ? LocalDate.parse(text)
                                .atStartOfDay(ZoneId.of("Europe/London"))
                                .toInstant()
                        : Instant.parse(text);
                if (instant.isAfter(Instant.EPOCH) && instant.isBefore(LATEST)) {
                    return instant.truncatedTo(ChronoUnit.SECONDS);
                }
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("An embargo ends on a date, or at an instant in UTC.", e);
            }
            throw new IllegalArgumentException("An embargo ends before the year 2200.");
        }
    }

    /**
     * Where an imported case study comes from.
     *
     * @param name of the source, stable: the id is derived from it and the row
     * @param row the number of the row, or the key that the source has for it
     * @param organisation whose it is, as the source names it
     * @param raw the source's values as they are, for internal topics alone
     */
    record Source(@Nullable String name, @Nullable String row, @Nullable String organisation, List<Column> raw) {

        Source {
            raw = listed(raw);
        }
    }

    record Column(@Nullable String column, @Nullable String value) {}

    StudyContent {
        techniques = listed(techniques);
        technologies = listed(technologies);
        suppliers = listed(suppliers);
        benefits = listed(benefits);
        lessons = listed(lessons);
        risks = listed(risks);
        media = listed(media);
    }

    /** A null in a list says nothing, so it is left out. */
    private static <T> List<T> listed(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }

    /** One that says nothing yet. */
    static final StudyContent EMPTY = new StudyContent(
            null, null, null, List.of(), null, null, null, null, null, null, null, null, null, null, null, List.of(),
            List.of(), null, null, List.of(), null, List.of(), null, null, List.of(), null, null, List.of(), null, null,
            null);

    Disclosure disclosed() {
        return disclosure == null ? Disclosure.OPEN : disclosure;
    }

    /** What keeps one of our own from being published. */
    List<Violation> missing(boolean hasOrganisation) {
        List<Violation> missing = new ArrayList<>();
        if (!hasOrganisation) {
            missing.add(new Violation("/organisation", "Say whose it is."));
        }
        if (kind == null || kind == Kind.NOT_KNOWN) {
            missing.add(new Violation("/kind", "Say what kind of automation it is."));
        }
        if (stage == null || stage == Stage.NOT_KNOWN) {
            missing.add(new Violation("/stage", "Say how far it has come."));
        }
        if (outcome == null) {
            missing.add(new Violation("/outcome", "Say what came of it; not-known is an answer."));
        }
        pair(missing, "/title", title);
        pair(missing, "/summary", summary);
        if (problem == null || problem.isEmpty()) {
            missing.add(new Violation("/problem", "Say which problem it was to solve."));
        }
        if (lessons.stream().noneMatch(Lesson::isTold)) {
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
    List<Violation> missingOfImported() {
        List<Violation> missing = new ArrayList<>();
        if (title == null || title.isEmpty()) {
            missing.add(new Violation("/title", "An imported case study has a title."));
        }
        if ((summary == null || summary.isEmpty()) && (problem == null || problem.isEmpty())) {
            missing.add(new Violation("/summary", "An imported case study has a summary or a problem."));
        }
        if (source == null
                || source.organisation() == null
                || source.organisation().isBlank()) {
            missing.add(new Violation("/source/organisation", "An imported case study says whose it is."));
        }
        return missing;
    }

    /** Without what is not for readers. */
    StudyContent forReaders() {
        boolean anonymous = disclosed().anonymous();
        Source shown = source == null
                ? null
                : new Source(source.name(), source.row(), anonymous ? null : source.organisation(), List.of());
        return new StudyContent(
                title,
                summary,
                kind,
                techniques,
                stage,
                outcome,
                stopReason,
                anonymous ? null : team,
                null,
                sector,
                publicFunction,
                problem,
                previousProcess,
                alternatives,
                solution,
                technologies,
                suppliers,
                delivery,
                dates,
                benefits,
                costs,
                lessons,
                people,
                data,
                risks,
                assessments,
                reuse,
                media,
                disclosure,
                atrsRecordUrl,
                shown);
    }

    /** Without whom to ask. */
    StudyContent withoutContact() {
        return new StudyContent(
                title,
                summary,
                kind,
                techniques,
                stage,
                outcome,
                stopReason,
                team,
                null,
                sector,
                publicFunction,
                problem,
                previousProcess,
                alternatives,
                solution,
                technologies,
                suppliers,
                delivery,
                dates,
                benefits,
                costs,
                lessons,
                people,
                data,
                risks,
                assessments,
                reuse,
                media,
                disclosure,
                atrsRecordUrl,
                source);
    }

    StudyContent withDisclosure(@Nullable Disclosure other) {
        return new StudyContent(
                title,
                summary,
                kind,
                techniques,
                stage,
                outcome,
                stopReason,
                team,
                contactRole,
                sector,
                publicFunction,
                problem,
                previousProcess,
                alternatives,
                solution,
                technologies,
                suppliers,
                delivery,
                dates,
                benefits,
                costs,
                lessons,
                people,
                data,
                risks,
                assessments,
                reuse,
                media,
                other,
                atrsRecordUrl,
                source);
    }

    /** Where a source does not tell kind, stage or outcome, they are not known. */
    StudyContent withGapsNotKnown() {
        return new StudyContent(
                title,
                summary,
                kind == null ? Kind.NOT_KNOWN : kind,
                techniques,
                stage == null ? Stage.NOT_KNOWN : stage,
                outcome == null ? Outcome.NOT_KNOWN : outcome,
                stopReason,
                team,
                contactRole,
                sector,
                publicFunction,
                problem,
                previousProcess,
                alternatives,
                solution,
                technologies,
                suppliers,
                delivery,
                dates,
                benefits,
                costs,
                lessons,
                people,
                data,
                risks,
                assessments,
                reuse,
                media,
                disclosure,
                atrsRecordUrl,
                source);
    }
}
