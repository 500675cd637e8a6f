package wales.rhannu.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import wales.rhannu.testplatform.Platform;

/** What the gateway's cookie holds, opened and sealed with the key of the gateway, so that no test waits for a token to grow old. */
final class SessionCookie {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    SessionCookie(Platform platform) {
        int offset = platform.port("gateway") - 8080;
        Path kept = platform.folder().resolve("offset-" + offset + "/data/gateway/session.key");
        try {
            String secret = Files.readString(kept).strip();
            key = new SecretKeySpec(Base64.getDecoder().decode(secret), "AES");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cookie of the same session, whose token has to be renewed by now and ends then. */
    String due(String cookie, Instant tokenEnds) {
        String[] parts = new String(opened(cookie), StandardCharsets.UTF_8).split(" ", -1);
        parts[1] = Long.toString(tokenEnds.getEpochSecond());
        parts[2] = Long.toString(Instant.now().minusSeconds(1).getEpochSecond());
        return sealed(String.join(" ", parts).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] opened(String cookie) {
        byte[] sealed = Base64.getUrlDecoder().decode(cookie);
        return cipher(
                Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE), Arrays.copyOfRange(sealed, NONCE, sealed.length));
    }

    private String sealed(byte[] text) {
        byte[] nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, text);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(NONCE + sealed.length)
                        .put(nonce)
                        .put(sealed)
                        .array());
    }

    private byte[] cipher(int mode, byte[] nonce, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD("session".getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The gateway has another form of cookie", e);
        }
    }
}
