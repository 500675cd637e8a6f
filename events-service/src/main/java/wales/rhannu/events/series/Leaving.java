package wales.rhannu.events.series;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.erasure.MemberErasure;

/**
 * What changes in the series when their organiser leaves the community. It comes before their meetups are looked for: from then on
 * none is made in the organiser's name, see {@link Following}.
 */
@Component("leavingSeries")
@Order(Ordered.HIGHEST_PRECEDENCE)
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
