package wales.rhannu.quickstart.mailbox;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The newest mails, in memory; when it is full, the oldest are removed. */
class MailStore {

    /** With the largest mail added, this is still a fraction of the launcher's heap. */
    static final int MAILS = 1_000;

    static final long BYTES = 16L << 20;

    private final int maxMails;
    private final long maxBytes;
    private final Clock clock;
    private final Deque<ReceivedMail> mails = new ArrayDeque<>();
    private long bytes;
    private long lastId;

    MailStore(int maxMails, long maxBytes, Clock clock) {
        this.maxMails = maxMails;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    void add(String from, List<String> to, byte[] source) {
        String subject = MailContent.subject(source);
        List<String> recipients =
                to.stream().map(ReceivedMail::normalised).distinct().toList();
        synchronized (this) {
            mails.addLast(new ReceivedMail(++lastId, clock.instant(), from, recipients, subject, source));
            bytes += source.length;
            while (mails.size() > maxMails || bytes > maxBytes) {
                bytes -= mails.removeFirst().source().length;
            }
        }
    }

    /** The id of the newest mail that ever came, zero before the first. */
    synchronized long lastId() {
        return lastId;
    }

    synchronized Optional<ReceivedMail> find(long id) {
        return mails.stream().filter(mail -> mail.id() == id).findFirst();
    }

    /** The newest first. */
    synchronized List<ReceivedMail> newest(Predicate<ReceivedMail> wanted, int limit) {
        return select(mails.descendingIterator(), wanted, limit);
    }

    /** The oldest first. */
    synchronized List<ReceivedMail> oldest(Predicate<ReceivedMail> wanted, int limit) {
        return select(mails.iterator(), wanted, limit);
    }

    private static List<ReceivedMail> select(Iterator<ReceivedMail> mails, Predicate<ReceivedMail> wanted, int limit) {
        Stream<ReceivedMail> stream = StreamSupport.stream(((Iterable<ReceivedMail>) () -> mails).spliterator(), false);
        return stream.filter(wanted).limit(limit).toList();
    }
}
