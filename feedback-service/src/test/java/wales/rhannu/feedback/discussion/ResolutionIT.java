package wales.rhannu.feedback.discussion;

import static org.assertj.core.api.Assertions.assertThat;
import static wales.rhannu.feedback.Api.FACILITATOR;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.starter.test.TestApi.Answer;

@FeedbackServiceTest
class ResolutionIT {

    private static final String HIDE = "{\"decision\": \"hide\"}";

    @LocalServerPort
    int port;

    @Test
    void ofAnotherVersionOfTheReportLeavesThePostAsItIs() {
        Api api = new Api(port);
        String topic = "/topics/" + api.topic(Api.somebody(), "public", "Pa un?");
        Answer report = api.post(topic + "/reports", Api.somebody(), "{\"reason\": \"Sbam\"}");
        String resolution = "/reports/" + report.must(201).id() + "/resolution";

        api.post(resolution, FACILITATOR, HIDE, "If-Match", "\"9\"").must(412);
        assertThat(api.get(topic, null).must(200).text("visibility")).isEqualTo("shown");

        api.post(resolution, FACILITATOR, HIDE, "If-Match", "\"1\"").must(200);
        assertThat(api.get(topic, null).must(200).text("visibility")).isEqualTo("hidden");
    }
}
