package wales.rhannu.feedback.membership;

/** Listens for erasures of members. A failed call is repeated, and a successful one may be. */
public interface MembershipChangeListener {

    /** A member is gone, and what is personal has to go. */
    void memberErased(String id);
}
