package wales.rhannu.quickstart.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextWithLinksTests {

    private static List<Object> links(String text) {
        return TextWithLinks.of(text).stream()
                .filter(piece -> Boolean.TRUE.equals(piece.get("link")))
                .map(piece -> piece.get("text"))
                .toList();
    }

    @Test
    void anAddressIsALinkWithoutTheEndOfItsSentence() {
        assertThat(links("Open http://localhost:8080/sign-in/link?token=aB-c_1. Or (https://x.wales/a), thank you"))
                .containsExactly("http://localhost:8080/sign-in/link?token=aB-c_1", "https://x.wales/a");
    }

    @Test
    void nothingElseIsALink() {
        assertThat(links("javascript:alert(1) ftp://x.wales data:text/html,x http://"))
                .isEmpty();
    }

    @Test
    void noTextIsLost() {
        String text = "one\nhttps://x.wales/a two ";
        assertThat(TextWithLinks.of(text).stream()
                        .map(piece -> String.valueOf(piece.get("text")))
                        .reduce("", String::concat))
                .isEqualTo(text);
    }
}
