package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class SignInTests {

    @Test
    void theLinkIsFoundInAMail() {
        assertThat(SignIn.link("Croeso\n\n  http://localhost:8080/sign-in/link?token=aB-c_1\n\nWelcome"))
                .contains(URI.create("http://localhost:8080/sign-in/link?token=aB-c_1"));
        assertThat(SignIn.link("<a href=\"https://x.wales/sign-in/link?token=aB&amp;lang=cy\">go</a>"))
                .contains(URI.create("https://x.wales/sign-in/link?token=aB&lang=cy"));
    }

    @Test
    void aMailWithoutALinkIsPassedOver() {
        assertThat(SignIn.link("Welcome to http://localhost:8080/members")).isEmpty();
    }

    @Test
    void theCodeIsReadOffTheWayBack() {
        assertThat(SignIn.query("http://127.0.0.1:8765/callback?code=a%2Bb&state=s"))
                .containsEntry("code", "a+b")
                .containsEntry("state", "s");
        assertThat(SignIn.query("http://127.0.0.1:8765/callback")).isEmpty();
    }

    @Test
    void theChallengeIsThatOfRfc7636() {
        assertThat(SignIn.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    @Test
    void demoPeopleHaveShortNames() {
        assertThat(SignIn.address("org-admin")).isEqualTo("org-admin@demo.rhannu.example");
        assertThat(SignIn.address("sian@conwy.example")).isEqualTo("sian@conwy.example");
        assertThatThrownBy(() -> SignIn.address("nobody")).hasMessageContaining("facilitator, author, organiser");
    }
}
