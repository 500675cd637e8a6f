package wales.rhannu.membership.organisation;

import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All that this feature publishes. */
sealed interface OrganisationEvent extends DomainEvent {

    /** A public body was listed, so that its people may join. */
    @EventType("wales.rhannu.membership.organisation-listed.v1")
    record Listed() implements OrganisationEvent {}

    /** Its name, kind or e-mail domains were changed. */
    @EventType("wales.rhannu.membership.organisation-changed.v1")
    record Changed() implements OrganisationEvent {}
}
