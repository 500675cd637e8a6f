package wales.rhannu.partner.catalogue;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.HostCheck;
import wales.rhannu.starter.test.PlatformTest;

@PlatformTest(topics = "membership.members.internal")
class HostIT {

    @Autowired
    ApplicationContext service;

    @Test
    void noAnswerSaysTheHostThatAClientMadeUp() {
        HostCheck.of(service).run();
    }
}
