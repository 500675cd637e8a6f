package wales.rhannu.casestudy.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.study.StudyState.Organisation;
import wales.rhannu.casestudy.study.StudyState.Status;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

class CaseStudyTests {

    private static final Instant NOW = Instant.parse("2026-10-05T09:00:00Z");
    private static final Instant LATER = Instant.parse("2026-11-01T00:00:00Z");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    private static final StudyCaller AUTHOR = new StudyCaller("aled", "cardiff", Set.of("member"));
    private static final StudyCaller COLLEAGUE = new StudyCaller("bethan", "cardiff", Set.of("member"));
    private static final StudyCaller FACILITATOR =
            new StudyCaller("ffion", "elsewhere", Set.of("member", "facilitator"));

    private static StudyContent content(String json) {
        return JSON.readValue(json, StudyContent.class);
    }

    private static final StudyContent COMPLETE = content(
            """
            {"title": {"cy": "Teitl", "en": "Title"}, "summary": {"cy": "Crynodeb", "en": "Summary"},
             "kind": "rpa", "stage": "live", "outcome": "success", "problem": {"cy": "Problem"},
             "contactRole": "Digital lead", "lessons": [{"kind": "worked", "text": "It did"}]}
            """);

    private static CaseStudy draft(StudyContent content) {
        return Written.after(CaseStudy.draft(
                "id", content, new Organisation("cardiff", new Bilingual("Caerdydd", "Cardiff")), "aled", NOW));
    }

    private static CaseStudy published(StudyContent content) {
        CaseStudy study = draft(content);
        study.submit(AUTHOR, NOW);
        Written.after(study).publish(FACILITATOR, NOW);
        return Written.after(study);
    }

    private static StudyContent disclosed(Disclosure.Audience audience, @Nullable Instant embargo) {
        return COMPLETE.withDisclosure(new Disclosure(audience, false, embargo));
    }

    private static List<String> pointers(DomainException refusal) {
        return refusal.violations().stream().map(Violation::pointer).toList();
    }

    @Nested
    class Publishing {

        @Test
        void showsACompleteOne() {
            CaseStudy study = published(COMPLETE);
            assertThat(study.status()).isEqualTo(Status.PUBLISHED);
            assertThat(study.publicState()).isEqualTo(study.state().view());
        }

        @Test
        void tellsAllThatIsMissing() {
            CaseStudy study =
                    draft(content("{\"kind\": \"not_known\", \"lessons\": [{\"kind\": \"worked\", \"text\": \" \"}]}"));
            study.submit(AUTHOR, NOW);
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> study.publish(FACILITATOR, NOW))
                    .satisfies(refusal -> assertThat(pointers(refusal))
                            .containsExactly(
                                    "/kind",
                                    "/stage",
                                    "/outcome",
                                    "/title/cy",
                                    "/title/en",
                                    "/summary/cy",
                                    "/summary/en",
                                    "/problem",
                                    "/lessons"));
        }

        @Test
        void namesWhatCannotBeAsItIsSaid() {
            StudyContent contradictory = content(
                    """
                    {"title": {"cy": "Teitl", "en": "Title"}, "summary": {"cy": "Crynodeb", "en": "Summary"},
                     "kind": "rpa", "stage": "retired", "outcome": "stopped", "problem": {"cy": "Problem"},
                     "dates": {"begun": "2025-03-01", "live": "2025-02-28", "retired": "2025-02-27"},
                     "suppliers": [{"name": "A supplier"}, {"role": "Built it"}, {"name": " "}],
                     "lessons": [{"kind": "failed", "text": "It did not"}]}
                    """);
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> published(contradictory))
                    .satisfies(refusal -> assertThat(pointers(refusal))
                            .containsExactly(
                                    "/dates/live",
                                    "/dates/retired",
                                    "/suppliers/1/name",
                                    "/suppliers/2/name",
                                    "/stopReason"));
            assertThat(draft(contradictory).state().gaps()).isEmpty();
        }

        @Test
        void namesMonthsAndYearsThatCannotBeInThatOrder() {
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(
                            () -> published(
                                    dated(
                                            "{\"begun\": \"2025-03-02\", \"asStated\": {\"live\": \"2025-02\", \"retired\": \"2024\"}}")))
                    .satisfies(refusal -> assertThat(pointers(refusal))
                            .containsExactly("/dates/asStated/live", "/dates/asStated/retired"));
            assertThat(published(
                                    dated(
                                            "{\"begun\": \"2025-03-02\", \"retired\": \"2025-03-03\", \"asStated\": {\"live\": \"2025-03\", \"begun\": \"2026\"}}"))
                            .state()
                            .status())
                    .isEqualTo(StudyState.Status.PUBLISHED);
        }

        private StudyContent dated(String dates) {
            return content(
                    """
                    {"title": {"cy": "Teitl", "en": "Title"}, "summary": {"cy": "Crynodeb", "en": "Summary"},
                     "kind": "rpa", "stage": "retired", "outcome": "partial", "problem": {"cy": "Problem"},
                     "dates": %s, "lessons": [{"kind": "failed", "text": "It did not"}]}
                    """
                            .formatted(dates));
        }

        @Test
        void takesDatesOnOneDayAndAReasonThatIsNotKnown() {
            assertThat(published(
                                    content(
                                            """
                                    {"title": {"cy": "Teitl", "en": "Title"}, "summary": {"cy": "Crynodeb", "en": "Summary"},
                                     "kind": "rpa", "stage": "retired", "outcome": "stopped", "problem": {"cy": "Problem"},
                                     "dates": {"begun": "2025-03-01", "live": "2025-03-01", "retired": "2025-03-01"},
                                     "stopReason": "not-known", "lessons": [{"kind": "failed", "text": "It did not"}]}
                                    """))
                            .state()
                            .status())
                    .isEqualTo(StudyState.Status.PUBLISHED);
        }

        @Test
        void takesAFacilitator() {
            CaseStudy study = draft(COMPLETE);
            study.submit(AUTHOR, NOW);
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> study.publish(AUTHOR, NOW))
                    .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(DomainException.Kind.FORBIDDEN));
        }

        @Test
        void waitsForTheAuthor() {
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> draft(COMPLETE).publish(FACILITATOR, NOW))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("not-submitted"));
        }

        @Test
        void ofTheirOwnNeedsNoSubmission() {
            CaseStudy own =
                    Written.after(CaseStudy.draft("id", COMPLETE, new Organisation("elsewhere", null), "ffion", NOW));
            own.publish(FACILITATOR, NOW);
            assertThat(own.status()).isEqualTo(Status.PUBLISHED);
        }
    }

    @Nested
    class Imported {

        private static final String SOURCE =
                "\"source\": {\"name\": \"us\", \"row\": \"7\", \"organisation\": \"NASA\", \"raw\": [{\"column\": \"a\", \"value\": \"b\"}]}";

        @Test
        void needsLessAndShowsTheRestAsGaps() {
            CaseStudy study = CaseStudy.imported(
                    "id",
                    content("{\"title\": {\"en\": \"T\"}, \"problem\": {\"en\": \"P\"}, " + SOURCE + "}"),
                    true,
                    NOW);
            StudyView view = study.state().view();
            assertThat(view.content().outcome()).isEqualTo(StudyContent.Outcome.NOT_KNOWN);
            assertThat(view.gaps()).contains("/organisation", "/kind", "/lessons", "/title/cy");
            assertThat(view.content().source()).isEqualTo(new Source("us", "7", "NASA", List.of()));
        }

        @Test
        void needsATitleASummaryOrAProblemAndAnOrganisation() {
            StudyContent bare = content("{\"source\": {\"name\": \"us\", \"row\": \"7\"}}");
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> CaseStudy.imported("id", bare, true, NOW))
                    .satisfies(refusal -> assertThat(pointers(refusal))
                            .containsExactly("/title", "/summary", "/source/organisation"));
            assertThat(CaseStudy.imported("id", bare, false, NOW).status()).isEqualTo(Status.DRAFT);
        }

        @Test
        void saysWhereItIsFromForEver() {
            CaseStudy study = Written.after(CaseStudy.imported("id", content("{" + SOURCE + "}"), false, NOW));
            assertThatExceptionOfType(DomainException.class).isThrownBy(() -> study.edit(FACILITATOR, COMPLETE, NOW));
        }
    }

    @Nested
    class Disclosed {

        @Test
        void toMembersIsNotPublic() {
            CaseStudy study = published(disclosed(Disclosure.Audience.MEMBERS, null));
            assertThat(study.publicState()).isNull();
            assertThatCode(() -> study.mustBeReadableBy(COLLEAGUE)).doesNotThrowAnyException();
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> study.mustBeReadableBy(StudyCaller.of(java.util.Optional.empty())));
        }

        @Test
        void afterAnEmbargoIsPublicOnceThatIsLifted() {
            CaseStudy study = published(disclosed(Disclosure.Audience.PUBLIC, LATER));
            assertThat(study.publicState()).isNull();
            study.liftEmbargo(LATER.minusMillis(1));
            assertThat(study.publicState()).isNull();
            study.liftEmbargo(LATER);
            assertThat(study.publicState()).isNotNull();
        }

        @Test
        void afterAnEmbargoThatIsOverIsPublicAtOnce() {
            assertThat(published(disclosed(Disclosure.Audience.PUBLIC, NOW)).publicState())
                    .isNotNull();
        }

        @Test
        void laterThanBeforeIsHiddenAgain() {
            CaseStudy study = published(COMPLETE);
            study.edit(AUTHOR, disclosed(Disclosure.Audience.PUBLIC, LATER), NOW);
            assertThat(study.publicState()).isNull();
        }

        @Test
        void nothingOfAnEmbargoIsLeftOnceItIsArchived() {
            CaseStudy study = published(disclosed(Disclosure.Audience.PUBLIC, LATER));
            study.archive(AUTHOR, NOW);
            Written.after(study).liftEmbargo(LATER);
            assertThat(study.status()).isEqualTo(Status.ARCHIVED);
            assertThat(study.publicState()).isNull();
        }
    }

    @Nested
    class Editing {

        @Test
        void isForItsAuthorAndFacilitators() {
            CaseStudy study = published(COMPLETE);
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> study.edit(COLLEAGUE, StudyContent.EMPTY, NOW))
                    .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(DomainException.Kind.FORBIDDEN));
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> draft(COMPLETE).edit(COLLEAGUE, StudyContent.EMPTY, NOW))
                    .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(DomainException.Kind.NOT_FOUND));
        }

        @Test
        void leavesWhatIsPublishedComplete() {
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> published(COMPLETE).edit(AUTHOR, StudyContent.EMPTY, NOW))
                    .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(DomainException.Kind.INVALID));
        }

        @Test
        void endsWithTheArchive() {
            CaseStudy study = published(COMPLETE);
            study.archive(AUTHOR, NOW);
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> Written.after(study).edit(AUTHOR, StudyContent.EMPTY, NOW))
                    .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(DomainException.Kind.CONFLICT));
        }

        @Test
        void ofADraftReplacesWhatStillWaits() {
            assertThat(new CaseStudyEvent.Edited(Status.DRAFT).replacesPending())
                    .isTrue();
            assertThat(new CaseStudyEvent.Edited(Status.PUBLISHED).replacesPending())
                    .isFalse();
        }
    }

    @Nested
    class OnceItsAuthorLeft {

        @Test
        void whatWasPublishedStaysWithTheOrganisation() {
            CaseStudy study = published(COMPLETE);
            study.forget("aled");
            assertThat(study.state().author()).isNull();
            assertThat(study.state().organisation()).isNotNull();
            assertThat(study.content().contactRole()).isNull();
            assertThat(study.publicState()).isNotNull();
        }
    }
}
