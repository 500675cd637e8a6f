package wales.rhannu.feedback.membership;

import java.util.List;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import wales.rhannu.starter.consume.TopicSubscription;
import wales.rhannu.starter.erasure.MemberErasure;

/** Follows the topics of membership-service. */
@Configuration(proxyBeanMethods = false)
class MembershipListener {

    @Bean
    Consumer<Message<?>> onMembership(Organisations organisations) {
        return organisations.model();
    }

    /** In a group of its own: the members' standing is followed by the starter. */
    @Bean
    TopicSubscription membersSubscription(Members members) {
        return new TopicSubscription(Members.TOPIC, "members", members.model());
    }

    @Bean
    MemberErasure memberErasure(List<MembershipChangeListener> changes) {
        return member -> changes.forEach(change -> change.memberErased(member));
    }
}
