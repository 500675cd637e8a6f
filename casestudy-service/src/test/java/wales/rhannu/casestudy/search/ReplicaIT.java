package wales.rhannu.casestudy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.casestudy.Api.AUTHOR;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
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

    /** What whoever sends it requests asks, without a token. */
    private static int readiness(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void anotherInstanceFindsWhatThereWasAndWhatIsWrittenElsewhereSince() throws Exception {
        String before = Api.unique();
        String since = Api.unique();
        api.published(Api.complete(before));
        try (ConfigurableApplicationContext replica = replica()) {
            int there = replica.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            Api other = new Api(there);
            assertThat(total(other, before)).isEqualTo(1);
            assertThat(readiness(there)).isEqualTo(200);

            String id = api.published(Api.complete(since));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(total(other, since)).isEqualTo(1));
            api.act(id, "archival", AUTHOR);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(total(other, since)).isZero());
        }
    }
}
