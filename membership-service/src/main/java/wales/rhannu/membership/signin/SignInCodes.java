package wales.rhannu.membership.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.stereotype.Component;

/**
 * The six digits of a mail, for the page that asked for it. There are a million of them, so tries are counted: those of each
 * code, and, because somebody may ask again and again, those of all codes of a mailbox, of a client and of its network. A
 * browser that signed in with the mailbox before has tries of its own, which others cannot use up.
 */
@Component
class SignInCodes {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int CLIENTS_PER_NETWORK = 3;

    private final SignInLinks links;
    private final SignInCounters counters;
    private final KnownBrowsers browsers;
    private final SignInLimits limits;
    private final Clock clock;

    SignInCodes(SignInLinks links, SignInCounters counters, KnownBrowsers browsers, SignInLimits limits, Clock clock) {
        this.links = links;
        this.counters = counters;
        this.browsers = browsers;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Makes the code that is mailed with a link.
     *
     * @param secret of the browser that asked
     */
    String make(OneTimeToken link, String secret) {
        String code = RandomSecret.digits();
        Instant expires = clock.instant().plus(limits.code());
        links.addCode(link, hash(secret, code), expires.isBefore(link.getExpiresAt()) ? expires : link.getExpiresAt());
        return code;
    }

    /** Uses the newest link that the browser got a code for; null where that is not the code, or may not be tried. */
    @Nullable
    OneTimeToken use(CodeAuthenticationToken attempt) {
        CodeAuthenticationToken.Holder holder = attempt.holder();
        Optional<SignInLinks.WithCode> newest = links.firstWithCode(holder.links());
        String code = attempt.getTokenValue();
        if (newest.isEmpty() || code == null) {
            return null;
        }
        SignInLinks.WithCode link = newest.get();
        if (!isWithinLimits(holder, link.mailbox()) || !links.mayTry(link.id(), limits.triesPerCode())) {
            return null;
        }
        return isSame(link.code(), hash(holder.secret(), code)) ? links.take(link.id(), code) : null;
    }

    private boolean isWithinLimits(CodeAuthenticationToken.Holder holder, String mailbox) {
        String browser = holder.knownBy();
        if (browser != null && browsers.isKnown(browser, mailbox)) {
            return counters.isWithin("try-browser", browser, limits.triesPerHour(), HOUR, mailbox);
        }
        ClientAddress client = holder.client();
        return counters.isWithin("try-client", client.address(), limits.triesPerClient(), HOUR, null)
                && counters.isWithin(
                        "try-network", client.network(), CLIENTS_PER_NETWORK * limits.triesPerClient(), HOUR, null)
                && counters.isWithin("try-hour", mailbox, limits.triesPerHour(), HOUR, mailbox)
                && counters.isWithin("try-day", mailbox, limits.triesPerDay(), DAY, mailbox);
    }

    private static String hash(String secret, String code) {
        return SecretHash.of(secret + '/' + code);
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
