package wales.rhannu.starter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class ServiceDefaultsTests {

    private static final String FORMAT = "logging.structured.format.console";

    private static MockEnvironment defaults(MockEnvironment environment) {
        new ServiceDefaults().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }

    @Test
    void logsAreReadByMachines() {
        assertThat(defaults(new MockEnvironment()).getProperty(FORMAT)).isEqualTo("ecs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "test"})
    void onOnesOwnMachineByPeople(String profile) {
        MockEnvironment environment = new MockEnvironment();
        environment.setActiveProfiles(profile);
        assertThat(defaults(environment).getProperty(FORMAT)).isNull();
    }

    @Test
    void whatAServiceSetsStands() {
        MockEnvironment environment = new MockEnvironment().withProperty(FORMAT, "logstash");
        assertThat(defaults(environment).getProperty(FORMAT)).isEqualTo("logstash");
    }
}
