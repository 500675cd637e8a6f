package wales.rhannu.gateway.session;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody on the way to the provider and back; the browser holds it meanwhile, sealed.
 *
 * @param state what must come back with the code, so that nobody is signed in by another's
 * @param verifier proves to the provider that the code is ours (PKCE, RFC 7636)
 * @param nonce what must stand in the identity token
 * @param then a path of ours to go on to
 */
record PendingSignIn(String state, String verifier, String nonce, String then) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_PATH = 500;
    private static final String HOME = "/";

    static PendingSignIn to(@Nullable String then) {
        return new PendingSignIn(random(), random(), random(), local(then));
    }

    /** The path, if it is a path of this platform; otherwise the front page. */
    static String local(@Nullable String then) {
        if (then == null
                || then.length() > LONGEST_PATH
                || !then.startsWith("/")
                || then.startsWith("//")
                || then.indexOf('\\') >= 0
                || then.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            return HOME;
        }
        try {
            URI uri = new URI(then);
            return uri.isAbsolute() || uri.getRawAuthority() != null ? HOME : then;
        } catch (URISyntaxException nonsense) {
            return HOME;
        }
    }

    String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    boolean isAnsweredBy(@Nullable String returned) {
        return returned != null
                && MessageDigest.isEqual(
                        state.getBytes(StandardCharsets.US_ASCII), returned.getBytes(StandardCharsets.UTF_8));
    }

    /** None of the parts has a space. */
    String text() {
        return String.join(" ", state, verifier, nonce, then);
    }

    static Optional<PendingSignIn> of(String text) {
        String[] parts = text.split(" ", -1);
        return parts.length == 4
                ? Optional.of(new PendingSignIn(parts[0], parts[1], parts[2], parts[3]))
                : Optional.empty();
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
