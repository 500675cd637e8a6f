package wales.rhannu.membership.signin;

import java.util.List;
import org.mongodb.spring.session.MongoIndexedSessionRepository;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.mongo.Indexes;

/** What somebody who signed in has: sessions and authorizations. */
@Component
public class Access {

    private final MongoIndexedSessionRepository sessions;
    private final Authorizations authorizations;

    Access(MongoTemplate mongo, MongoIndexedSessionRepository sessions, Authorizations authorizations) {
        // the library looks for a person's sessions by this field and declares no index of it
        Indexes.create(mongo, SignInConfiguration.SESSIONS, List.of(Indexes.of("principal")));
        this.sessions = sessions;
        this.authorizations = authorizations;
    }

    /** Ends all that a member has; nothing remains that names them. */
    public void endOf(String memberId) {
        sessions.findByPrincipalName(memberId).keySet().forEach(sessions::deleteById);
        authorizations.removeAllOf(memberId);
    }
}
