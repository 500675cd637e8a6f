package wales.rhannu.membership.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which links a browser asked for, so that a link that somebody else passes on signs nobody in. */
@Component
class AskedFor {

    private static final String ATTRIBUTE = "rhannu.links";
    private static final int MOST = 10;

    void remember(HttpServletRequest request, String token) {
        HttpSession session = request.getSession(true);
        List<String> links = new ArrayList<>(links(session));
        links.add(Digest.of(token));
        session.setAttribute(ATTRIBUTE, new ArrayList<>(links.subList(Math.max(0, links.size() - MOST), links.size())));
    }

    boolean isBy(HttpServletRequest request, @Nullable String token) {
        HttpSession session = request.getSession(false);
        return session != null && token != null && links(session).contains(Digest.of(token));
    }

    @SuppressWarnings("unchecked")
    private static List<String> links(HttpSession session) {
        Object links = session.getAttribute(ATTRIBUTE);
        return links instanceof List<?> list ? (List<String>) list : List.of();
    }
}
