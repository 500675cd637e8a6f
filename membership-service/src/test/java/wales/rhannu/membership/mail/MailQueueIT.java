package wales.rhannu.membership.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMailUtil;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.BasicQuery;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.consume.Inbox;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.TestTopics;

/** What becomes of the e-mails that events cause. */
class MailQueueIT extends Membership {

    private static final String SUBJECT = "A test of e-mails";

    @Autowired
    private Members members;

    @Autowired
    private MailQueue queue;

    @Autowired
    private MongoTemplate mongo;

    @Autowired
    private Inbox inbox;

    @Autowired
    private MeterRegistry meters;

    @AfterEach
    void mend() {
        MAIL_SERVER.back();
    }

    private Member member(String kind) {
        return members.joined(kind + "-" + UUID.randomUUID() + "@cardiff.gov.uk")
                .orElseThrow();
    }

    private static ReceivedEvent event() {
        String id = UUID.randomUUID().toString();
        return new ReceivedEvent(
                "tests.things",
                0,
                0,
                id + "-1",
                "/test",
                "wales.rhannu.tests.thing-done.v1",
                id,
                Instant.now(),
                "x",
                1,
                null,
                null,
                null);
    }

    private static MemberMail letter(Member to) {
        return new MemberMail(to.id(), SUBJECT, "Bore da");
    }

    private static long received(Member by) {
        return Arrays.stream(MAILBOX.getReceivedMessages())
                .filter(message -> isTo(message, by.email()))
                .count();
    }

    private static boolean isTo(MimeMessage message, String address) {
        try {
            return SUBJECT.equals(message.getSubject())
                    && GreenMailUtil.getAddressList(message.getAllRecipients()).equals(address);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitMail(Member to) {
        await().atMost(Duration.ofSeconds(120)).until(() -> received(to) > 0);
    }

    private @Nullable Document stored(ReceivedEvent event, Member to) {
        return mongo.findById(event.id() + "/test/" + to.id(), Document.class, MailQueue.COLLECTION);
    }

    private double outcome(String outcome) {
        return meters.counter("rhannu.mails", "outcome", outcome).count();
    }

    @Test
    void aMailServerThatIsAwayIsWaitedForAndEachIsToldOnce() {
        Member one = member("one");
        Member other = member("other");
        MAIL_SERVER.away();
        int before = MAIL_SERVER.turnedAway();

        ReceivedEvent event = event();
        queue.add(event, "test", List.of(letter(one), letter(other)));
        queue.add(event, "test", List.of(letter(one), letter(other)));
        await().atMost(Duration.ofSeconds(120)).until(() -> MAIL_SERVER.turnedAway() > before + 1);
        MAIL_SERVER.back();

        awaitMail(one);
        awaitMail(other);
        assertThat(received(one)).isEqualTo(1);
        assertThat(received(other)).isEqualTo(1);
    }

    @Test
    void whatIsToldIsForgottenButForItsId() {
        Member one = member("one");
        ReceivedEvent event = event();
        queue.add(event, "test", List.of(letter(one)));
        awaitMail(one);

        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(stored(event, one)).containsOnlyKeys("_id", "done"));
    }

    @Test
    void anAddressThatIsRefusedForGoodKeepsNobodyWaiting() {
        Member gone = member("gone");
        Member one = member("one");
        double refused = outcome("refused");

        ReceivedEvent event = event();
        queue.add(event, "test", List.of(letter(gone), letter(one)));
        awaitMail(one);

        await().atMost(Duration.ofSeconds(90)).until(() -> outcome("refused") > refused);
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(stored(event, gone)).containsOnlyKeys("_id", "done"));
    }

    @Test
    void anAddressThatIsRefusedForNowIsTriedLater() {
        Member full = member("full");
        Member one = member("one");

        ReceivedEvent event = event();
        queue.add(event, "test", List.of(letter(full), letter(one)));
        awaitMail(one);

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            Document waits = Objects.requireNonNull(stored(event, full));
            assertThat(waits.getInteger("tries")).isEqualTo(1);
            assertThat(waits.getDate("due")).isAfter(Date.from(Instant.now().plusSeconds(30)));
        });
        queue.forget(full.id());
    }

    @Test
    void whatWasClaimedByAProcessThatDiedIsSentByAnother() {
        Member one = member("one");
        mongo.insert(
                new Document("_id", UUID.randomUUID().toString())
                        .append("member", one.id())
                        .append("subject", SUBJECT)
                        .append("text", "Bore da")
                        .append("since", new Date())
                        .append("due", Date.from(Instant.now().plusSeconds(2)))
                        .append("tries", 1),
                MailQueue.COLLECTION);

        awaitMail(one);
        assertThat(received(one)).isEqualTo(1);
    }

    @Test
    void anEventThatTellsTwoThousandIsStoredAtOnceAndADeliveryMoreTellsNobodyTwice() {
        Member one = member("one");
        ReceivedEvent event = event();
        List<MemberMail> letters = Stream.concat(
                        IntStream.range(0, 2_000).mapToObj(i -> new MemberMail("nobody-" + i, SUBJECT, "Bore da")),
                        Stream.of(letter(one)))
                .toList();
        MAIL_SERVER.away();

        long begun = System.nanoTime();
        queue.add(event, "test", letters);
        // no matter how slow the mail server is; max.poll.interval.ms are five minutes
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(2));
        // as it would be had the process died before it could remember that it stored them
        mongo.remove(new BasicQuery(new Document("_id", new Document("$regex", event.id()))), "inbox");
        MAIL_SERVER.back();
        awaitMail(one);
        queue.add(event, "test", letters);

        await().atMost(Duration.ofSeconds(120)).until(() -> queue.waiting() == 0);
        assertThat(received(one)).isEqualTo(1);
    }

    @Test
    void whoLeavesIsToldNothingMore() {
        Member leaving = member("leaving");
        String id = UUID.randomUUID().toString();
        mongo.insert(
                new Document("_id", id)
                        .append("member", leaving.id())
                        .append("due", Date.from(Instant.now().plusSeconds(3_600))),
                MailQueue.COLLECTION);

        TestTopics.publish(
                "membership.members.internal",
                "wales.rhannu.membership.member-erased.v1",
                leaving.id(),
                System.currentTimeMillis() * 2,
                null);

        await().atMost(Duration.ofSeconds(120))
                .until(() -> mongo.findById(id, Document.class, MailQueue.COLLECTION) == null);
    }

    @Test
    void whatCouldNotBeSentForAMonthIsGivenUp() {
        MailQueue queue = new MailQueue(mongo, inbox, Clock.systemUTC(), 1, Duration.ofDays(7));
        List<String> ids = new ArrayList<>();
        for (int days : List.of(29, 31)) {
            ids.add(UUID.randomUUID().toString());
            mongo.insert(
                    new Document("_id", ids.get(ids.size() - 1))
                            .append("due", Date.from(Instant.now().plusSeconds(3_600)))
                            .append("since", Date.from(Instant.now().minus(Duration.ofDays(days)))),
                    MailQueue.COLLECTION);
        }
        try {
            assertThat(queue.forgetOld()).isEqualTo(1);
            assertThat(mongo.findById(ids.get(0), Document.class, MailQueue.COLLECTION))
                    .isNotNull();
            assertThat(mongo.findById(ids.get(1), Document.class, MailQueue.COLLECTION))
                    .isNull();
        } finally {
            mongo.remove(new Document("_id", ids.get(0)), MailQueue.COLLECTION);
        }
    }

    @Test
    void whereTooManyWaitTheEventWaitsToo() {
        MailQueue full = new MailQueue(mongo, inbox, Clock.systemUTC(), 1, Duration.ofDays(7));
        String waiting = UUID.randomUUID().toString();
        mongo.insert(
                new Document("_id", waiting)
                        .append("due", Date.from(Instant.now().plusSeconds(3_600))),
                MailQueue.COLLECTION);
        try {
            assertThatThrownBy(() -> full.add(event(), "test", List.of(letter(member("one")))))
                    .isInstanceOfSatisfying(DomainException.class, it -> assertThat(it.kind())
                            .isEqualTo(DomainException.Kind.UNAVAILABLE));
        } finally {
            mongo.remove(new Document("_id", waiting), MailQueue.COLLECTION);
        }
    }
}
