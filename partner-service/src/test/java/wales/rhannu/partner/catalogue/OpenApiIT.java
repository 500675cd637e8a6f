package wales.rhannu.partner.catalogue;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.OpenApiCheck;
import wales.rhannu.starter.test.PlatformTest;

@PlatformTest(topics = "membership.members.internal")
class OpenApiIT {

    @Autowired
    ApplicationContext service;

    @Test
    void theDocumentTellsAClientAllThatItNeeds() {
        OpenApiCheck.of(service).run();
    }
}
