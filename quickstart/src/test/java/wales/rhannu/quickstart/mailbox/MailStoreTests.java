package wales.rhannu.quickstart.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailStoreTests {

    private static final int LARGE = 10_000;

    private static byte[] mail(String subject, int length) {
        String head = "Subject: " + subject + "\r\n\r\n";
        return (head + "x".repeat(length - head.length())).getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> subjects(List<ReceivedMail> mails) {
        return mails.stream().map(ReceivedMail::subject).toList();
    }

    @Test
    void theOldestMakeRoomForTheNewest() {
        MailStore mails = new MailStore(2, Long.MAX_VALUE, Clock.systemUTC());
        for (String subject : List.of("one", "two", "three")) {
            mails.add("rhannu@localhost", List.of("mair@conwy.example"), mail(subject, 100));
        }
        assertThat(subjects(mails.newest(mail -> true, 10))).containsExactly("three", "two");
        assertThat(mails.find(1)).isEmpty();
        assertThat(mails.lastId()).isEqualTo(3);
    }

    @Test
    void manyLargeMailsMakeRoomToo() {
        MailStore mails = new MailStore(100, 3L * LARGE, Clock.systemUTC());
        for (int number = 1; number <= 10; number++) {
            mails.add("rhannu@localhost", List.of("mair@conwy.example"), mail("number " + number, LARGE));
        }
        assertThat(subjects(mails.oldest(mail -> true, 100))).containsExactly("number 8", "number 9", "number 10");
    }

    @Test
    void aMailIsFoundByAnyOfItsAddressesAndByItsSubject() {
        MailStore mails = new MailStore(10, LARGE, Clock.systemUTC());
        mails.add("rhannu@localhost", List.of("Mair@Conwy.example", "aled@conwy.example"), mail("Welcome", 100));
        ReceivedMail mail = mails.newest(any -> true, 1).get(0);
        assertThat(mail.to()).containsExactly("mair@conwy.example", "aled@conwy.example");
        assertThat(mail.isTo("MAIR@conwy.example")).isTrue();
        assertThat(mail.isTo("conwy.example")).isFalse();
        assertThat(List.of("ALED", "welc", "localhost", " ")).allMatch(mail::matches);
        assertThat(mail.matches("gwynedd")).isFalse();
    }
}
