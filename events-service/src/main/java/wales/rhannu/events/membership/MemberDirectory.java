package wales.rhannu.events.membership;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.consume.ReadModels;

/** The read model of members and organisations: their names, for the lists of organisers. */
@Component
public class MemberDirectory {

    /** Our view of a member: only what we use; an erased one leaves nothing. */
    public record Member(@Nullable String name, @Nullable String organisation) {}

    /** Our view of an organisation: only what we use, so membership may add fields freely. */
    record Organisation(Bilingual name) {}

    private final ReadModel<Member> members;
    private final ReadModel<Organisation> organisations;

    MemberDirectory(ReadModels models) {
        members = models.of("membership.members.internal", Member.class);
        organisations = models.of("membership.organisations", Organisation.class);
    }

    /** Empty while membership-service has not published the member, and after their erasure. */
    public Optional<Member> member(String id) {
        return members.find(id);
    }

    /** Empty while membership has not told us. */
    public Optional<Bilingual> organisation(String id) {
        return organisations.find(id).map(Organisation::name);
    }

    ReadModel<Member> members() {
        return members;
    }

    ReadModel<Organisation> organisations() {
        return organisations;
    }
}
