package wales.rhannu.membership.notification;

import java.util.List;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import wales.rhannu.membership.mail.MailQueue;
import wales.rhannu.membership.mail.MemberMail;
import wales.rhannu.membership.mail.Recipients;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.membership.program.Programs;
import wales.rhannu.membership.signin.MemberAccess;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.erasure.MemberErasure;

/** Consequences of joining and leaving, triggered by the events so that they certainly happen. */
@Configuration(proxyBeanMethods = false)
class MembersListener {

    private static final String JOINED = "wales.rhannu.membership.member-joined.v1";
    private static final String DISABLED = "wales.rhannu.membership.member-disabled.v1";

    @Bean
    Consumer<Message<?>> onMembers(MailQueue mails, MemberAccess access) {
        return message -> {
            ReceivedEvent event = ReceivedEvent.from(message);
            if (event.isTombstone()) {
                return;
            }
            if (event.type().equals(DISABLED)) {
                access.endSessionsOf(event.subject());
            } else if (event.type().equals(JOINED)) {
                mails.add(event, "welcome", List.of(welcome(event.subject())));
            }
        };
    }

    /** What there is of members besides themselves: a request that was let in before may write it after they have left. */
    @Bean
    MemberErasure memberErasure(MemberAccess access, MailQueue mails, Programs programs, Members members) {
        return member -> {
            access.endOf(member);
            mails.forget(member);
            programs.forget(member);
            // last: by their mailboxes the rest was found
            members.forgetMailboxesOf(member);
        };
    }

    @Bean
    Recipients recipients(Members members) {
        return id -> members.find(id).map(Member::email);
    }

    private static MemberMail welcome(String member) {
        return new MemberMail(
                member,
                "Croeso i Rhannu / Welcome to Rhannu",
                """
                Croeso! Rydych nawr yn aelod o'r gymuned ymarfer ar awtomeiddio a deallusrwydd artiffisial.
                Welcome! You are now a member of the community of practice on automation and AI.

                Gallwch ddileu eich cyfrif a'ch data ar unrhyw adeg.
                You can erase your account and your data at any time.
                """);
    }
}
