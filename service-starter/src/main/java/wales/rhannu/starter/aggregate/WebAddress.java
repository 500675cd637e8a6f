package wales.rhannu.starter.aggregate;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.InvisibleCharacters;

/**
 * An address on the web that one member gives and others follow: what it shows is where it leads. So it names no user
 * ({@code https://nhs.wales@evil.example}), holds nothing that is not seen or that turns the direction of writing, and has its
 * host in ASCII, where lookalikes of other scripts are told apart.
 */
public final class WebAddress {

    private static final int LONGEST = 2_000;

    /** Why a text is not an acceptable web address. */
    enum Fault {
        TOO_LONG("address-too-long"),
        INVISIBLE("address-invisible"),
        USER_INFO("address-user-info"),
        HOST_NOT_ASCII("address-host-not-ascii"),
        NONE("address-none"),
        NOT_SECURE("address-not-secure");

        private final String code;

        /** @param code of its text in {@link ErrorMessages} */
        Fault(String code) {
            this.code = code;
        }

        Violation at(String pointer) {
            return Violation.of(pointer, code);
        }
    }

    private WebAddress() {}

    /** Whether a text is a web address with https or http. */
    public static boolean isValid(String text) {
        return faultOf(text, false) == null;
    }

    /**
     * What is wrong with a text; null where nothing is.
     *
     * @param secure whether it has to be https
     */
    static @Nullable Fault faultOf(String text, boolean secure) {
        if (text.length() > LONGEST) {
            return Fault.TOO_LONG;
        }
        if (text.codePoints().anyMatch(c -> InvisibleCharacters.is(c) || Character.isSpaceChar(c))) {
            return Fault.INVISIBLE;
        }
        try {
            return faultOf(new URI(text), secure);
        } catch (URISyntaxException e) {
            return Fault.NONE;
        }
    }

    private static @Nullable Fault faultOf(URI address, boolean secure) {
        boolean https = "https".equalsIgnoreCase(address.getScheme());
        String authority = address.getRawAuthority();
        if (authority == null || !https && !"http".equalsIgnoreCase(address.getScheme())) {
            return Fault.NONE;
        }
        if (authority.indexOf('@') >= 0) {
            return Fault.USER_INFO;
        }
        if (authority.chars().anyMatch(c -> c > '~')) {
            return Fault.HOST_NOT_ASCII;
        }
        if (address.getHost() == null) {
            return Fault.NONE;
        }
        return secure && !https ? Fault.NOT_SECURE : null;
    }
}
