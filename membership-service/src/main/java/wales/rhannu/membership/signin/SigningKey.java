package wales.rhannu.membership.signin;

import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/**
 * A key that signs tokens, from a moment on until its successor does.
 *
 * @param id of its document: one per predecessor, so of several successors made at once one is kept
 * @param jwk with the private half
 * @param signsFrom when it begins to sign
 * @param longestToken how long the longest of its tokens lives
 */
record SigningKey(String id, RSAKey jwk, Instant signsFrom, Duration longestToken) {

    /** The name that the only key had in the version before. */
    static final String FIRST = "current";

    static String idAfter(SigningKey predecessor) {
        return "after " + predecessor.jwk().getKeyID();
    }

    static SigningKey read(Document document) {
        Date signsFrom = document.getDate("signsFrom");
        Number longest = document.get("longestToken", Number.class);
        try {
            return new SigningKey(
                    document.getString("_id"),
                    RSAKey.parse(document.getString("jwk")),
                    (signsFrom == null ? document.getDate("created") : signsFrom).toInstant(),
                    Duration.ofMillis(longest == null ? 0 : longest.longValue()));
        } catch (ParseException e) {
            throw new IllegalStateException("A signing key in the database cannot be read", e);
        }
    }

    Document write(Instant created) {
        return new Document("_id", id)
                .append("jwk", jwk.toJSONString())
                .append("created", Date.from(created))
                .append("signsFrom", Date.from(signsFrom))
                .append("longestToken", longestToken.toMillis());
    }
}
