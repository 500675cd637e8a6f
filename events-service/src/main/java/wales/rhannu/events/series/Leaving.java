package wales.rhannu.events.series;

import org.springframework.stereotype.Component;
import wales.rhannu.events.membership.MembershipChanges;

/** What changes in the series when their organiser leaves the community. */
@Component("leavingSeries")
class Leaving implements MembershipChanges {

    private final AllSeries all;

    Leaving(AllSeries all) {
        this.all = all;
    }

    @Override
    public void memberErased(String id) {
        all.forget(id);
    }
}
