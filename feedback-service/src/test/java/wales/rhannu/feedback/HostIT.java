package wales.rhannu.feedback;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.HostCheck;

@FeedbackServiceTest
class HostIT {

    @Autowired
    ApplicationContext service;

    @Test
    void noAnswerSaysTheHostThatAClientMadeUp() {
        HostCheck.of(service).run();
    }
}
