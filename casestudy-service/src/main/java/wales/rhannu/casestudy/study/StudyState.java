package wales.rhannu.casestudy.study;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/**
 * A case study as the internal topic tells it.
 *
 * @param author the member who wrote it; null for an imported one, and once the author has left
 * @param organisation the author's; null for an imported one
 * @param embargoed published, but not before its embargo is lifted
 */
public record StudyState(
        String id,
        Status status,
        @Nullable String author,
        @Nullable Organisation organisation,
        boolean embargoed,
        Instant created,
        Instant changed,
        @Nullable Instant published,
        @Nullable String takenDownBecause,
        StudyContent content) {

    /** Where a case study is in its life. */
    public enum Status {
        DRAFT,
        SUBMITTED,
        PUBLISHED,
        ARCHIVED,
        TAKEN_DOWN
    }

    /**
     * Whose it is.
     *
     * @param name null while membership has not told us
     */
    public record Organisation(String id, @Nullable Bilingual name) {}

    /** The circles that may read it; a reader must be in one of them. */
    public List<String> circles() {
        List<String> circles = new ArrayList<>(List.of(StudyCaller.FACILITATORS));
        if (author != null) {
            circles.add(StudyCaller.author(author));
        }
        if (status == Status.PUBLISHED && !embargoed) {
            switch (content.disclosed().audience()) {
                case PUBLIC -> circles.add(StudyCaller.ANYONE);
                case MEMBERS -> circles.add(StudyCaller.MEMBERS);
                case ORGANISATION -> {
                    if (organisation != null) {
                        circles.add(StudyCaller.organisationOnly(organisation.id()));
                    }
                }
            }
        }
        return circles;
    }

    void mustBeReadableBy(StudyCaller visitor) {
        if (Collections.disjoint(circles(), visitor.circles())) {
            // in the words of the store: what somebody may not know of does not exist
            throw DomainException.notFound();
        }
    }

    void mustBeEditableBy(StudyCaller visitor) {
        mustBeReadableBy(visitor);
        if (!visitor.isFacilitator() && (author == null || !author.equals(visitor.id()))) {
            throw DomainException.forbidden("not-author-or-facilitator");
        }
    }

    boolean isPublic() {
        return status == Status.PUBLISHED && !embargoed && content.disclosed().audience() == Disclosure.Audience.PUBLIC;
    }

    /** The members that are missing for a complete case study, as JSON pointers. */
    List<String> gaps() {
        return Completeness.missing(content, organisation != null).stream()
                .map(Violation::pointer)
                .toList();
    }

    /** What would keep it from being published; nothing where it was published. */
    List<Violation> toPublish() {
        return status == Status.DRAFT || status == Status.SUBMITTED
                ? Completeness.toPublish(content, organisation != null)
                : List.of();
    }

    /** As readers see it, and, while anyone may read it, as the public topic tells it. */
    public StudyView view() {
        boolean anonymous = content.disclosed().anonymous();
        return new StudyView(
                id, status, anonymous ? null : organisation, content.forReaders(), gaps(), created, changed, published);
    }
}
