package wales.rhannu.events.meetup;

import org.springframework.stereotype.Component;
import wales.rhannu.starter.erasure.MemberErasure;

/** Erases a member from the meetups that they organised. */
@Component
class MeetupErasure implements MemberErasure {

    private final Meetups meetups;

    MeetupErasure(Meetups meetups) {
        this.meetups = meetups;
    }

    @Override
    public void erase(String member) {
        meetups.forget(member);
    }
}
