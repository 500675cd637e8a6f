package wales.rhannu.events;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.HostCheck;

@EventsServiceTest
class HostIT {

    @Autowired
    ApplicationContext service;

    @Test
    void noAnswerSaysTheHostThatAClientMadeUp() {
        HostCheck.of(service).run();
    }
}
