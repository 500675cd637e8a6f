package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.authentication.ott.DefaultOneTimeToken;
import org.springframework.security.authentication.ott.OneTimeToken;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.mail.Mailer;
import wales.rhannu.membership.member.Mailbox;
import wales.rhannu.membership.member.Members;

/** Sign-in links that are asked for faster than they can be mailed. */
class LinkMailIT extends Membership {

    @Autowired
    private Members members;

    @Autowired
    private SignInLinks links;

    @Autowired
    private SignInCodes codes;

    @Autowired
    private SignInCounters counters;

    @Autowired
    private SignInLimits limits;

    @Autowired
    private Mailer mailer;

    @Autowired
    private Clock clock;

    private final SignInSettings settings = new SignInSettings(
            Duration.ofMinutes(15), 5, 3, Duration.ofMinutes(15), Duration.ofDays(30), Duration.ofHours(1));

    @AfterEach
    void mend() {
        MAIL_SERVER.back();
    }

    @Test
    void onlySoManyWaitAndWhoIsTooManyIsCounted() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LinkMail sending = sending(meters);
        MAIL_SERVER.silent();
        int before = MAIL_SERVER.turnedAway();

        for (int i = 0; i < 2; i++) {
            sending.send(link(address()));
        }
        // both of its threads wait for the mail server
        await().atMost(Duration.ofSeconds(90)).until(() -> MAIL_SERVER.turnedAway() >= before + 2);
        String asksAgain = address();
        for (int i = 0; i < 50; i++) {
            sending.send(link(i < 3 ? address() : asksAgain));
        }

        assertThat(meters.get("rhannu.sign.in.links.waiting").gauge().value()).isEqualTo(3);
        sending.send(new LinkMail.Request(links.make(address()), RandomSecret.random(), true));
        assertThat(counted(meters, "dropped")).isEqualTo(47);
        assertThat(links.waiting(mailbox(asksAgain))).isZero();

        // one who signed in before is behind nobody
        await().atMost(Duration.ofSeconds(90)).until(() -> MAIL_SERVER.turnedAway() >= before + 3);
        MAIL_SERVER.back();
        await().atMost(Duration.ofSeconds(90))
                .until(() -> meters.get("rhannu.sign.in.links.waiting").gauge().value() == 0);
        sending.destroy();
    }

    @Test
    void aLinkWhoseMailFailedCountsNoMore() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LinkMail sending = sending(meters);
        String address = address();
        MAIL_SERVER.away();
        for (int i = 0; i < 6; i++) {
            sending.send(link(address));
        }
        await().atMost(Duration.ofSeconds(90)).until(() -> links.waiting(mailbox(address)) == 0);

        MAIL_SERVER.back();
        sending.send(link(address));
        await().atMost(Duration.ofSeconds(90)).until(() -> counted(meters, "sent") == 1);
        assertThat(links.waiting(mailbox(address))).isEqualTo(1);
        sending.destroy();
    }

    @Test
    void aLinkWhoseMailMayHaveBeenTakenWorks() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LinkMail sending = sending(meters);
        String address = "unheard-" + address();
        sending.send(link(address));

        await().atMost(Duration.ofSeconds(90)).until(() -> counted(meters, "failed") == 1);
        sending.destroy();
        await().atMost(Duration.ofSeconds(90)).until(() -> MAILBOX.getReceivedMessagesForDomain(address).length == 1);
        String mailed = String.valueOf(MAILBOX.getReceivedMessagesForDomain(address)[0].getContent());
        String token = mailed.substring(mailed.indexOf("token=") + "token=".length())
                .lines()
                .findFirst()
                .orElseThrow()
                .strip();
        assertThat(links.use(token)).isNotNull();
    }

    @Test
    void aLinkThatWorksNoLongerIsNotMailed() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LinkMail sending = sending(meters);
        OneTimeToken over = new DefaultOneTimeToken("token", address(), clock.instant());
        sending.send(new LinkMail.Request(over, RandomSecret.random(), false));

        await().atMost(Duration.ofSeconds(90)).until(() -> counted(meters, "dropped") == 1);
        assertThat(counted(meters, "sent")).isZero();
        sending.destroy();
    }

    private LinkMail sending(SimpleMeterRegistry meters) {
        return new LinkMail(
                members, links, codes, counters, settings, limits, mailer, "http://localhost", clock, meters);
    }

    private LinkMail.Request link(String address) {
        return new LinkMail.Request(links.make(address), RandomSecret.random(), false);
    }

    private static String mailbox(String address) {
        return Mailbox.of(address).key();
    }

    private static double counted(SimpleMeterRegistry meters, String outcome) {
        return meters.counter("rhannu.sign.in.links", "outcome", outcome).count();
    }

    private static String address() {
        return "asks-" + UUID.randomUUID() + "@cardiff.gov.uk";
    }
}
