package wales.rhannu.casestudy.study;

import org.springframework.stereotype.Component;
import wales.rhannu.casestudy.membership.MembershipChangeListener;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.erasure.MemberErasure;

/** What changes in the case studies when an organisation is named, and when a member is erased. */
@Component
class MembershipUpdates implements MembershipChangeListener, MemberErasure {

    private final CaseStudies studies;

    MembershipUpdates(CaseStudies studies) {
        this.studies = studies;
    }

    @Override
    public void organisationNamed(String id, Bilingual name) {
        for (String study : studies.ofOrganisation(id)) {
            studies.change(study, RequestContext.unconditional(), it -> it.nameOrganisation(name));
        }
    }

    @Override
    public void erase(String member) {
        studies.forget(member);
    }
}
