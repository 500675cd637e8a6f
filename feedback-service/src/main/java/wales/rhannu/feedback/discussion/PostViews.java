package wales.rhannu.feedback.discussion;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.membership.Members;

/** Shows posts with the names of people, to members only. */
@Component
class PostViews {

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

    PostViews(Members members) {
        this.members = members;
    }

    /**
     * Shows a post to a reader.
     *
     * @param body null where it says nothing to the reader
     * @param unnamed the member who appears by their role to everybody else, facilitators included
     */
    Post post(@Nullable String author, @Nullable PostBody body, Optional<String> unnamed, DiscussionCaller caller) {
        String byRole = unnamed.filter(member -> member.equals(author)).orElse(null);
        String hidden = byRole == null || byRole.equals(caller.id()) ? null : byRole;
        PostBody read = body == null || hidden == null ? body : body.notNaming(hidden);
        return new Post(
                hidden == null ? person(author, caller) : null,
                byRole == null ? null : AuthorRole.CASE_STUDY_AUTHOR,
                read == null ? null : text(read, caller),
                read == null ? List.of() : mentioned(read, caller));
    }

    private @Nullable Person person(@Nullable String id, DiscussionCaller caller) {
        return id == null || !caller.isMember()
                ? null
                : new Person(id, members.nameOf(id).orElse(null));
    }

    /** Those of the mentioned who are members. */
    private List<Person> mentioned(PostBody body, DiscussionCaller caller) {
        if (!caller.isMember()) {
            return List.of();
        }
        return body.mentions().stream()
                .filter(id -> members.isActive(id) && body.text().contains(id))
                .map(id -> new Person(id, members.nameOf(id).orElse(null)))
                .toList();
    }

    private static String text(PostBody body, DiscussionCaller caller) {
        return caller.isMember() ? body.text() : PostBody.withoutPeople(body.text());
    }
}
