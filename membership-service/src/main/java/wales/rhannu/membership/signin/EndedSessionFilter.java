package wales.rhannu.membership.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;
import wales.rhannu.membership.session.Sessions;

/** Signs a browser out here once its session has ended, whatever its HTTP session says. */
final class EndedSessionFilter extends OncePerRequestFilter {

    private final Sessions sessions;

    EndedSessionFilter(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication signedIn = SecurityContextHolder.getContext().getAuthentication();
        if (signedIn != null
                && MemberAccess.sessionOf(signedIn).flatMap(sessions::find).isEmpty()) {
            HttpSession browser = request.getSession(false);
            if (browser != null) {
                browser.removeAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
            }
            SecurityContextHolder.clearContext();
        }
        chain.doFilter(request, response);
    }
}
