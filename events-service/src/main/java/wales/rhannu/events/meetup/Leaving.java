package wales.rhannu.events.meetup;

import org.springframework.stereotype.Component;
import wales.rhannu.events.membership.MembershipChanges;

/** What changes in the meetups when their organiser leaves the community. */
@Component
class Leaving implements MembershipChanges {

    private final Meetups meetups;

    Leaving(Meetups meetups) {
        this.meetups = meetups;
    }

    @Override
    public void memberErased(String id) {
        meetups.forget(id);
    }
}
