package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlFormTests {

    private static final URI PAGE = URI.create("http://localhost:8080/sign-in?continue=1");

    @Test
    void hiddenFieldsAreSentAsTheyAre() {
        HtmlForm form = HtmlForm.on(
                        PAGE,
                        """
                <form action="/language" method="get"><input name="lang" value="cy"></form>
                <form method="post" action="/sign-in/link">
                  <input type="hidden" name="_csrf" value="a&amp;b&quot;c"/>
                  <input type='email' name='email'>
                  <button>Go on</button>
                </form>
                """)
                .with("email", "author@demo.rhannu.example");
        assertThat(form.action()).isEqualTo(URI.create("http://localhost:8080/sign-in/link"));
        assertThat(form.fields())
                .containsExactly(Map.entry("_csrf", "a&b\"c"), Map.entry("email", "author@demo.rhannu.example"));
    }

    @Test
    void aFormWithoutAnActionGoesToItsOwnPage() {
        assertThat(HtmlForm.on(PAGE, "<form method=post-not-quoted></form><form method=\"POST\"></form>")
                        .action())
                .isEqualTo(PAGE);
    }

    @Test
    void aPageWithoutAFormIsTroubleInOneLine() {
        assertThatThrownBy(() -> HtmlForm.on(PAGE, "<p>Nothing here</p>"))
                .isInstanceOf(CommandException.class)
                .hasMessage("The page /sign-in has no form to fill in");
    }

    @Test
    void fieldsAreEncodedForTheWire() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("email", "a+b@demo.rhannu.example");
        fields.put("name", "Siân & co");
        assertThat(HtmlForm.encode(fields)).isEqualTo("email=a%2Bb%40demo.rhannu.example&name=Si%C3%A2n+%26+co");
    }
}
