package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.mail.Mail;
import wales.rhannu.membership.member.Members;

/** Sign-in links that are asked for faster than they can be mailed. */
class LinkMailIT extends Membership {

    @Autowired
    private Members members;

    @Autowired
    private SignInLinks links;

    @Autowired
    private Mail mail;

    @AfterEach
    void mend() {
        MAIL_SERVER.back();
    }

    @Test
    void onlySoManyWaitAndWhoIsTooManyIsCounted() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        SignInSettings settings = new SignInSettings(Duration.ofMinutes(15), 5, 3, Duration.ofMinutes(15));
        LinkMail sending = new LinkMail(members, links, settings, mail, "http://localhost", meters);
        MAIL_SERVER.silent();
        int before = MAIL_SERVER.turnedAway();

        for (int i = 0; i < 2; i++) {
            sending.send(address(), "token");
        }
        // both of its threads wait for the mail server
        await().atMost(Duration.ofSeconds(20)).until(() -> MAIL_SERVER.turnedAway() >= before + 2);
        for (int i = 0; i < 50; i++) {
            sending.send(address(), "token");
        }

        assertThat(meters.get("rhannu.sign.in.links.waiting").gauge().value()).isEqualTo(3);
        assertThat(meters.get("rhannu.sign.in.links")
                        .tag("outcome", "dropped")
                        .counter()
                        .count())
                .isEqualTo(47);

        MAIL_SERVER.back();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> meters.get("rhannu.sign.in.links.waiting").gauge().value() == 0);
        sending.destroy();
    }

    private static String address() {
        return "asks-" + UUID.randomUUID() + "@cardiff.gov.uk";
    }
}
