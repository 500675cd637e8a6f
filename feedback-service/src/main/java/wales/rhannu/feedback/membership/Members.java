package wales.rhannu.feedback.membership;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReadModels;

/** The read model of members: their names, for other members. */
@Component
public class Members {

    static final String TOPIC = "membership.members.internal";

    /** Our view of a member: only what we use. */
    record Member(@Nullable String name, @Nullable String standing) {}

    private final ReadModel<Member> members;

    Members(ReadModels models) {
        members = models.of(TOPIC, Member.class, "members");
    }

    /** Whether there is such a member who may sign in. */
    public boolean isActive(String id) {
        return members.find(id)
                .filter(member -> !"disabled".equals(member.standing()))
                .isPresent();
    }

    /** Empty for somebody unknown, or who gave no name. */
    public Optional<String> nameOf(String id) {
        return members.find(id).map(Member::name);
    }

    ReadModel<Member> model() {
        return members;
    }
}
