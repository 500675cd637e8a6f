package wales.rhannu.feedback.membership;

/** Is told who left; told again when it fails, and perhaps when it does not. */
public interface MembershipChanges {

    /** A member is gone, and what is personal has to go. */
    void memberErased(String id);
}
