package wales.rhannu.events.series;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.erasure.MemberErasure;

/**
 * What changes in the series when their organiser leaves the community. It comes before their meetups are looked for: from then on
 * none is made in the organiser's name, see {@link SeriesReconciliation}.
 */
@Component("leavingSeries")
@Order(Ordered.HIGHEST_PRECEDENCE)
class SeriesErasure implements MemberErasure {

    private final SeriesRepository repository;

    SeriesErasure(SeriesRepository repository) {
        this.repository = repository;
    }

    @Override
    public void erase(String member) {
        repository.forget(member);
    }
}
