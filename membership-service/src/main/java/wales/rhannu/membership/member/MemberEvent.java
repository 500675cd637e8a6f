package wales.rhannu.membership.member;

import java.util.List;
import java.util.Set;
import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All events of this feature; they hold personal data, so none of its topics is public. */
sealed interface MemberEvent extends DomainEvent {

    /** Somebody proved to hold a work e-mail address, and is a member from now on. */
    @EventType("wales.rhannu.membership.member-joined.v1")
    record Joined() implements MemberEvent {}

    /** A member changed what is said of them. */
    @EventType("wales.rhannu.membership.member-profile-changed.v1")
    record ProfileChanged() implements MemberEvent {}

    /** A member said which of the bodies that share an e-mail domain is theirs. */
    @EventType("wales.rhannu.membership.member-organisation-chosen.v1")
    record OrganisationChosen(String organisation) implements MemberEvent {}

    /** A facilitator gave or took roles. */
    @EventType("wales.rhannu.membership.member-roles-changed.v1")
    record RolesChanged(Set<String> before) implements MemberEvent {}

    /** Tokens of the member are refused from now on. */
    @EventType("wales.rhannu.membership.member-disabled.v1")
    record Disabled() implements MemberEvent {}

    /** The member may sign in again. */
    @EventType("wales.rhannu.membership.member-enabled.v1")
    record Enabled() implements MemberEvent {}

    /** Tokens that were given in these sessions are refused from now on. */
    @EventType("wales.rhannu.membership.member-sessions-ended.v1")
    record SessionsEnded(List<String> sessions) implements MemberEvent {}

    /** The member left and everything personal goes with them. */
    @EventType("wales.rhannu.membership.member-erased.v1")
    record Erased() implements MemberEvent {}
}
