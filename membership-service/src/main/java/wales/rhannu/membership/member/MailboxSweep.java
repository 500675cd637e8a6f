package wales.rhannu.membership.member;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.sweep.Sweeps;

/** Sees to it that also those have their mailbox whom an older version of this service wrote, which knew none. */
@Component
class MailboxSweep {

    MailboxSweep(Members members, Sweeps sweeps, @Value("${rhannu.directory.sweep:10m}") Duration pause) {
        sweeps.every(pause, "mailboxes", members::completeMailboxes);
    }
}
