package wales.rhannu.feedback.discussion;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.membership.Members;

/** Names people to members, and to nobody else. */
@Component
class People {

    /** A member as other members see them; the name is missing where none was given. */
    record Person(String id, @Nullable String name) {}

    private final Members members;

    People(Members members) {
        this.members = members;
    }

    @Nullable
    Person person(@Nullable String id, Reader reader) {
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
