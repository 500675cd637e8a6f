package wales.rhannu.feedback.discussion;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.discussion.About.Kind;
import wales.rhannu.feedback.outcome.AskedAbout;
import wales.rhannu.starter.aggregate.DomainException;

/** What topics can be about, as far as this service knows of it. */
@Component
class Subjects {

    private final List<AskedAbout> asked;

    Subjects(List<AskedAbout> asked) {
        this.asked = asked;
    }

    /** @throws DomainException invalid, where there can be no such thing */
    void mustBeThere(About about) {
        String id = about.id();
        if (about.kind() == null || id == null) {
            throw DomainException.invalid(
                    "/about", "This says what it is about: kind (case-study, meetup or ranking) and id.");
        }
        try {
            UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw DomainException.invalid("/about/id", "This is an id.");
        }
        boolean known = about.kind() != Kind.RANKING
                || asked.stream().anyMatch(it -> it.kind().equals("ranking") && it.wasAsked(id));
        if (!known) {
            throw DomainException.invalid("/about/id", "There is no ranking with this id.");
        }
    }
}
