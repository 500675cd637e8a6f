package wales.rhannu.membership.signin;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;

/** Redirects people after sign-in to the page that they wanted, after a choice of their organisation if necessary. */
@Component
class SignInRedirect extends SavedRequestAwareAuthenticationSuccessHandler {

    private final Members members;

    SignInRedirect(Members members) {
        this.members = members;
        setDefaultTargetUrl(SignInConfiguration.PAGE + "/done");
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws ServletException, IOException {
        Member member = members.get(authentication.getName());
        if (member.organisation() == null
                && !members.possibleOrganisations(member).isEmpty()) {
            response.sendRedirect(SignInConfiguration.PAGE + "/organisation");
            return;
        }
        super.onAuthenticationSuccess(request, response, authentication);
    }
}
