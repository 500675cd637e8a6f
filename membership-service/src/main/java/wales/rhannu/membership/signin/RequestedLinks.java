package wales.rhannu.membership.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which links a browser asked for, so that a link or a code that somebody else passes on signs nobody in. The browser also
 * gets a secret, which the hashes of its codes are made with: from what the database holds nobody finds the six digits.
 */
@Component
class RequestedLinks {

    private static final String ATTRIBUTE = "rhannu.links";
    private static final String COOKIE = "rhannu-sign-in-code";
    private static final int MOST = 10;

    private final SignInSettings settings;

    RequestedLinks(SignInSettings settings) {
        this.settings = settings;
    }

    /** Remembers a link as this browser's, and gives the secret for its code. */
    String remember(HttpServletRequest request, HttpServletResponse response, String token) {
        HttpSession session = request.getSession(true);
        List<String> links = new ArrayList<>(links(session));
        links.add(SecretHash.of(token));
        session.setAttribute(ATTRIBUTE, new ArrayList<>(links.subList(Math.max(0, links.size() - MOST), links.size())));
        String secret = RandomSecret.in(request, COOKIE).orElseGet(RandomSecret::random);
        RandomSecret.give(request, response, COOKIE, secret, settings.link());
        return secret;
    }

    boolean isBy(HttpServletRequest request, @Nullable String token) {
        return token != null && links(request.getSession(false)).contains(SecretHash.of(token));
    }

    /** The hashes of the links that this browser asked for, the newest first. */
    List<String> newestFirst(HttpServletRequest request) {
        List<String> links = new ArrayList<>(links(request.getSession(false)));
        Collections.reverse(links);
        return links;
    }

    /** The secret for codes; empty where the browser has none. */
    String secret(HttpServletRequest request) {
        return RandomSecret.in(request, COOKIE).orElse("");
    }

    @SuppressWarnings("unchecked")
    private static List<String> links(@Nullable HttpSession session) {
        Object links = session == null ? null : session.getAttribute(ATTRIBUTE);
        return links instanceof List<?> list ? (List<String>) list : List.of();
    }
}
