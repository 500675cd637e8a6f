package wales.rhannu.casestudy;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.OpenApiCheck;

@CaseStudyServiceTest
class OpenApiIT {

    @Autowired
    ApplicationContext service;

    @Test
    void theDocumentTellsAClientAllThatItNeeds() {
        OpenApiCheck.of(service).run();
    }
}
