package wales.rhannu.membership.signin;

import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.session.Sessions;
import wales.rhannu.starter.sweep.Sweeps;

/** Completes the ending of sessions that was interrupted because a process died or the database was unavailable. */
@Component
class SessionSweep {

    SessionSweep(Sessions sessions, MemberAccess access, Sweeps sweeps) {
        sweeps.each(Duration.ofSeconds(30), "sessions", sessions::halfEnded, session -> access.end(List.of(session)));
    }
}
