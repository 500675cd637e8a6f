package wales.rhannu.membership.mail;

/**
 * An e-mail to a member, whose address is looked up when it is sent.
 *
 * @param member the member's id
 */
public record MemberMail(String member, String subject, String text) {}
