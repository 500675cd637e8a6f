package wales.rhannu.gateway.session;

import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Messages for the page after a redirect. They are sealed into its address, so that nobody can make a link that shows another
 * text.
 */
@Component
public class FlashMessages {

    private final Seal seal;

    FlashMessages(SessionCookies sessions) {
        this.seal = sessions.seal();
    }

    /** @param page what it is said on, and nowhere else */
    public String seal(String page, String text) {
        return seal.seal("notice on " + page, text);
    }

    /** The message; empty if it was not sealed for this page. */
    public Optional<String> open(String page, String sealed) {
        return seal.open("notice on " + page, sealed);
    }
}
