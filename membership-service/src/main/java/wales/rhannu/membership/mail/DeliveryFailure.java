package wales.rhannu.membership.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailParseException;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.MailSendException;

/** Why an e-mail was not delivered, which decides what happens next. */
public enum DeliveryFailure {

    /** The mail server accepts no mail at the moment: it is unavailable, does not answer, or refuses our login. */
    SERVER_AWAY,

    /** The mail server does not take this e-mail now, but may later (4xx, or an address that a rule of its own refuses). */
    FOR_NOW,

    /** The mail server rejected this e-mail permanently (5xx), or it is invalid. */
    FOR_GOOD;

    private static final int CLOSING = 421;
    private static final int FIRST_REFUSING = 400;
    private static final Set<Integer> NOT_LET_IN = Set.of(530, 534, 535, 538);

    /** A rule of the server refuses (RFC 3463): that it relays for nobody, say, which is no fault of the address. */
    private static final Pattern BY_POLICY = Pattern.compile("5\\d\\d[ -]5\\.7\\.\\d+.*", Pattern.DOTALL);

    static DeliveryFailure of(MailException failure) {
        if (failure instanceof MailParseException || failure instanceof MailPreparationException) {
            return FOR_GOOD;
        }
        List<Throwable> all = all(failure);
        for (Throwable each : all) {
            if (each instanceof SMTPAddressFailedException refused) {
                DeliveryFailure why = of(refused.getReturnCode());
                return why == FOR_GOOD && isByPolicy(refused) ? FOR_NOW : why;
            }
            if (each instanceof AddressException) {
                return FOR_GOOD;
            }
        }
        for (Throwable each : all) {
            if (each instanceof SMTPSendFailedException refused && !isOfSender(refused)) {
                return of(refused.getReturnCode());
            }
        }
        // no answer, or one that every e-mail would get: that the sender may not send, say
        return SERVER_AWAY;
    }

    /**
     * Whether it is certain that the mail server did not take the e-mail: it could not be reached, it refused, or the
     * connection ended before the whole e-mail was sent. Otherwise it may have taken it, as when its answer does not come in
     * time: the exception does not say what it was to answer.
     */
    public static boolean isCertain(MailException failure) {
        if (!(failure instanceof MailSendException several)) {
            return true;
        }
        // a connection that was not made is the failure of the whole and of each e-mail; one that was not closed of the
        // whole
        Throwable cause = several.getCause();
        if (cause != null && List.of(several.getMessageExceptions()).contains(cause)) {
            return true;
        }
        return all(failure).stream().anyMatch(DeliveryFailure::saysNotTaken);
    }

    /** Whether the server refused the e-mail, or the connection ended before the server was told that it is whole. */
    private static boolean saysNotTaken(Throwable failure) {
        return failure instanceof AddressException
                || failure instanceof SMTPAddressFailedException
                || failure instanceof SMTPSendFailedException lost
                        && (lost.getReturnCode() >= FIRST_REFUSING || isOfSender(lost) || isOfData(lost));
    }

    private static boolean isOfData(SMTPSendFailedException refused) {
        return "DATA".equals(refused.getCommand());
    }

    /** A wrong setting makes the server refuse every address, so mails are kept until an operator has corrected it. */
    private static boolean isByPolicy(SMTPAddressFailedException refused) {
        return BY_POLICY.matcher(String.valueOf(refused.getMessage())).matches();
    }

    private static boolean isOfSender(SMTPSendFailedException refused) {
        String command = refused.getCommand();
        return command != null && command.startsWith("MAIL");
    }

    private static DeliveryFailure of(int code) {
        if (code == CLOSING || NOT_LET_IN.contains(code)) {
            return SERVER_AWAY;
        }
        return code >= 500 ? FOR_GOOD : code >= 400 ? FOR_NOW : SERVER_AWAY;
    }

    /** Searches all chains of causes: exceptions of mail libraries link them in three ways. */
    private static List<Throwable> all(Throwable failure) {
        List<Throwable> found = new ArrayList<>();
        collect(failure, found, Collections.newSetFromMap(new IdentityHashMap<>()));
        return found;
    }

    private static void collect(Throwable failure, List<Throwable> found, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return;
        }
        found.add(failure);
        if (failure.getCause() != null) {
            collect(failure.getCause(), found, seen);
        }
        if (failure instanceof MessagingException messaging && messaging.getNextException() != null) {
            collect(messaging.getNextException(), found, seen);
        }
        if (failure instanceof MailSendException several) {
            for (Exception each : several.getMessageExceptions()) {
                collect(each, found, seen);
            }
        }
    }
}
