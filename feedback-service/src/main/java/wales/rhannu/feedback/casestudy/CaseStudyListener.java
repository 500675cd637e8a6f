package wales.rhannu.feedback.casestudy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import wales.rhannu.starter.consume.Subscription;

/** Follows the topic of casestudy-service. */
@Configuration(proxyBeanMethods = false)
class CaseStudyListener {

    @Bean
    Subscription anonymousStudies(CaseStudies studies) {
        return new Subscription(CaseStudies.TOPIC, "case-studies", studies::read);
    }
}
