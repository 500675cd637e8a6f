package wales.rhannu.feedback.casestudy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import wales.rhannu.starter.consume.TopicSubscription;

/** Consumes the internal topic with the authors of anonymous case studies, who are not named to readers. */
@Configuration(proxyBeanMethods = false)
class AnonymousAuthorsListener {

    @Bean
    TopicSubscription anonymousAuthorsSubscription(AnonymousAuthors authors) {
        return new TopicSubscription(AnonymousAuthors.TOPIC, "anonymous-authors", authors.model());
    }
}
