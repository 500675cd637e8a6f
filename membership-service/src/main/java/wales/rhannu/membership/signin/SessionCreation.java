package wales.rhannu.membership.signin;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.session.Sessions;

/** Creates a session after sign-in, and ends the one that the browser had before. */
@Component
class SessionCreation implements AuthenticationSuccessHandler {

    private static final String ATTRIBUTE = "rhannu.session";

    private final Sessions sessions;
    private final MemberAccess access;
    private final SignInRedirect redirect;

    SessionCreation(Sessions sessions, MemberAccess access, SignInRedirect redirect) {
        this.sessions = sessions;
        this.access = access;
        this.redirect = redirect;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws ServletException, IOException {
        String session = MemberAccess.sessionOf(authentication)
                .orElseThrow(() -> new IllegalStateException("Whoever signs in has a session"));
        HttpSession browser = request.getSession();
        if (browser.getAttribute(ATTRIBUTE) instanceof String before) {
            access.endReplaced(before);
        }
        browser.setAttribute(ATTRIBUTE, session);
        sessions.begin(session, authentication.getName(), request.getHeader("User-Agent"), browser.getId());
        redirect.onAuthenticationSuccess(request, response, authentication);
    }
}
