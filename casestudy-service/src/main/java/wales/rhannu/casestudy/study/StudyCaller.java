package wales.rhannu.casestudy.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.web.Caller;

/**
 * Who asks: somebody signed in, or not.
 *
 * @param id null for somebody who is not signed in
 */
public record StudyCaller(@Nullable String id, @Nullable String organisation, Set<String> roles) {

    static final String ANYONE = "anyone";
    static final String MEMBERS = "members";
    static final String FACILITATORS = "facilitators";

    private static final StudyCaller STRANGER = new StudyCaller(null, null, Set.of());

    static StudyCaller of(Caller caller) {
        return new StudyCaller(caller.id(), caller.organisation(), caller.roles());
    }

    public static StudyCaller of(Optional<Caller> caller) {
        return caller.map(StudyCaller::of).orElse(STRANGER);
    }

    boolean isFacilitator() {
        return roles.contains("facilitator");
    }

    void mustBeFacilitator() {
        if (!isFacilitator()) {
            throw DomainException.forbidden("role-missing", "facilitator");
        }
    }

    static String organisationOnly(String id) {
        return "organisation:" + id;
    }

    public static String author(String id) {
        return "author:" + id;
    }

    /** The circles that the visitor is in; a case study is readable in {@link StudyState#circles() circles} of its own. */
    public List<String> circles() {
        List<String> circles = new ArrayList<>(List.of(ANYONE));
        if (id != null) {
            circles.add(author(id));
        }
        if (roles.contains("member")) {
            circles.add(MEMBERS);
            if (organisation != null) {
                circles.add(organisationOnly(organisation));
            }
        }
        if (isFacilitator()) {
            circles.add(FACILITATORS);
        }
        return circles;
    }
}
