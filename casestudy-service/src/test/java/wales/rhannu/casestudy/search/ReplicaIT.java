package wales.rhannu.casestudy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.casestudy.Api.AUTHOR;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyApplication;
import wales.rhannu.casestudy.CaseStudyServiceTest;

@CaseStudyServiceTest
class ReplicaIT {

    @LocalServerPort
    int port;

    @Autowired
    Environment environment;

    Api api = new Api(0);

    @BeforeEach
    void begin() {
        api = new Api(port);
    }

    private ConfigurableApplicationContext replica() {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0"));
        for (String name : List.of(
                "spring.mongodb.uri",
                "spring.kafka.bootstrap-servers",
                "rhannu.security.issuer",
                "rhannu.security.audience",
                "rhannu.security.jwks-uri")) {
            arguments.add("--" + name + "=" + environment.getRequiredProperty(name));
        }
        return new SpringApplicationBuilder(CaseStudyApplication.class).run(arguments.toArray(String[]::new));
    }

    private static long total(Api at, String word) {
        return at.search("q=" + word, null).json().path("total").longValue();
    }

    @Test
    void anotherInstanceFindsWhatThereWasAndWhatIsWrittenElsewhereSince() {
        String before = Api.unique();
        String since = Api.unique();
        api.published(Api.complete(before));
        try (ConfigurableApplicationContext replica = replica()) {
            Api other = new Api(replica.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            assertThat(total(other, before)).isEqualTo(1);
            assertThat(replica.getBean(HealthEndpoint.class).healthForPath("readiness"))
                    .extracting(HealthDescriptor::getStatus)
                    .isEqualTo(Status.UP);

            String id = api.published(Api.complete(since));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(total(other, since)).isEqualTo(1));
            api.act(id, "archival", AUTHOR);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(total(other, since)).isZero());
        }
    }
}
