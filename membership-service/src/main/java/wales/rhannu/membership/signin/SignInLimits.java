package wales.rhannu.membership.signin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often somebody may ask for a sign-in, and how often a code may be tried. A browser that signed in with an address before
 * is counted by itself, so that nobody else uses up what it has.
 *
 * @param perClient requests in a window from one client address; many people may be behind one
 * @param perNetwork requests in a window from one network: 256 addresses of IPv4, or a /64 of IPv6
 * @param perBrowser requests in a window from a browser that signed in with the address before
 * @param window in which requests are counted
 * @param betweenMails how often an address gets a mail that has as many unused links as it may have, but for such browsers
 * @param code how long a code works
 * @param triesPerCode how often one code may be tried
 * @param triesPerHour how often all codes of an address may be tried in an hour
 * @param triesPerDay how often all codes of an address may be tried in a day
 * @param triesPerClient how often codes may be tried in an hour from one client address; three times as often from one network
 * @param knownBrowser how long a browser counts as one that signed in before
 */
@ConfigurationProperties("rhannu.sign-in.limits")
record SignInLimits(
        @DefaultValue("100") int perClient,
        @DefaultValue("500") int perNetwork,
        @DefaultValue("20") int perBrowser,
        @DefaultValue("15m") Duration window,
        @DefaultValue("2m") Duration betweenMails,
        @DefaultValue("10m") Duration code,
        @DefaultValue("5") int triesPerCode,
        @DefaultValue("15") int triesPerHour,
        @DefaultValue("30") int triesPerDay,
        @DefaultValue("60") int triesPerClient,
        @DefaultValue("180d") Duration knownBrowser) {}
