package wales.rhannu.membership.signin;

import org.mongodb.spring.session.MongoIndexedSessionRepository;
import org.springframework.stereotype.Component;

/** What somebody who signed in has: sessions and authorizations. */
@Component
public class Access {

    private final MongoIndexedSessionRepository sessions;
    private final Authorizations authorizations;

    Access(MongoIndexedSessionRepository sessions, Authorizations authorizations) {
        this.sessions = sessions;
        this.authorizations = authorizations;
    }

    /** Ends all that a member has; nothing remains that names them. */
    public void endOf(String memberId) {
        sessions.findByPrincipalName(memberId).keySet().forEach(sessions::deleteById);
        authorizations.removeAllOf(memberId);
    }
}
