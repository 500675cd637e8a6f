package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.mongodb.spring.session.MongoIndexedSessionRepository;
import org.mongodb.spring.session.MongoSession;
import org.springframework.beans.factory.annotation.Autowired;
import wales.rhannu.membership.Membership;

/** What a request saves at its end is what it found, or new. */
class BrowserSessionsIT extends Membership {

    @Autowired
    private MongoIndexedSessionRepository browserSessions;

    @Test
    void aBrowsersSessionThatWasRemovedStaysRemovedWhateverARequestUnderWaySaves() {
        MongoSession session = browserSessions.createSession();
        session.setAttribute("a", "1");
        browserSessions.save(session);
        session.setAttribute("a", "2");
        browserSessions.save(session);
        MongoSession ofARequest = found(session.getId());
        assertThat(ofARequest.<String>getAttribute("a")).isEqualTo("2");
        MongoSession changed = found(session.getId());
        String after = changed.changeSessionId();

        browserSessions.deleteById(session.getId());
        ofARequest.setAttribute("a", "3");
        browserSessions.save(ofARequest);
        assertThat(browserSessions.findById(session.getId())).isNull();
        browserSessions.save(changed);
        assertThat(browserSessions.findById(after)).isNull();
    }

    @Test
    void aBrowsersSessionThatGetsAnotherIdIsNotFoundUnderTheFirst() {
        MongoSession session = browserSessions.createSession();
        browserSessions.save(session);
        MongoSession changed = found(session.getId());
        String after = changed.changeSessionId();
        changed.setAttribute("a", "1");
        browserSessions.save(changed);
        changed.setAttribute("a", "2");
        browserSessions.save(changed);

        assertThat(found(after).<String>getAttribute("a")).isEqualTo("2");
        assertThat(browserSessions.findById(session.getId())).isNull();
    }

    private MongoSession found(String id) {
        return Objects.requireNonNull(browserSessions.findById(id));
    }
}
