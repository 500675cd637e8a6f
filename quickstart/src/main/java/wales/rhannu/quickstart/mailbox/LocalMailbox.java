package wales.rhannu.quickstart.mailbox;

import java.io.IOException;
import java.time.Clock;

/** The mail that the platform sends: taken by SMTP, shown on a page, both on loopback only, and kept until this is closed. */
public final class LocalMailbox implements AutoCloseable {

    private final SmtpReceiver receiver;
    private final MailboxServer server;

    private LocalMailbox(SmtpReceiver receiver, MailboxServer server) {
        this.receiver = receiver;
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param signIn a page of the platform that asks for a sign-in, which an empty mailbox leads to
     */
    public static LocalMailbox start(int smtpPort, int httpPort, String signIn) throws IOException {
        return start(smtpPort, httpPort, signIn, new MailStore(MailStore.MAILS, MailStore.BYTES, Clock.systemUTC()));
    }

    static LocalMailbox start(int smtpPort, int httpPort, String signIn, MailStore mails) throws IOException {
        MailboxServer server = new MailboxServer(httpPort, new MailboxPages(mails, signIn), new MailboxApi(mails));
        SmtpReceiver receiver = new SmtpReceiver(smtpPort, mails);
        server.start();
        receiver.start();
        return new LocalMailbox(receiver, server);
    }

    @Override
    public void close() {
        receiver.close();
        server.close();
    }
}
