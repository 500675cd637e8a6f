package wales.rhannu.gateway.session;

import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a page after a redirect says: carried in its address, sealed, so that no link of anybody's puts words on our pages. */
@Component
public class Notices {

    private final Seal seal;

    Notices(Sessions sessions) {
        this.seal = sessions.seal();
    }

    /** @param page what it is said on, and nowhere else */
    public String seal(String page, String text) {
        return seal.seal("notice on " + page, text);
    }

    /** Empty for what was not sealed for this page. */
    public Optional<String> open(String page, String sealed) {
        return seal.open("notice on " + page, sealed);
    }
}
