package wales.rhannu.feedback.discussion;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.casestudy.AnonymousAuthors;
import wales.rhannu.feedback.discussion.ThreadSubject.Kind;
import wales.rhannu.feedback.outcome.OutcomeSubject;
import wales.rhannu.starter.aggregate.DomainException;

/** Checks the subjects of threads, as far as this service knows them. */
@Component
class ThreadSubjects {

    private final List<OutcomeSubject> asked;
    private final AnonymousAuthors authors;

    ThreadSubjects(List<OutcomeSubject> asked, AnonymousAuthors authors) {
        this.asked = asked;
        this.authors = authors;
    }

    /** @throws DomainException invalid, where there can be no such thing */
    void mustBeThere(ThreadSubject about) {
        String id = about.id();
        if (about.kind() == null || id == null) {
            throw DomainException.invalid("/about", "about-incomplete");
        }
        try {
            UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw DomainException.invalid("/about/id", "not-an-id");
        }
        boolean known = about.kind() != Kind.RANKING
                || asked.stream().anyMatch(it -> it.kind().equals("ranking") && it.wasAsked(id));
        if (!known) {
            throw DomainException.invalid("/about/id", "no-such-ranking");
        }
    }

    /**
     * The member who is not named in a thread: whoever wrote the anonymous case study that it is about, and with whose name
     * everybody would know the organisation.
     */
    Optional<String> unnamed(@Nullable ThreadSubject about) {
        String id = about == null || about.kind() != Kind.CASE_STUDY ? null : about.id();
        return id == null ? Optional.empty() : authors.of(id);
    }
}
