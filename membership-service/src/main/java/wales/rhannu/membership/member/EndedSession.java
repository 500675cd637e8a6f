package wales.rhannu.membership.member;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A session of which no token is taken any more.
 *
 * @param session {@code sid} of its tokens
 * @param until by then the last of its tokens has expired
 */
record EndedSession(String session, Instant until) {

    /** Past that those go that count for the shortest time: each was begun with a mailed link, so it takes an effort. */
    private static final int MOST = 200;

    /** Those of before that still count, and more. */
    static List<EndedSession> more(
            Collection<EndedSession> before, Collection<String> more, Instant until, Instant now) {
        return Stream.concat(
                        before.stream().filter(each -> each.until().isAfter(now)),
                        more.stream().map(each -> new EndedSession(each, until)))
                .sorted(Comparator.comparing(EndedSession::until).reversed())
                .limit(MOST)
                .toList();
    }
}
