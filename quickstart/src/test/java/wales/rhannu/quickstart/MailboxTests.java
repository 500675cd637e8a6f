package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MailboxTests {

    @Test
    void aPersonReadsWhatCameSince() throws Exception {
        int smtp = freePort();
        int imap = freePort();
        try (Mailbox mailbox = Mailbox.start(smtp, imap)) {
            assertThat(mailbox).isNotNull();
            assertThat(Mailbox.count("mair@demo.rhannu.example", imap)).isZero();
            send(smtp, "mair@demo.rhannu.example", "the first");
            send(smtp, "mair@demo.rhannu.example", "yr ail: ŵ");
            send(smtp, "aled@demo.rhannu.example", "not for Mair");
            assertThat(Mailbox.count("mair@demo.rhannu.example", imap)).isEqualTo(2);
            assertThat(Mailbox.read("mair@demo.rhannu.example", 1, imap))
                    .singleElement()
                    .asString()
                    .contains("yr ail: ŵ");
        }
    }

    @Test
    void aMailboxThatIsNotThereIsTroubleInOneLine() throws IOException {
        int port = freePort();
        assertThatThrownBy(() -> Mailbox.count("mair@demo.rhannu.example", port))
                .isInstanceOf(Trouble.class)
                .hasMessageStartingWith("The mailbox does not answer");
    }

    private static void send(int port, String to, String text) throws Exception {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(port));
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("rhannu@localhost");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject("Rhannu");
        message.setText(text, "UTF-8");
        Transport.send(message);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
