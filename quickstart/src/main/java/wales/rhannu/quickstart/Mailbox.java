package wales.rhannu.quickstart;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The mail of the demo people: a server on loopback that takes everything and gives it to everybody on this machine. */
class Mailbox implements AutoCloseable {

    private final GreenMail server;

    private Mailbox(GreenMail server) {
        this.server = server;
    }

    static Mailbox start(int smtpPort, int imapPort) {
        ServerSetup[] setup = {
            new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(imapPort, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
        };
        GreenMail server =
                new GreenMail(setup).withConfiguration(new GreenMailConfiguration().withDisabledAuthentication());
        server.start();
        return new Mailbox(server);
    }

    @Override
    public void close() {
        server.stop();
    }

    /** How many mails a person has. */
    static int count(String address, int imapPort) {
        return open(address, imapPort, Folder::getMessageCount);
    }

    /** The texts of a person's mails but the first ones, oldest first, read as a mail program reads them. */
    static List<String> read(String address, int but, int imapPort) {
        return open(address, imapPort, inbox -> {
            List<String> texts = new ArrayList<>();
            for (int number = but + 1; number <= inbox.getMessageCount(); number++) {
                texts.add(text(inbox.getMessage(number)));
            }
            return texts;
        });
    }

    private interface Reading<T> {
        T of(Folder inbox) throws MessagingException, IOException;
    }

    private static <T> T open(String address, int imapPort, Reading<T> reading) {
        Properties properties = new Properties();
        properties.put("mail.imap.connectiontimeout", "5000");
        properties.put("mail.imap.timeout", "5000");
        try (Store store = Session.getInstance(properties).getStore("imap")) {
            store.connect("127.0.0.1", imapPort, address, address);
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                return reading.of(inbox);
            }
        } catch (MessagingException | IOException e) {
            throw new Trouble("The mailbox does not answer: is Rhannu running? (" + e.getMessage() + ")");
        }
    }

    private static String text(Part part) throws MessagingException, IOException {
        Object content = part.getContent();
        if (content instanceof Multipart multipart) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < multipart.getCount(); i++) {
                all.append(text(multipart.getBodyPart(i))).append('\n');
            }
            return all.toString();
        }
        return String.valueOf(content);
    }
}
