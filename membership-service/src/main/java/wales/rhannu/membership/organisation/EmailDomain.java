package wales.rhannu.membership.organisation;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/** Domains of e-mail addresses in their ASCII form (RFC 5890, section 2.3.2.1), the one in which they are kept and compared. */
public final class EmailDomain {

    /** Of a domain name in characters (RFC 1035, section 2.3.4). */
    private static final int LONGEST = 253;

    private EmailDomain() {}

    /**
     * A domain as we keep it, in lower case; {@code tŷ.example} and {@code xn--t-foa.example} are one. Converted by IDNA2003
     * (RFC 3490), which is what the JDK has.
     *
     * @return empty where it is no domain name
     */
    public static Optional<String> ascii(String given) {
        String domain = given.strip();
        if (domain.isEmpty() || domain.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            String ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            return ascii.length() > LONGEST ? Optional.empty() : Optional.of(ascii);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty(); // the second for some texts of separators alone
        }
    }
}
