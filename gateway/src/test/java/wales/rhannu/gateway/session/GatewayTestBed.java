package wales.rhannu.gateway.session;

import org.junit.jupiter.api.AfterEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import wales.rhannu.gateway.PlatformStub;

/** A gateway, and behind it a provider and services that answer as a test says. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.profiles.active=test",
            "rhannu.limits.burst=10000",
            "rhannu.web-client.secret=" + GatewayTestBed.SECRET
        })
abstract class GatewayTestBed {

    static final String SECRET = "a secret of tests: 100 % long enough";
    static final PlatformStub platform = new PlatformStub();

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("rhannu.services.membership", platform::address);
        registry.add("rhannu.services.casestudy", platform::address);
    }

    @AfterEach
    void asOrdinary() {
        platform.instead.clear();
        platform.asked.clear();
        platform.refused.clear();
        platform.ended.clear();
        platform.renewals.set(0);
    }

    static String last() {
        return platform.asked.get(platform.asked.size() - 1);
    }
}
