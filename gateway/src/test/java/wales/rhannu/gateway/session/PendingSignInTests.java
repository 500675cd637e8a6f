package wales.rhannu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PendingSignInTests {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/operations", "/operations?service=casestudy&after=YQ#jobs", "/c%C5%B5n"})
    void aPathOfOursIsGoneOnTo(String then) {
        assertThat(PendingSignIn.local(then)).isEqualTo(then);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "operations",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "https://evil.example/",
                "javascript:alert(1)",
                "/a\r\nSet-Cookie: x=y",
                "/a b",
                "/{x}",
                "/%zz"
            })
    void whatMightLeadElsewhereIsTheFrontPage(String then) {
        assertThat(PendingSignIn.local(then)).isEqualTo("/");
        assertThat(PendingSignIn.local("/" + "a".repeat(600))).isEqualTo("/");
    }

    @Test
    void onlyItsOwnStateAnswersIt() {
        PendingSignIn begun = PendingSignIn.to("/operations");
        assertThat(begun.isAnsweredBy(begun.state())).isTrue();
        assertThat(begun.isAnsweredBy(PendingSignIn.to("/operations").state())).isFalse();
        assertThat(begun.isAnsweredBy(null)).isFalse();
        assertThat(PendingSignIn.of(begun.text())).contains(begun);
    }
}
