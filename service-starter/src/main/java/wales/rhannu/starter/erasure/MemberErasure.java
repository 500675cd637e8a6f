package wales.rhannu.starter.erasure;

/**
 * Erases a member from what a service keeps. Every service that keeps members' ids, or what they wrote, has a bean of this; it
 * may have several, for one feature each. The starter calls them when it hears that a member was erased, and again when
 * no request that was let in before can be under way any more.
 */
public interface MemberErasure {

    /**
     * Erases what there is of a member. It is called twice at least, and again after it failed: what is gone already is
     * passed over.
     *
     * @param member the id, which is {@code sub} of the member's tokens
     */
    void erase(String member);
}
