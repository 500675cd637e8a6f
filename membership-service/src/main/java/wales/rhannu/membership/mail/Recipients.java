package wales.rhannu.membership.mail;

import java.util.Optional;

/** Where members get their e-mail. */
@FunctionalInterface
public interface Recipients {

    /** A member's address; empty for one who has left. */
    Optional<String> addressOf(String member);
}
