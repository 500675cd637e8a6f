package wales.rhannu.events.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.events.Api;
import wales.rhannu.events.EventsServiceTest;

@EventsServiceTest
@TestPropertySource(properties = "rhannu.demo=true")
@DirtiesContext
class DemoMeetupsIT {

    @LocalServerPort
    int port;

    @Autowired
    DemoMeetups demo;

    @Autowired
    JsonMapper json;

    @Test
    void eachIsThereOnceAndComplete() throws Exception {
        Api api = new Api(port);
        demo.run(new DefaultApplicationArguments());
        for (DemoMeetups.Demo each : DemoMeetups.all(json)) {
            if (each.rrule() != null) {
                JsonNode series = await().atMost(Duration.ofSeconds(90))
                        .until(
                                () -> api.get("/meetup-series/" + each.id(), null)
                                        .must(200)
                                        .json(),
                                it -> it.path("settled").booleanValue());
                assertThat(series.path("meetups")).hasSize(6);
                assertThat(series.path("status").stringValue()).isEqualTo("published");
            } else {
                Api.Answer answer = api.meetup(each.id(), null).must(200);
                boolean held = each.afterwards() != null;
                assertThat(answer.text("status")).isEqualTo(held ? "held" : "published");
                assertThat(answer.json().has("recordingUrl")).isEqualTo(held);
                assertThat(answer.etag()).isEqualTo(held ? "\"3\"" : "\"2\"");
            }
        }
    }
}
