package wales.rhannu.feedback.membership;

import java.util.List;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.consume.Subscription;

/** Follows the topics of membership-service. */
@Configuration(proxyBeanMethods = false)
class MembershipListener {

    @Bean
    Consumer<Message<?>> onMembership(Organisations organisations) {
        return organisations.model();
    }

    /** In a group of its own: the members' standing is followed by the starter. */
    @Bean
    Subscription whoLeaves(Members members, List<MembershipChanges> changes) {
        return new Subscription(Members.TOPIC, "members", message -> {
            ReceivedEvent event = ReceivedEvent.from(message);
            if (event.isTombstone()) {
                // before the sequence is remembered: what fails here is tried again
                changes.forEach(change -> change.memberErased(event.subject()));
            }
            members.model().accept(message);
        });
    }
}
