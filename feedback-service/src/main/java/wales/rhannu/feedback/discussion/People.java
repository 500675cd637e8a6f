package wales.rhannu.feedback.discussion;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.membership.Members;

/** Shows posts with the names of people, to members only. */
@Component
class People {

    /** A member as other members see them; the name is missing where none was given. */
    record Person(String id, @Nullable String name) {}

    /** The role of a post's author in relation to the subject. */
    enum AuthorRole {
        CASE_STUDY_AUTHOR
    }

    /**
     * A post as somebody reads it.
     *
     * @param author null to whoever is no member, where the author has left, or where the role stands for them
     * @param authorRole null for those who appear by their name alone; its bearer sees it beside their own name
     * @param text null where it says nothing to the reader
     */
    record Post(
            @Nullable Person author, @Nullable AuthorRole authorRole, @Nullable String text, List<Person> mentions) {}

    private final Members members;

    People(Members members) {
        this.members = members;
    }

    /**
     * Shows a post to a reader.
     *
     * @param body null where it says nothing to the reader
     * @param unnamed the member who appears by their role to everybody else, facilitators included
     */
    Post post(@Nullable String author, @Nullable Body body, Optional<String> unnamed, Reader reader) {
        String byRole = unnamed.filter(member -> member.equals(author)).orElse(null);
        String hidden = byRole == null || byRole.equals(reader.id()) ? null : byRole;
        Body read = body == null || hidden == null ? body : body.notNaming(hidden);
        return new Post(
                hidden == null ? person(author, reader) : null,
                byRole == null ? null : AuthorRole.CASE_STUDY_AUTHOR,
                read == null ? null : text(read, reader),
                read == null ? List.of() : mentioned(read, reader));
    }

    private @Nullable Person person(@Nullable String id, Reader reader) {
        return id == null || !reader.isMember()
                ? null
                : new Person(id, members.nameOf(id).orElse(null));
    }

    /** Those of the mentioned who are members. */
    private List<Person> mentioned(Body body, Reader reader) {
        if (!reader.isMember()) {
            return List.of();
        }
        return body.mentions().stream()
                .filter(id -> members.isActive(id) && body.text().contains(id))
                .map(id -> new Person(id, members.nameOf(id).orElse(null)))
                .toList();
    }

    private static String text(Body body, Reader reader) {
        return reader.isMember() ? body.text() : Body.withoutPeople(body.text());
    }
}
