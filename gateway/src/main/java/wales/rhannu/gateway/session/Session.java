package wales.rhannu.gateway.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Somebody who is signed in with a browser.
 *
 * @param roles as the token says: it came straight from the provider, and every service checks it again
 */
public record Session(String accessToken, Instant expiresAt, Set<String> roles) {

    private static final String ATTRIBUTE = Session.class.getName();

    /** Whose request this is, where a session's cookie came with it. */
    public static Optional<Session> of(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(ATTRIBUTE));
    }

    void attach(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    public boolean has(String role) {
        return roles.contains(role);
    }

    /** What a form of ours carries: nobody can say it who does not know the token, which no script and no other site does. */
    public String formToken() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("form:" + accessToken).getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether a form came from a page that was made for this session. */
    public boolean made(@Nullable String formToken) {
        return formToken != null
                && MessageDigest.isEqual(
                        formToken().getBytes(StandardCharsets.US_ASCII), formToken.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Session[expiresAt=" + expiresAt + ", roles=" + roles + "]";
    }
}
