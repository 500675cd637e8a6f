package wales.rhannu.casestudy.study;

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
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyServiceTest;
import wales.rhannu.starter.Ids;

@CaseStudyServiceTest
@TestPropertySource(properties = "rhannu.demo=true")
@DirtiesContext
class DemoStudiesIT {

    @LocalServerPort
    int port;

    @Autowired
    DemoStudies demo;

    @Autowired
    JsonMapper json;

    @Test
    void eachIsPublishedOnceAndComplete() throws Exception {
        Api api = new Api(port);
        demo.run(new DefaultApplicationArguments());

        for (DemoStudies.Demo each : DemoStudies.all(json)) {
            Api.Answer answer = api.study(Ids.derived("demo-case-study", each.name()), null);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.etag()).isEqualTo("\"2\"");
            JsonNode study = answer.json();
            assertThat(study.path("gaps")).isEmpty();
            StudyBounds.mustHold(study);
        }
        // a search answers 503 while the index is being filled
        Api.Answer found = await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> api.search("kind=automation&outcome=failure&q=chatbot", null),
                        answer -> answer.status() == 200);
        assertThat(found.json().path("total").intValue()).isEqualTo(1);
    }
}
