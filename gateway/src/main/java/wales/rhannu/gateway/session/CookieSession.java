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
 * @param expiresAt when the access token does
 * @param renewFrom from when on another token is asked for
 * @param handle what the provider gives new tokens for; it stays the same for the session's whole life
 * @param endsAt when the session ends at the latest
 * @param roles as the token says: it came straight from the provider, and every service checks it again
 */
public record CookieSession(
        String accessToken, Instant expiresAt, Instant renewFrom, String handle, Instant endsAt, Set<String> roles) {

    private static final String ATTRIBUTE = CookieSession.class.getName();

    /** The session of a request; empty if no valid cookie came with it. */
    public static Optional<CookieSession> of(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(ATTRIBUTE));
    }

    void attach(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    public boolean has(String role) {
        return roles.contains(role);
    }

    /** {@code sid}: what the provider calls it. */
    String id() {
        return Claims.of(accessToken).map(claims -> claims.text("sid")).orElse("");
    }

    boolean isLive(Instant now) {
        return now.isBefore(expiresAt);
    }

    boolean isDue(Instant now) {
        return !now.isBefore(renewFrom);
    }

    /**
     * What a form of ours carries: nobody can say it who does not know the handle, which no script and no other site does. A form
     * outlives the token that it was made with.
     */
    public String formToken() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(("form:" + handle).getBytes(StandardCharsets.US_ASCII));
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
