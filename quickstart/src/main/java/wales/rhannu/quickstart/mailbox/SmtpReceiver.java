package wales.rhannu.quickstart.mailbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.internal.server.Command;
import org.subethamail.smtp.internal.server.HelpMessage;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/** Accepts every mail that arrives by SMTP, whoever its recipient is. */
class SmtpReceiver implements AutoCloseable {

    /** The largest mail that is kept. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_CONNECTIONS = 20;
    private static final int MAX_RECIPIENTS = 100;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final SMTPServer server;

    SmtpReceiver(int port, MailStore mails) {
        server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                // a look-up of this machine's name may take seconds
                .hostName("localhost")
                .softwareName("Rhannu")
                .insertReceivedHeaders(false)
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeoutMs(TIMEOUT_MILLIS)
                .maxRecipients(MAX_RECIPIENTS)
                .maxMessageSize(MAX_BYTES)
                .messageHandlerFactory((MessageContext context) -> new Receiving(mails))
                .build();
        server.getCommandHandler().addCommand(new HttpPost());
    }

    void start() {
        server.start();
    }

    @Override
    public void close() {
        server.stop();
    }

    /**
     * Refuses HTTP: a page of another site can make a browser post a form to this port, and its lines would be read as SMTP
     * commands.
     */
    private static class HttpPost implements Command {

        @Override
        public void execute(String line, Session session) throws DropConnectionException {
            throw new DropConnectionException("This takes mail and is no web server");
        }

        @Override
        public HelpMessage getHelp() {
            return new HelpMessage(getName(), "Ends the connection");
        }

        @Override
        public String getName() {
            return "POST";
        }
    }

    /** A mail that is being received. */
    private static class Receiving implements MessageHandler {

        private final MailStore mails;
        private final List<String> to = new ArrayList<>();
        private String from = "";

        Receiving(MailStore mails) {
            this.mails = mails;
        }

        @Override
        public void from(String address) {
            from = address;
        }

        @Override
        public void recipient(String address) {
            to.add(address);
        }

        @Override
        public @Nullable String data(InputStream data) throws IOException, RejectException {
            ByteArrayOutputStream source = new ByteArrayOutputStream();
            byte[] buffer = new byte[8_192];
            long total = 0;
            for (int read = data.read(buffer); read >= 0; read = data.read(buffer)) {
                total += read;
                if (total <= MAX_BYTES) {
                    source.write(buffer, 0, read);
                } else if (total > 16L * MAX_BYTES) {
                    throw new DropConnectionException(552, "The mail is too large");
                }
            }
            // refused only at the end of the data, because a client reads no answer while it sends
            if (total > MAX_BYTES) {
                throw new RejectException(552, "The mail is larger than " + MAX_BYTES + " bytes");
            }
            mails.add(from, to, source.toByteArray());
            return null;
        }

        @Override
        public void done() {}
    }
}
