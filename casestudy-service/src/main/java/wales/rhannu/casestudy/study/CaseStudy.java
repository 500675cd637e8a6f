package wales.rhannu.casestudy.study;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import wales.rhannu.casestudy.study.StudyState.Organisation;
import wales.rhannu.casestudy.study.StudyState.Status;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;

/** What somebody tried, what came of it, and what others should know: from a draft to the archive. */
class CaseStudy extends Aggregate<CaseStudyEvent> {

    private Status status = Status.DRAFT;
    private @Nullable String author;
    private @Nullable Organisation organisation;
    private boolean embargoed;
    /** When the embargo ends, in milliseconds since the epoch, while there is one to lift: what the sweep looks for. */
    private @Nullable Long embargoEnds;

    private Instant created = Instant.EPOCH;
    private Instant changed = Instant.EPOCH;
    private @Nullable Instant published;
    private @Nullable String takenDownBecause;
    private StudyContent content = StudyContent.EMPTY;
    /** Whether a person has changed what was imported; null for one of our own, and for what older versions imported. */
    private @Nullable Boolean editedSinceImport;

    @SuppressWarnings("unused") // the store's
    private CaseStudy() {}

    private CaseStudy(String id, StudyContent content, Instant now) {
        super(id);
        this.content = content;
        this.created = now.truncatedTo(ChronoUnit.MILLIS);
        this.changed = this.created;
    }

    /**
     * Begins one of our own.
     *
     * @param author null where nobody in particular wrote it
     */
    static CaseStudy draft(
            String id, StudyContent content, Organisation organisation, @Nullable String author, Instant now) {
        if (content.source() != null) {
            throw DomainException.invalid("/source", "source-of-import-alone");
        }
        CaseStudy study = new CaseStudy(id, content, now);
        study.organisation = organisation;
        study.author = author;
        study.raise(new CaseStudyEvent.Drafted());
        return study;
    }

    /** Creates a case study from a source; what the source leaves out is {@code not-known}. */
    static CaseStudy imported(String id, StudyContent content, boolean publish, Instant now) {
        Source source = content.source();
        if (source == null || source.name() == null || source.row() == null) {
            throw DomainException.invalid("/source", "import-without-source");
        }
        CaseStudy study = new CaseStudy(id, content.withGapsNotKnown(), now);
        study.editedSinceImport = false;
        if (publish) {
            Completeness.mustHold(study.content, false);
            study.show(now);
        }
        study.raise(CaseStudyEvent.Imported.from(source));
        return study;
    }

    /** Whether importing it again would change nothing. */
    boolean isAsImported(StudyContent again, boolean publish) {
        return again.withGapsNotKnown().equals(content) && !(publish && isUnpublished());
    }

    /** Takes what its source says now, unless a person has changed it. What is published stays so: readers may have it. */
    void importAgain(StudyContent again, boolean publish, Instant now) {
        if (isAsImported(again, publish)) {
            return;
        }
        mustBeUnedited();
        mustNotBeHidden();
        boolean shows = publish && isUnpublished();
        content = again.withGapsNotKnown();
        changed = now.truncatedTo(ChronoUnit.MILLIS);
        editedSinceImport = false;
        if (shows) {
            show(now);
        }
        if (status == Status.PUBLISHED) {
            Completeness.mustHold(content, false);
            embargo(now);
        }
        raise(CaseStudyEvent.Imported.from(content.source()));
    }

    /** Of what older versions imported it is not known, so that whatever was done to it counts. */
    private void mustBeUnedited() {
        if (editedSinceImport == null ? !changed.equals(created) : editedSinceImport) {
            throw DomainException.conflict("edited-since-import");
        }
    }

    private void mustNotBeHidden() {
        if (status == Status.ARCHIVED || status == Status.TAKEN_DOWN) {
            throw DomainException.conflict("no-longer-shown");
        }
    }

    private boolean isUnpublished() {
        return status == Status.DRAFT || status == Status.SUBMITTED;
    }

    void edit(StudyCaller by, StudyContent after, Instant now) {
        mustBeEditableBy(by);
        mustNotBeHidden();
        if (!Objects.equals(after.source(), content.source())) {
            throw DomainException.invalid("/source", "source-fixed");
        }
        if (after.equals(content)) {
            return;
        }
        StudyContent before = content;
        content = after;
        editedSinceImport = content.source() == null ? null : Boolean.TRUE;
        changed = now.truncatedTo(ChronoUnit.MILLIS);
        if (status == Status.PUBLISHED) {
            Completeness.mustHold(content, organisation != null);
            embargo(now);
        }
        boolean nothingElse = after.withDisclosure(before.disclosure()).equals(before);
        raise(
                nothingElse && status != Status.DRAFT
                        ? new CaseStudyEvent.DisclosureChanged(
                                before.disclosed().audience(), after.disclosed().audience())
                        : new CaseStudyEvent.Edited(status));
    }

    /** Submits it for publication. */
    void submit(StudyCaller by, Instant now) {
        mustBeEditableBy(by);
        if (status != Status.DRAFT) {
            throw DomainException.conflict("not-a-draft");
        }
        status = Status.SUBMITTED;
        changed = now.truncatedTo(ChronoUnit.MILLIS);
        raise(new CaseStudyEvent.Submitted());
    }

    /**
     * Publishes it to its audience. Facilitators can publish their own drafts, and those without an author, without submission.
     */
    void publish(StudyCaller by, Instant now) {
        mustBeReadableBy(by);
        by.mustBeFacilitator();
        Completeness.mustHold(content, organisation != null);
        boolean own = author == null || author.equals(by.id());
        if (status != Status.SUBMITTED && !(status == Status.DRAFT && own)) {
            throw DomainException.conflict("not-submitted");
        }
        show(now);
        changed = now.truncatedTo(ChronoUnit.MILLIS);
        raise(new CaseStudyEvent.Published(content.disclosed().audience()));
    }

    private void show(Instant now) {
        status = Status.PUBLISHED;
        published = now.truncatedTo(ChronoUnit.MILLIS);
        embargo(now);
    }

    private void embargo(Instant now) {
        Instant until = content.disclosed().embargoUntil();
        embargoed = until != null && until.isAfter(now);
        embargoEnds = until != null && embargoed ? until.toEpochMilli() : null;
    }

    /** Ends the embargo, when its time has come. */
    void liftEmbargo(Instant now) {
        if (status != Status.PUBLISHED || embargoEnds == null || embargoEnds > now.toEpochMilli()) {
            return;
        }
        embargoed = false;
        embargoEnds = null;
        raise(new CaseStudyEvent.EmbargoLifted());
    }

    void archive(StudyCaller by, Instant now) {
        mustBeEditableBy(by);
        if (status != Status.PUBLISHED) {
            throw DomainException.conflict("not-published");
        }
        hide(Status.ARCHIVED, now);
        raise(new CaseStudyEvent.Archived());
    }

    /**
     * Takes it away from its readers, whatever its author thinks.
     *
     * @param reason what its author is told
     */
    void takeDown(StudyCaller by, @Nullable String reason, Instant now) {
        mustBeReadableBy(by);
        by.mustBeFacilitator();
        if (status != Status.PUBLISHED && status != Status.ARCHIVED) {
            throw DomainException.conflict("not-published");
        }
        hide(Status.TAKEN_DOWN, now);
        takenDownBecause = reason;
        raise(new CaseStudyEvent.TakenDown(reason));
    }

    private void hide(Status as, Instant now) {
        status = as;
        embargoed = false;
        embargoEnds = null;
        changed = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Deletes a draft. */
    void discard(StudyCaller by) {
        mustBeEditableBy(by);
        discard();
    }

    private void discard() {
        if (status != Status.DRAFT) {
            throw DomainException.conflict("not-a-draft");
        }
        erase(new CaseStudyEvent.Erased());
    }

    /** Throws away a draft that was imported, and that no person has edited. */
    void discardImported() {
        mustBeUnedited();
        discard();
    }

    /** Sets the current name of the organisation. */
    void nameOrganisation(Bilingual name) {
        if (organisation == null || name.equals(organisation.name())) {
            return;
        }
        organisation = new Organisation(organisation.id(), name);
        raise(new CaseStudyEvent.OrganisationNamed(name));
    }

    /** Removes its author, who left: a draft that was never published is erased, anything else stays with the organisation. */
    void forget(String member) {
        if (!member.equals(author)) {
            return;
        }
        if (status == Status.DRAFT || status == Status.SUBMITTED) {
            erase(new CaseStudyEvent.Erased());
            return;
        }
        author = null;
        content = content.withoutContact();
        raise(new CaseStudyEvent.AuthorRemoved());
    }

    void mustBeReadableBy(StudyCaller visitor) {
        state().mustBeReadableBy(visitor);
    }

    void mustBeEditableBy(StudyCaller visitor) {
        state().mustBeEditableBy(visitor);
    }

    StudyContent content() {
        return content;
    }

    Status status() {
        return status;
    }

    StudyState state() {
        return new StudyState(
                id(), status, author, organisation, embargoed, created, changed, published, takenDownBecause, content);
    }

    /** Whom readers may not recognise as its author, whatever they said of it. */
    record AnonymousAuthor(String author) {}

    /** Null for one that is not anonymous, has no author, or was never published. */
    @Nullable
    AnonymousAuthor anonymousAuthor() {
        boolean wasShown = status != Status.DRAFT && status != Status.SUBMITTED;
        return wasShown && author != null && content.disclosed().anonymous() ? new AnonymousAuthor(author) : null;
    }

    @Override
    protected @Nullable Object publicState() {
        StudyState state = state();
        return state.isPublic() ? state.view() : null;
    }
}
