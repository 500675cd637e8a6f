package wales.rhannu.membership.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.http.converter.OAuth2ErrorHttpMessageConverter;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.web.Problems;

/**
 * What refuses at the endpoints of OpenID Connect, without a text of a library. Spring Authorization Server's filters take every
 * exception there for a bad request, and would tell its text: a database that is away is 503, as everywhere.
 */
@Component
class OAuthErrors {

    private final Problems problems;
    private final OAuth2ErrorHttpMessageConverter json = new OAuth2ErrorHttpMessageConverter();

    OAuthErrors(Problems problems) {
        this.problems = problems;
    }

    /** Rethrows an exception that is a fault and not a refusal, so that it is answered as a fault. */
    void keepCauses(List<AuthenticationProvider> providers) {
        providers.replaceAll(KeepingCause::new);
    }

    private record KeepingCause(AuthenticationProvider provider) implements AuthenticationProvider {

        @Override
        public @Nullable Authentication authenticate(Authentication authentication) {
            try {
                return provider.authenticate(authentication);
            } catch (AuthenticationException refusal) {
                throw refusal;
            } catch (RuntimeException e) {
                throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.SERVER_ERROR), e);
            }
        }

        @Override
        public boolean supports(Class<?> authentication) {
            return provider.supports(authentication);
        }
    }

    /** A client that did not say which it is, or proved it wrongly (RFC 6749, section 5.2). */
    void ofClient(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String code = failure instanceof OAuth2AuthenticationException
                ? refusal(failure).getErrorCode()
                : OAuth2ErrorCodes.INVALID_CLIENT;
        if (code.equals(OAuth2ErrorCodes.INVALID_CLIENT)) {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            response.setHeader("WWW-Authenticate", "Basic realm=\"rhannu\"");
        } else {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        }
        json.write(new OAuth2Error(code), null, new ServletServerHttpResponse(response));
    }

    /** OpenID Connect Core 1.0, section 5.3.3: as RFC 6750, section 3. */
    void ofUserInfo(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        OAuth2Error error = refusal(failure);
        int status =
                switch (error.getErrorCode()) {
                    case OAuth2ErrorCodes.INVALID_TOKEN -> HttpServletResponse.SC_UNAUTHORIZED;
                    case OAuth2ErrorCodes.INSUFFICIENT_SCOPE -> HttpServletResponse.SC_FORBIDDEN;
                    default -> HttpServletResponse.SC_BAD_REQUEST;
                };
        response.setStatus(status);
        response.setHeader("WWW-Authenticate", "Bearer error=\"" + error.getErrorCode() + "\"");
        json.write(new OAuth2Error(error.getErrorCode()), null, new ServletServerHttpResponse(response));
    }

    void ofLogout(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        OAuth2Error unused = refusal(failure);
        problems.write(request, response, HttpServletResponse.SC_BAD_REQUEST);
    }

    /** What was no refusal goes on to the container, which answers for it as for any failure. */
    private static OAuth2Error refusal(AuthenticationException failure) {
        if (failure instanceof OAuth2AuthenticationException refused) {
            if (refused.getCause() instanceof RuntimeException unexpected
                    && refused.getError().getErrorCode().equals(OAuth2ErrorCodes.SERVER_ERROR)) {
                throw unexpected;
            }
            return refused.getError();
        }
        return new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST);
    }
}
