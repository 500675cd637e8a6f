package wales.rhannu.casestudy.membership;

import wales.rhannu.starter.Bilingual;

/** Listens for changes of organisations. A failed call is repeated, and a successful one may be. */
public interface MembershipChangeListener {

    /** An organisation has this name now. */
    void organisationNamed(String id, Bilingual name);
}
