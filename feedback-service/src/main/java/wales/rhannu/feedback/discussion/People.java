package wales.rhannu.feedback.discussion;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.membership.Members;

/** Names people to members, and to nobody else. */
@Component
class People {

    /** A member as other members see them; the name is missing where none was given. */
    record Person(String id, @Nullable String name) {}

    /** What the author of a post is to what is talked about. */
    enum AuthorRole {
        CASE_STUDY_AUTHOR
    }

    /**
     * How the author of a post appears.
     *
     * @param author null to whoever is no member, where the author has left, or where the role stands for them
     * @param role null for those who appear by their name alone; its bearer sees it beside their own name
     */
    record Byline(@Nullable Person author, @Nullable AuthorRole role) {}

    private final Members members;

    People(Members members) {
        this.members = members;
    }

    /** @param unnamed the member who appears by their role to everybody else, facilitators included */
    Byline byline(@Nullable String author, Optional<String> unnamed, Reader reader) {
        if (author == null || !unnamed.filter(author::equals).isPresent()) {
            return new Byline(person(author, reader), null);
        }
        return new Byline(author.equals(reader.id()) ? person(author, reader) : null, AuthorRole.CASE_STUDY_AUTHOR);
    }

    private @Nullable Person person(@Nullable String id, Reader reader) {
        return id == null || !reader.isMember()
                ? null
                : new Person(id, members.nameOf(id).orElse(null));
    }

    /** Those of the mentioned who are members. */
    List<Person> mentioned(Body body, Reader reader) {
        if (!reader.isMember()) {
            return List.of();
        }
        return body.mentions().stream()
                .filter(id -> members.isActive(id) && body.text().contains(id))
                .map(id -> new Person(id, members.nameOf(id).orElse(null)))
                .toList();
    }

    static String text(Body body, Reader reader) {
        return reader.isMember() ? body.text() : Body.withoutPeople(body.text());
    }
}
