package wales.rhannu.events.registration;

import org.springframework.stereotype.Component;
import wales.rhannu.starter.erasure.MemberErasure;

/** Erases a member from the registrations. */
@Component("leavingRegistrations")
class RegistrationErasure implements MemberErasure {

    private final SeatAllocation seats;

    RegistrationErasure(SeatAllocation seats) {
        this.seats = seats;
    }

    @Override
    public void erase(String member) {
        seats.forget(member);
    }
}
