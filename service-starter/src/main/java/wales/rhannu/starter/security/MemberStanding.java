package wales.rhannu.starter.security;

/**
 * Whether a member may no longer use the tokens that they still have. Every service knows it from {@code
 * membership.members.internal}; a bean of the service's own replaces that, and the topic is not read then.
 */
public interface MemberStanding {

    /** Whether the member is disabled or erased; false for whom nobody knows (a program, or a member of a moment ago). */
    boolean isRefused(String subject);
}
