package wales.rhannu.gateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Gets sessions new tokens before theirs expire. Those who come with one handle at the same time wait for one renewal; those who come
 * a little later with the cookie of before get what it gave. Nothing here is needed by another replica: a handle does not change, so two
 * may renew at once.
 */
@Component
class TokenRenewal {

    /** What came of a renewal. */
    sealed interface Outcome {

        /** The session goes on with another token. */
        record Renewed(CookieSession session) implements Outcome {}

        /** It has ended. */
        record Ended() implements Outcome {}

        /** The result is unknown, because the provider does not answer. */
        record Unknown() implements Outcome {}
    }

    /** One renewal, under way or done. */
    private static final class Renewal {

        private final Mono<Outcome> outcome;
        private volatile @Nullable Outcome known;
        private volatile @Nullable Instant at;

        Renewal(Mono<Outcome> asked, Clock clock) {
            this.outcome = asked.doOnNext(it -> {
                        at = clock.instant();
                        known = it;
                    })
                    .cache();
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST = 10_000;

    /** How long to wait after a provider did not answer, before asking it again for the same session. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** How long the result is kept, for requests that were sent with the previous cookie. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    private final IdentityProvider provider;
    private final SessionCookies sessions;
    private final Clock clock;
    private final Cache<String, Renewal> renewals =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    TokenRenewal(IdentityProvider provider, SessionCookies sessions) {
        this.provider = provider;
        this.sessions = sessions;
        this.clock = sessions.clock();
    }

    /** For a session whose token expires soon, or has. */
    Mono<Outcome> of(CookieSession session) {
        return renewal(session, false);
    }

    /**
     * Whether a renewal has recently shown that the session has ended, though the token has not expired, for example with a
     * copied cookie.
     */
    boolean hasEnded(CookieSession session) {
        Renewal there = renewals.getIfPresent(session.handle());
        return there != null && there.known instanceof Outcome.Ended;
    }

    /** For a session whose token a service refused. */
    Mono<Outcome> afterRefusal(CookieSession session) {
        return renewal(session, true);
    }

    private Mono<Outcome> renewal(CookieSession session, boolean refused) {
        return renewals.asMap()
                .compute(
                        session.handle(),
                        (handle, there) -> there != null && serves(there, session, refused)
                                ? there
                                : new Renewal(ask(session), clock))
                .outcome;
    }

    private boolean serves(Renewal there, CookieSession session, boolean refused) {
        Outcome known = there.known;
        Instant at = there.at;
        if (known == null || at == null || clock.instant().isBefore(at.plus(PAUSE))) {
            return true; // under way, or just done
        }
        if (known instanceof Outcome.Renewed renewed) {
            return refused
                    ? !renewed.session().accessToken().equals(session.accessToken())
                    : !renewed.session().isDue(clock.instant());
        }
        return known instanceof Outcome.Ended;
    }

    private Mono<Outcome> ask(CookieSession session) {
        return provider.renew(session.handle(), PATIENCE)
                .<Outcome>map(tokens -> new Outcome.Renewed(sessions.renewed(session, tokens)))
                .defaultIfEmpty(new Outcome.Ended())
                .onErrorReturn(IdentityProvider.ProviderUnavailable.class, new Outcome.Unknown());
    }

    /** Forgets a session after sign-out. */
    void end(CookieSession session) {
        Renewal ended = new Renewal(Mono.just(new Outcome.Ended()), clock);
        renewals.put(session.handle(), ended);
        ended.outcome.subscribe();
    }
}
