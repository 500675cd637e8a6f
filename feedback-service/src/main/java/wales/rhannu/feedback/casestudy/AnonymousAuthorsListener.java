package wales.rhannu.feedback.casestudy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import wales.rhannu.starter.consume.Subscription;

/** Consumes the internal topic with the authors of anonymous case studies, who are not named to readers. */
@Configuration(proxyBeanMethods = false)
class AnonymousAuthorsListener {

    @Bean
    Subscription anonymousAuthorsSubscription(AnonymousAuthors authors) {
        return new Subscription(AnonymousAuthors.TOPIC, "anonymous-authors", authors.model());
    }
}
