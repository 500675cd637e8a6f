package wales.rhannu.membership.member;

import java.util.Locale;
import wales.rhannu.membership.organisation.EmailDomain;
import wales.rhannu.starter.Ids;

/**
 * Where the mail of one person arrives: an address without its detail, what begins with a plus in its local part (RFC 5233,
 * section 4), and with its domain in ASCII form.
 *
 * @param address in lower case
 */
public record Mailbox(String address) {

    private static final char BEFORE_DETAIL = '+';

    /** The mailbox of an address, as {@link Members#address} gives it, or as it was kept before. */
    public static Mailbox of(String email) {
        int at = email.lastIndexOf('@');
        String local = email.substring(0, at).toLowerCase(Locale.ROOT);
        int detail = local.indexOf(BEFORE_DETAIL);
        String domain = email.substring(at + 1);
        return new Mailbox((detail > 0 ? local.substring(0, detail) : local)
                + "@"
                + EmailDomain.ascii(domain).orElse(domain.toLowerCase(Locale.ROOT)));
    }

    /** What stands for it where the address itself is not needed. */
    public String key() {
        return Ids.derived("mailbox", address);
    }

    String local() {
        return address.substring(0, address.indexOf('@'));
    }

    String domain() {
        return address.substring(address.indexOf('@') + 1);
    }
}
