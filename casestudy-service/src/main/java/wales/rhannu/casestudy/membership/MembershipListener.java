package wales.rhannu.casestudy.membership;

import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import wales.rhannu.starter.consume.ReceivedEvent;

/** Follows the topics of membership-service. */
@Configuration(proxyBeanMethods = false)
class MembershipListener {

    /** Studies carry their organisation's name, so a new name goes to them too; a redelivery tells them again. */
    @Bean
    Consumer<Message<?>> onMembership(Organisations organisations, MembershipChangeListener changes) {
        return message -> {
            organisations.model().accept(message);
            ReceivedEvent event = ReceivedEvent.from(message);
            organisations.nameOf(event.subject()).ifPresent(name -> changes.organisationNamed(event.subject(), name));
        };
    }
}
