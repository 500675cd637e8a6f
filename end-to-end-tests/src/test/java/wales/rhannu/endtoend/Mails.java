package wales.rhannu.endtoend;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import wales.rhannu.testplatform.Platform;

/** What the platform mailed to somebody, read as a mail program reads it. */
final class Mails {

    private Mails() {}

    static int count(Platform platform, String address) {
        return of(platform, address).size();
    }

    /** The texts, oldest first. */
    static List<String> of(Platform platform, String address) {
        try (Store store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect("127.0.0.1", platform.imapPort(), address, address);
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                List<String> texts = new ArrayList<>();
                for (Message message : inbox.getMessages()) {
                    texts.add(text(message));
                }
                return texts;
            }
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("The mails of " + address + " cannot be read", e);
        }
    }

    private static String text(Part part) throws MessagingException, IOException {
        Object content = part.getContent();
        if (content instanceof Multipart parts) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < parts.getCount(); i++) {
                all.append(text(parts.getBodyPart(i))).append('\n');
            }
            return all.toString();
        }
        return String.valueOf(content);
    }
}
