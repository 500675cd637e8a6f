package wales.rhannu.events.meetup;

import org.springframework.stereotype.Component;
import wales.rhannu.starter.erasure.MemberErasure;

/** What changes in the meetups when their organiser leaves the community. */
@Component
class Leaving implements MemberErasure {

    private final Meetups meetups;

    Leaving(Meetups meetups) {
        this.meetups = meetups;
    }

    @Override
    public void erase(String member) {
        meetups.forget(member);
    }
}
