package wales.rhannu.feedback.casestudy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import wales.rhannu.starter.consume.Subscription;

/** Follows the topic of casestudy-service that names whom we do not name. */
@Configuration(proxyBeanMethods = false)
class AnonymousAuthorsListener {

    @Bean
    Subscription anonymousAuthorsSubscription(AnonymousAuthors authors) {
        return new Subscription(AnonymousAuthors.TOPIC, "anonymous-authors", authors.model());
    }
}
