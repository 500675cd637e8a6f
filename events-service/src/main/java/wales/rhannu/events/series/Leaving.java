package wales.rhannu.events.series;

import org.springframework.stereotype.Component;
import wales.rhannu.starter.erasure.MemberErasure;

/** What changes in the series when their organiser leaves the community. */
@Component("leavingSeries")
class Leaving implements MemberErasure {

    private final AllSeries all;

    Leaving(AllSeries all) {
        this.all = all;
    }

    @Override
    public void erase(String member) {
        all.forget(member);
    }
}
