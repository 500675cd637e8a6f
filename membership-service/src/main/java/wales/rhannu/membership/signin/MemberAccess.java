package wales.rhannu.membership.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mongodb.spring.session.MongoIndexedSessionRepository;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.member.Members;
import wales.rhannu.membership.session.Session;
import wales.rhannu.membership.session.Sessions;
import wales.rhannu.starter.mongo.Indexes;

/**
 * What somebody who signed in has, and how it ends: sessions, the browser's session with this service, authorizations, links and
 * codes on their way, and browsers that are known.
 */
@Component
public class MemberAccess {

    /** Services allow a minute of clock difference, and a token may be in use while its session ends. */
    private static final Duration ALLOWANCE = Duration.ofMinutes(2);

    private final Sessions sessions;
    private final MongoIndexedSessionRepository browsers;
    private final Authorizations authorizations;
    private final Members members;
    private final Clock clock;
    private final SignInLinks links;
    private final SignInCounters counters;
    private final KnownBrowsers knownBrowsers;
    private final Duration accessToken;

    MemberAccess(
            MongoTemplate mongo,
            Sessions sessions,
            MongoIndexedSessionRepository browsers,
            Authorizations authorizations,
            Members members,
            Clock clock,
            SignInLinks links,
            SignInCounters counters,
            KnownBrowsers knownBrowsers,
            SignInSettings settings) {
        // the library looks for a person's sessions by this field and declares no index of it
        Indexes.create(mongo, SignInConfiguration.SESSIONS, List.of(Indexes.of("principal")));
        this.sessions = sessions;
        this.browsers = browsers;
        this.authorizations = authorizations;
        this.members = members;
        this.clock = clock;
        this.accessToken = settings.accessToken();
        this.links = links;
        this.counters = counters;
        this.knownBrowsers = knownBrowsers;
    }

    /** {@code sid} of somebody who signed in by a link: it goes with them to where tokens are given. */
    static Optional<String> sessionOf(@Nullable Authentication signedIn) {
        return signedIn != null && signedIn.getDetails() instanceof String id ? Optional.of(id) : Optional.empty();
    }

    /** Ends a session, if it exists. */
    void end(String session) {
        sessions.find(session).ifPresent(found -> end(List.of(found)));
    }

    /**
     * Ends sessions of one member: nothing is given in them any more, every service refuses the tokens that were, and the browsers
     * are signed out here. Each step can be done twice; {@link SessionSweep} goes on with what was begun and not finished.
     */
    void end(List<Session> ending) {
        refuse(ending);
        for (Session session : ending) {
            browsers.deleteById(session.atProvider());
            forget(session);
        }
    }

    /** Ends a session whose browser goes on with another one. */
    void endReplaced(String session) {
        sessions.find(session).ifPresent(found -> {
            refuse(List.of(found));
            forget(found);
        });
    }

    private void refuse(List<Session> ending) {
        if (ending.isEmpty()) {
            return;
        }
        ending.forEach(session -> sessions.markEnding(session.id()));
        Instant now = clock.instant();
        members.endSessions(
                ending.get(0).member(),
                ending.stream().map(Session::id).toList(),
                now.plus(accessToken).plus(ALLOWANCE),
                now);
    }

    private void forget(Session session) {
        authorizations.removeAllIn(session.id());
        sessions.remove(session.id());
    }

    /** Ends all sessions of a member who stays a member. */
    public void endSessionsOf(String memberId) {
        end(sessions.allOf(memberId));
    }

    /** Ends all that an erased member has; nothing remains that names them. */
    public void endOf(String memberId) {
        sessions.allOf(memberId).forEach(session -> sessions.remove(session.id()));
        browsers.findByPrincipalName(memberId).keySet().forEach(browsers::deleteById);
        authorizations.removeAllOf(memberId);
        for (String mailbox : members.mailboxesOf(memberId)) {
            links.forget(mailbox);
            counters.forget(mailbox);
            knownBrowsers.forget(mailbox);
        }
    }
}
