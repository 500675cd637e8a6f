package wales.rhannu.casestudy;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.HostCheck;

@CaseStudyServiceTest
class HostIT {

    @Autowired
    ApplicationContext service;

    @Test
    void noAnswerSaysTheHostThatAClientMadeUp() {
        HostCheck.of(service).run();
    }
}
