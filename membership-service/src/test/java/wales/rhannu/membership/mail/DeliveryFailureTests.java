package wales.rhannu.membership.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Against a mail server that answers one command as told. */
class DeliveryFailureTests {

    private static final Map<String, String> ANSWERS = Map.of(
            "EHLO",
            "250 test",
            "MAIL",
            "250 ok",
            "RCPT",
            "250 ok",
            "DATA",
            "354 go on",
            "QUIT",
            "221 bye",
            "RSET",
            "250 ok");

    private static MailException sending(String to, String command, String answer) {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> serve(server, command, answer));
            serving.setDaemon(true);
            serving.start();
            return sending(to, server.getLocalPort(), answer.equals("hangs") ? 1 : 60);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param patience for each answer, in seconds */
    private static MailException sending(String to, int port, int patience) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(port);
        Properties properties = new Properties();
        properties.put("mail.smtp.timeout", Integer.toString(1_000 * patience));
        sender.setJavaMailProperties(properties);
        return catchThrowableOfType(
                MailException.class, () -> new Mailer(sender, "rhannu@localhost").send(to, "Bore da", "Bore da"));
    }

    private static void serve(ServerSocket server, String command, String answer) {
        try (Socket client = server.accept();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            say(client, command.equals("greeting") ? answer : "220 test");
            boolean data = false;
            String line = lines.readLine();
            while (line != null) {
                String verb = line.length() < 4 ? line : line.substring(0, 4);
                if (data) {
                    if (line.equals(".")) {
                        data = false;
                        say(client, command.equals("end") ? answer : "250 taken");
                    }
                } else {
                    String said = verb.equals(command) ? answer : ANSWERS.getOrDefault(verb, "500 what?");
                    say(client, said);
                    data = said.startsWith("354");
                }
                line = lines.readLine();
            }
        } catch (IOException e) {
            // the client has left
        }
    }

    private static void say(Socket client, String line) throws IOException {
        if (line.equals("hangs")) {
            return;
        }
        if (line.equals("breaks")) {
            throw new IOException("told to");
        }
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 no such mailbox, FOR_GOOD",
        "RCPT, 553 5.1.3 no address, FOR_GOOD",
        "RCPT, 554 5.7.1 relay access denied, FOR_NOW",
        "RCPT, 550 5.7.1 relaying denied, FOR_NOW",
        "RCPT, 530 5.7.0 authentication required, SERVER_AWAY",
        "RCPT, 450 4.2.0 greylisted, FOR_NOW",
        "RCPT, 452 4.2.2 full, FOR_NOW",
        "RCPT, 421 4.3.2 closing, SERVER_AWAY",
        "end, 554 5.7.1 spam, FOR_GOOD",
        "end, 451 4.3.0 local error, FOR_NOW",
        "MAIL, 530 5.7.0 authentication required, SERVER_AWAY",
        "MAIL, 550 5.7.1 this sender may not, SERVER_AWAY",
        "MAIL, 451 4.3.0 not now, SERVER_AWAY",
        "greeting, 421 4.3.2 closing, SERVER_AWAY",
        "greeting, 554 5.3.2 no service, SERVER_AWAY"
    })
    void whatTheServerAnswersDecides(String command, String answer, DeliveryFailure expected) {
        assertThat(DeliveryFailure.of(sending("one@example.org", command, answer)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "greeting, hangs, true",
        "greeting, 554 5.3.2 no service, true",
        "MAIL, 530 5.7.0 authentication required, true",
        "MAIL, breaks, true",
        "RCPT, 550 5.1.1 no such mailbox, true",
        "RCPT, 452 4.2.2 full, true",
        "RCPT, breaks, true",
        "DATA, 451 4.3.0 local error, true",
        "DATA, breaks, true",
        "end, 554 5.7.1 spam, true",
        "end, 451 4.3.0 local error, true",
        "end, breaks, false",
        "end, hangs, false",
        "QUIT, hangs, false"
    })
    void onlyTheEndOfAnEmailLeavesItOpenWhetherItWasTaken(String command, String answer, boolean certain) {
        assertThat(DeliveryFailure.isCertain(sending("one@example.org", command, answer)))
                .isEqualTo(certain);
    }

    @Test
    void aServerThatIsNotThereIsAway() {
        MailException failure = sending("one@example.org", 1, 60);
        assertThat(DeliveryFailure.of(failure)).isEqualTo(DeliveryFailure.SERVER_AWAY);
        assertThat(DeliveryFailure.isCertain(failure)).isTrue();
    }

    @Test
    void whatIsNoAddressIsRefusedForGood() {
        MailException failure = sending("one@@example org", 1, 60);
        assertThat(DeliveryFailure.of(failure)).isEqualTo(DeliveryFailure.FOR_GOOD);
        assertThat(DeliveryFailure.isCertain(failure)).isTrue();
    }
}
