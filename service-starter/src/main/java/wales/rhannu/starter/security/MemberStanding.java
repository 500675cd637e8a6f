package wales.rhannu.starter.security;

/**
 * Whether a token that has not expired may no longer be used. Every service knows it from {@code
 * membership.members.internal}; a bean of the service's own replaces that, and the topic is not read then.
 */
public interface MemberStanding {

    /** Whether the member is disabled or erased; false for whom nobody knows (a program, or a member of a moment ago). */
    boolean isRefused(String subject);

    /**
     * Whether a session has ended: signed out, or ended by the member or a facilitator.
     *
     * @param subject the id of the member whose session it is
     * @param session {@code sid} of the tokens that were given in it
     */
    boolean isEnded(String subject, String session);
}
