package wales.rhannu.quickstart.mailbox;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The texts and attachments of a mail. */
class MailContent {

    /** Anybody on this machine can send a mail; one with a thousand nested parts must not end the launcher. */
    private static final int MAX_DEPTH = 10;

    private static final int MAX_PARTS = 100;
    private static final int MAX_HEADER = 500;

    /** A file that came with a mail. */
    record Attachment(String name, byte[] content) {}

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private final List<Attachment> attachments = new ArrayList<>();
    private final String sender;
    private boolean readable = true;
    private int parts;

    private MailContent(byte[] source) {
        String from = "";
        try {
            MimeMessage message = parse(source);
            String header = message.getHeader("From", ", ");
            from = header == null ? "" : decoded(header);
            add(message, 0);
        } catch (MessagingException | IOException | RuntimeException e) {
            readable = false;
        }
        sender = from;
    }

    static MailContent of(ReceivedMail mail) {
        return new MailContent(mail.source());
    }

    /** Empty when there is none. */
    static String subject(byte[] source) {
        try {
            String header = parse(source).getHeader("Subject", " ");
            return header == null ? "" : decoded(header);
        } catch (MessagingException | RuntimeException e) {
            return "";
        }
    }

    private static MimeMessage parse(byte[] source) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(source));
    }

    private static String decoded(String header) {
        String unfolded = MimeUtility.unfold(header);
        try {
            unfolded = MimeUtility.decodeText(unfolded);
        } catch (IOException e) {
            // it cannot be decoded: it is shown as it is
        }
        String text = unfolded.strip();
        return text.length() > MAX_HEADER ? text.substring(0, MAX_HEADER) + "…" : text;
    }

    private void add(Part part, int depth) throws MessagingException, IOException {
        if (depth > MAX_DEPTH || ++parts > MAX_PARTS) {
            readable = false;
            return;
        }
        String file = part.getFileName();
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart inner = multipart.getBodyPart(i);
                add(inner, depth + 1);
            }
        } else if (file != null || Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
            attachments.add(new Attachment(file == null ? "" : decoded(file), bytes(part)));
        } else if (part.isMimeType("text/plain")) {
            append(text, part);
        } else if (part.isMimeType("text/html")) {
            append(html, part);
        } else {
            attachments.add(new Attachment("", bytes(part)));
        }
    }

    private static void append(StringBuilder texts, Part part) throws MessagingException, IOException {
        if (!texts.isEmpty()) {
            texts.append('\n');
        }
        texts.append(new String(bytes(part), charset(part)).replace("\r\n", "\n"));
    }

    private static byte[] bytes(Part part) throws MessagingException, IOException {
        try (InputStream content = part.getInputStream()) {
            return content.readAllBytes();
        }
    }

    /** The charset that the mail names, or UTF-8 if it names none or one that Java does not know. */
    private static Charset charset(Part part) {
        try {
            String name = new jakarta.mail.internet.ContentType(part.getContentType()).getParameter("charset");
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
        } catch (MessagingException | IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /** As the mail's header says. */
    String sender() {
        return sender;
    }

    @Nullable
    String text() {
        return text.isEmpty() ? null : text.toString();
    }

    @Nullable
    String html() {
        return html.isEmpty() ? null : html.toString();
    }

    List<Attachment> attachments() {
        return List.copyOf(attachments);
    }

    /** Whether all of the mail could be read; the source page shows the rest. */
    boolean isReadable() {
        return readable;
    }
}
