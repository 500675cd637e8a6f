package wales.rhannu.membership.signin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How people sign in.
 *
 * @param link how long an e-mailed link works
 * @param linksPerAddress how many unused links one address may have at a time; past that no more mail is sent
 * @param mostWaiting how many links may wait to be mailed, of one instance; past that nobody gets one
 * @param accessToken how long an access token lives
 * @param signingKey how long a key signs tokens before its successor does
 * @param signingKeyPublishedBefore how long a key is published before it signs: longer than who verifies tokens keeps keys, and
 *     than an upgrade takes
 */
@ConfigurationProperties("rhannu.sign-in")
record SignInSettings(
        @DefaultValue("15m") Duration link,
        @DefaultValue("5") int linksPerAddress,
        @DefaultValue("1000") int mostWaiting,
        @DefaultValue("15m") Duration accessToken,
        @DefaultValue("30d") Duration signingKey,
        @DefaultValue("1h") Duration signingKeyPublishedBefore) {}
