package wales.rhannu.quickstart.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailContentTests {

    private static MailContent of(String... lines) {
        byte[] source = String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8);
        return MailContent.of(new ReceivedMail(1, Instant.EPOCH, "", List.of(), "", source));
    }

    @Test
    void bothBodiesAreFoundAndAFileIsAFile() {
        MailContent content = of(
                "From: =?UTF-8?Q?Si=C3=A2n?= <sian@conwy.example>",
                "Content-Type: multipart/mixed; boundary=a",
                "",
                "--a",
                "Content-Type: multipart/alternative; boundary=b",
                "",
                "--b",
                "Content-Type: text/plain; charset=UTF-8",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "d=C5=B5r",
                "--b",
                "Content-Type: text/html; charset=UTF-8",
                "",
                "<p>dŵr</p>",
                "--b--",
                "--a",
                "Content-Type: text/calendar; charset=UTF-8",
                "Content-Disposition: attachment; filename=meetup.ics",
                "",
                "BEGIN:VCALENDAR",
                "--a--");
        assertThat(content.sender()).isEqualTo("Siân <sian@conwy.example>");
        assertThat(content.text()).isEqualTo("dŵr");
        assertThat(content.html()).isEqualTo("<p>dŵr</p>");
        assertThat(content.attachments())
                .extracting(MailContent.Attachment::name, file -> new String(file.content(), StandardCharsets.UTF_8))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("meetup.ics", "BEGIN:VCALENDAR"));
        assertThat(content.isReadable()).isTrue();
    }

    @Test
    void aCharacterSetThatThereIsNoneOfIsReadAsUtf8() {
        assertThat(of("Content-Type: text/plain; charset=nonsense", "", "dŵr").text())
                .isEqualTo("dŵr");
    }

    @Test
    void aThousandPartsInsideEachOtherAreNotFollowed() {
        StringBuilder source = new StringBuilder();
        for (int depth = 0; depth < 1_000; depth++) {
            source.append("Content-Type: multipart/mixed; boundary=b")
                    .append(depth)
                    .append("\r\n\r\n--b")
                    .append(depth)
                    .append("\r\n");
        }
        assertThat(of(source.toString()).isReadable()).isFalse();
    }

    @Test
    void aMailOfAThousandPartsIsShownInPart() {
        String part = "--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n";
        MailContent content = of("Content-Type: multipart/mixed; boundary=b", "", part.repeat(1_000) + "--b--");
        assertThat(content.isReadable()).isFalse();
        assertThat(content.text()).startsWith("text\n");
    }

    @Test
    void whatIsNoMailHasNoSubjectAndIsNoFailure() {
        byte[] noise = {0, -1, 13, 10, 58, 58, 7};
        assertThat(MailContent.subject(noise)).isEmpty();
        assertThat(of("Content-Type: multipart/mixed", "", "no boundary").isReadable())
                .isFalse();
    }

    @Test
    void aSubjectIsDecodedAndOfBoundedLength() {
        assertThat(MailContent.subject("Subject: =?UTF-8?B?xbVwcw==?=\r\n\r\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("ŵps");
        String endless = "Subject: " + "x".repeat(100_000) + "\r\n\r\n";
        assertThat(MailContent.subject(endless.getBytes(StandardCharsets.UTF_8)))
                .hasSizeLessThan(1_000);
    }
}
