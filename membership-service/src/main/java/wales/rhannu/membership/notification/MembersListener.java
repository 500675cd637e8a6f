package wales.rhannu.membership.notification;

import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import wales.rhannu.membership.mail.Mail;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.membership.signin.Access;
import wales.rhannu.starter.consume.Inbox;
import wales.rhannu.starter.consume.ReceivedEvent;

/** What follows from a member's joining and leaving, certain to happen because it hangs on the event. */
@Configuration(proxyBeanMethods = false)
class MembersListener {

    private static final String JOINED = "wales.rhannu.membership.member-joined.v1";

    @Bean
    Consumer<Message<?>> onMembers(Inbox inbox, Members members, Mail mail, Access access) {
        return message -> {
            ReceivedEvent event = ReceivedEvent.from(message);
            if (event.isTombstone()) {
                access.endOf(event.subject());
            } else if (event.type().equals(JOINED)) {
                inbox.once(event, "welcome", joined -> members.find(joined.subject())
                        .ifPresent(member -> welcome(member, mail)));
            }
        };
    }

    private static void welcome(Member member, Mail mail) {
        mail.send(
                member.email(),
                "Croeso i Rhannu / Welcome to Rhannu",
                """
                Croeso! Rydych nawr yn aelod o'r gymuned ymarfer ar awtomeiddio a deallusrwydd artiffisial.
                Welcome! You are now a member of the community of practice on automation and AI.

                Gallwch ddileu eich cyfrif a'ch data ar unrhyw adeg.
                You can erase your account and your data at any time.
                """);
    }
}
