package wales.rhannu.membership.signin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;

/** Somebody enters a code on the page that asked for it. */
@SuppressWarnings("serial") // it lives for one request and is never serialized
final class CodeAuthenticationToken extends OneTimeTokenAuthenticationToken {

    /**
     * Who comes with a code.
     *
     * @param links the hashes of those that the browser asked for, the newest first
     * @param secret what the browser holds for its codes
     * @param knownBy the hash of what it holds if it signed in before; null where it holds nothing
     */
    record Holder(List<String> links, String secret, @Nullable String knownBy, ClientAddress client) {}

    private final transient Holder holder;

    CodeAuthenticationToken(String code, Holder holder) {
        super(code);
        this.holder = holder;
    }

    Holder holder() {
        return holder;
    }
}
