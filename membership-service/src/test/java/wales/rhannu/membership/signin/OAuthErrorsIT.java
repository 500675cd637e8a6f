package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import wales.rhannu.membership.Membership;

/** What the endpoints of OpenID Connect say of a refusal, and of what is none. */
class OAuthErrorsIT extends Membership {

    @Autowired
    private OAuthErrors errors;

    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/userinfo");
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void aRefusalIsToldWithoutTextsOfALibrary() throws Exception {
        errors.ofUserInfo(
                request,
                response,
                failureOf(new OAuth2AuthenticationException(
                        new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "java.util.List is not allowed", null))));
        assertThat(response.getStatus()).isEqualTo(401);
        assertThat(response.getHeader("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(response.getContentAsString()).contains("invalid_token").doesNotContain("java");
    }

    @Test
    void whatIsNoRefusalGoesOnToTheContainer() {
        RuntimeException away = new IllegalStateException("the database is away");
        AuthenticationException failure = failureOf(away);
        assertThatThrownBy(() -> errors.ofUserInfo(request, response, failure)).isSameAs(away);
        assertThatThrownBy(() -> errors.ofLogout(request, response, failure)).isSameAs(away);
    }

    private AuthenticationException failureOf(RuntimeException thrown) {
        List<AuthenticationProvider> providers = new ArrayList<>(List.of(new AuthenticationProvider() {

            @Override
            public Authentication authenticate(Authentication authentication) {
                throw thrown;
            }

            @Override
            public boolean supports(Class<?> authentication) {
                return true;
            }
        }));
        errors.keepCauses(providers);
        try {
            providers.get(0).authenticate(new TestingAuthenticationToken("somebody", "secret"));
        } catch (AuthenticationException e) {
            return e;
        }
        throw new AssertionError("It let something in");
    }
}
