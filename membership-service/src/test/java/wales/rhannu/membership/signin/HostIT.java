package wales.rhannu.membership.signin;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.membership.Membership;
import wales.rhannu.starter.test.HostCheck;

class HostIT extends Membership {

    @Autowired
    ApplicationContext service;

    @Test
    void noAnswerSaysTheHostThatAClientMadeUp() {
        HostCheck.of(service)
                .also(
                        "GET /.well-known/openid-configuration",
                        "GET /.well-known/oauth-authorization-server",
                        "GET /oauth2/authorize?response_type=code&client_id=rhannu-cli&scope=openid&state=s"
                                + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fcallback&code_challenge_method=S256"
                                + "&code_challenge=" + SignInSteps.challenge(),
                        "GET /oauth2/jwks",
                        "POST /oauth2/token",
                        "POST /oauth2/introspect",
                        "GET /userinfo",
                        "GET /connect/logout",
                        "GET /sign-in",
                        "POST /sign-in",
                        "GET /sign-in/organisation",
                        "GET /sign-in/link?token=nothing",
                        "POST /sign-in/link",
                        "POST /logout")
                .run();
    }
}
