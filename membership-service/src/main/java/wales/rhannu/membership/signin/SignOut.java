package wales.rhannu.membership.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.oidc.web.authentication.OidcLogoutAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.stereotype.Component;

/** Sign-out at the gateway or here ends the session everywhere. */
@Component
class SignOut {

    private final Authorizations authorizations;
    private final MemberAccess access;
    private final LogoutHandler browser = new SecurityContextLogoutHandler();

    SignOut(Authorizations authorizations, MemberAccess access) {
        this.authorizations = authorizations;
        this.access = access;
    }

    /**
     * A client has its refresh token revoked, with all that was given in the same session (RFC 7009, section 2.1). One that is not
     * known is revoked already.
     */
    void byHandle(HttpServletRequest request, HttpServletResponse response, Authentication revocation) {
        String token = ((OAuth2TokenRevocationAuthenticationToken) revocation).getToken();
        OAuth2Authorization revoked = authorizations.findByToken(token, OAuth2TokenType.REFRESH_TOKEN);
        if (revoked != null) {
            MemberAccess.sessionOf(revoked.getAttribute(Principal.class.getName()))
                    .ifPresent(access::end);
        }
        response.setStatus(HttpServletResponse.SC_OK);
    }

    /** A browser comes with an ID token (OpenID Connect RP-Initiated Logout 1.0, section 2). */
    OidcLogoutAuthenticationSuccessHandler byIdToken() {
        OidcLogoutAuthenticationSuccessHandler handler = new OidcLogoutAuthenticationSuccessHandler();
        handler.setLogoutHandler(this::endInThisBrowser);
        return handler;
    }

    private void endInThisBrowser(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication logout) {
        if (logout instanceof OidcLogoutAuthenticationToken token && token.isPrincipalAuthenticated()) {
            Authentication signedIn = (Authentication) token.getPrincipal();
            MemberAccess.sessionOf(signedIn).ifPresent(access::end);
            browser.logout(request, response, signedIn);
        }
    }
}
