package wales.rhannu.starter.erasure;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.consume.TopicSubscription;
import wales.rhannu.starter.sweep.Sweeps;

/** The erasure of members, in services that have something to erase. */
@AutoConfiguration(
        afterName = {
            "wales.rhannu.starter.outbox.OutboxAutoConfiguration",
            "wales.rhannu.starter.sweep.SweepAutoConfiguration"
        })
@ConditionalOnBean(MemberErasure.class)
@EnableConfigurationProperties(ErasureSettings.class)
class ErasureAutoConfiguration {

    @Bean
    Erasures memberErasures(
            List<MemberErasure> erasures,
            MongoTemplate mongo,
            ErasureSettings settings,
            Clock clock,
            Sweeps sweeps,
            MeterRegistry meters) {
        Erasures all = new Erasures(erasures, mongo, settings.againAfter(), clock, meters);
        sweeps.each(settings.pause(), "member-erasure", all::due, all::eraseAgain);
        return all;
    }

    /** In a separate consumer group, so that an erasure that waits does not delay updates of members' standing. */
    @Bean
    TopicSubscription memberErasureSubscription(Erasures memberErasures) {
        return new TopicSubscription(Erasures.TOPIC, "erasure", memberErasures::read);
    }
}
