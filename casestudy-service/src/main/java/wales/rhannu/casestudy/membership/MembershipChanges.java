package wales.rhannu.casestudy.membership;

import wales.rhannu.starter.Bilingual;

/** Is told what changed among organisations; told again when it fails, and perhaps when it does not. */
public interface MembershipChanges {

    /** An organisation has this name now. */
    void organisationNamed(String id, Bilingual name);
}
