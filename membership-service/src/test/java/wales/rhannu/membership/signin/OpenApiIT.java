package wales.rhannu.membership.signin;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import wales.rhannu.membership.Membership;
import wales.rhannu.starter.test.OpenApiCheck;

class OpenApiIT extends Membership {

    @Autowired
    ApplicationContext service;

    @Test
    void theDocumentTellsAClientAllThatItNeeds() {
        OpenApiCheck.of(service).run();
    }
}
