package wales.rhannu.quickstart.mailbox;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A mail as it was received.
 *
 * @param id larger than that of every mail before it
 * @param from the sender that SMTP named, who may differ from the one in the text
 * @param to the recipients that SMTP named, in lower case
 * @param source the whole mail, byte by byte
 */
record ReceivedMail(long id, Instant received, String from, List<String> to, String subject, byte[] source) {

    boolean isTo(String address) {
        return to.contains(normalised(address));
    }

    /** Whether an address or the subject contains these words, ignoring case. */
    boolean matches(String words) {
        String wanted = words.toLowerCase(Locale.ROOT).strip();
        return wanted.isEmpty()
                || to.stream().anyMatch(address -> address.contains(wanted))
                || normalised(from).contains(wanted)
                || subject.toLowerCase(Locale.ROOT).contains(wanted);
    }

    static String normalised(String address) {
        return address.strip().toLowerCase(Locale.ROOT);
    }
}
