package wales.rhannu.events.membership;

import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import wales.rhannu.starter.consume.TopicSubscription;

/** Follows the topics of membership-service. */
@Configuration(proxyBeanMethods = false)
class MembershipListener {

    @Bean
    Consumer<Message<?>> onMembership(MemberDirectory people) {
        return people.organisations();
    }

    /** In a group of its own: the members' standing is followed by the starter. */
    @Bean
    TopicSubscription members(MemberDirectory people) {
        return new TopicSubscription("membership.members.internal", "members", people.members());
    }
}
