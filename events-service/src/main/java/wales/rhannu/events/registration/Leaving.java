package wales.rhannu.events.registration;

import org.springframework.stereotype.Component;
import wales.rhannu.events.membership.MembershipChanges;

/** What changes in the registrations when somebody leaves the community. */
@Component("leavingRegistrations")
class Leaving implements MembershipChanges {

    private final SeatAllocation seats;

    Leaving(SeatAllocation seats) {
        this.seats = seats;
    }

    @Override
    public void memberErased(String id) {
        seats.forget(id);
    }
}
