package wales.rhannu.starter.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.consume.TopicSubscription;

/** A service whose broker is away: what it would read is given to it by hand. */
class MemberErasureIT {

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class ServiceWithoutPeople {}

    @Configuration(proxyBeanMethods = false)
    static class People {

        @Bean
        Queue<String> erased() {
            return new ConcurrentLinkedQueue<>();
        }

        @Bean
        MemberErasure erasure(Queue<String> erased) {
            return erased::add;
        }
    }

    private static ConfigurableApplicationContext service(Class<?>... sources) {
        String database = "erasing" + UUID.randomUUID().toString().substring(0, 8);
        return new SpringApplicationBuilder(sources)
                .run(
                        "--spring.application.name=erasing-service",
                        "--rhannu.service=erasing",
                        "--server.port=0",
                        "--spring.mongodb.uri=" + Engines.mongoUri(database),
                        "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "--logging.level.org.apache.kafka=OFF",
                        "--rhannu.security.standing=false",
                        "--rhannu.erasure.again-after=500ms");
    }

    @Test
    @SuppressWarnings("unchecked")
    void aServiceReadsWhoWasErasedAndErasesThemTwice() {
        try (ConfigurableApplicationContext service = service(ServiceWithoutPeople.class, People.class)) {
            TopicSubscription members = service.getBean(TopicSubscription.class);
            assertThat(members.topic()).isEqualTo("membership.members.internal");
            assertThat(members.group()).isEqualTo("erasure");

            members.consumer().accept(ErasuresIT.tombstone("lowri"));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> service.getBean(MongoTemplate.class)
                                    .getCollection(Erasures.COLLECTION)
                                    .countDocuments()
                            == 0);
            assertThat((Queue<String>) service.getBean("erased")).containsExactly("lowri", "lowri");
        }
    }

    @Test
    void aServiceWithNobodyToEraseReadsNothing() {
        try (ConfigurableApplicationContext service = service(ServiceWithoutPeople.class)) {
            assertThat(service.getBeansOfType(TopicSubscription.class)).isEmpty();
        }
    }
}
