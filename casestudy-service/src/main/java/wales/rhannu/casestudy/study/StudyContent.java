package wales.rhannu.casestudy.study;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;

/**
 * What a case study says: the body of {@code POST /api/v1/case-studies}. Everything may be missing until it is published;
 * lists that are missing are empty.
 *
 * @param problem Markdown, as are {@code previousProcess}, {@code alternatives} and {@code solution}; kept as it is written
 * @param contactRole whom to ask, as a role; for those who may edit alone
 * @param source where an imported one comes from; null for our own
 */
@Schema(name = "CaseStudyContent")
record StudyContent(
        @Nullable Bilingual title,
        @Nullable Bilingual summary,
        @Nullable Kind kind,
        List<String> techniques,
        @Nullable Stage stage,
        @Nullable Outcome outcome,
        @Nullable LocalisedText stopReason,
        @Nullable LocalisedText team,
        @Nullable LocalisedText contactRole,
        @Nullable LocalisedText sector,
        @Nullable LocalisedText publicFunction,
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
    record Supplier(@Nullable String name, @Nullable LocalisedText role, @Nullable LocalisedText route) {}

    /**
     * When it began, went live, and ended, as far as is known.
     *
     * @param asStated what is known of those days that are not known; where a day is, the day counts
     */
    record Dates(
            @Nullable LocalDate begun,
            @Nullable LocalDate live,
            @Nullable LocalDate retired,
            @Nullable AsStated asStated) {}

    /** In which month or year it began, went live, and ended. */
    record AsStated(@Nullable MonthOrYear begun, @Nullable MonthOrYear live, @Nullable MonthOrYear retired) {}

    /** What was gained, or hoped for, and how that is known. */
    record Benefit(
            @Nullable LocalisedText type,
            @Nullable NumberOrText expected,
            @Nullable NumberOrText realised,
            @Nullable NumberOrText baseline,
            @Nullable String unit,
            @Nullable LocalisedText period,
            @Nullable LocalisedText method,
            @Nullable LocalisedText evidence,
            @Nullable YesNoOrText cashable) {}

    /** What it took. */
    record Costs(
            @Nullable NumberOrText setUp,
            @Nullable NumberOrText annual,
            @Nullable NumberOrText staffDays,
            @Nullable String currency) {}

    /** What others should know before they do the same. */
    record Lesson(@Nullable LessonKind kind, @Nullable LocalisedText text) {

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
            @Nullable YesNoOrText humanReview,
            @Nullable YesNoOrText training,
            @Nullable YesNoOrText appeal,
            @Nullable YesNoOrText fallback) {}

    /** The data that it uses. */
    record Data(
            @Nullable LocalisedText sources,
            @Nullable YesNoOrText personal,
            @Nullable YesNoOrText specialCategory,
            @Nullable YesNoOrText sharing,
            @Nullable LocalisedText quality) {}

    record Risk(@Nullable LocalisedText risk, @Nullable LocalisedText mitigation) {}

    /** Which assessments were made. */
    record Assessments(
            @Nullable YesNoOrText dpia,
            @Nullable YesNoOrText equality,
            @Nullable YesNoOrText welshLanguage,
            @Nullable YesNoOrText futureGenerations,
            @Nullable YesNoOrText independentReview) {}

    /** What others may take. */
    record Reuse(@Nullable String codeUrl, @Nullable String licence, @Nullable YesNoOrText willingToShare) {}

    /** A video, a picture, a demo. */
    record Medium(
            @Nullable String kind,
            @Nullable String url,
            @Nullable LocalisedText title,
            @Nullable YesNoOrText captions) {}

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
    static <T> List<T> listed(@Nullable List<T> list) {
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

    /** The content without the parts that readers do not see. */
    StudyContent forReaders() {
        boolean anonymous = disclosed().anonymous();
        Source shown = source == null ? null : source.forReaders(anonymous);
        return with(kind, stage, outcome, anonymous ? null : team, null, disclosure, shown);
    }

    /** Without whom to ask. */
    StudyContent withoutContact() {
        return with(kind, stage, outcome, team, null, disclosure, source);
    }

    StudyContent withDisclosure(@Nullable Disclosure other) {
        return with(kind, stage, outcome, team, contactRole, other, source);
    }

    /** Where a source does not tell kind, stage or outcome, they are not known. */
    StudyContent withGapsNotKnown() {
        return with(
                kind == null ? Kind.NOT_KNOWN : kind,
                stage == null ? Stage.NOT_KNOWN : stage,
                outcome == null ? Outcome.NOT_KNOWN : outcome,
                team,
                contactRole,
                disclosure,
                source);
    }

    /** A copy with these parts in the place of its own. */
    private StudyContent with(
            @Nullable Kind otherKind,
            @Nullable Stage otherStage,
            @Nullable Outcome otherOutcome,
            @Nullable LocalisedText otherTeam,
            @Nullable LocalisedText otherContact,
            @Nullable Disclosure otherDisclosure,
            @Nullable Source otherSource) {
        return new StudyContent(
                title,
                summary,
                otherKind,
                techniques,
                otherStage,
                otherOutcome,
                stopReason,
                otherTeam,
                otherContact,
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
                otherDisclosure,
                atrsRecordUrl,
                otherSource);
    }
}
