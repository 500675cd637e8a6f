package wales.rhannu.starter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Adds what every service has, below all that a service or its operator sets. Logs are read by machines (ECS, JSON lines),
 * in the quickstart and in tests by people.
 */
class ServiceDefaults implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        try {
            environment
                    .getPropertySources()
                    .addLast(new ResourcePropertySource(
                            "rhannu-defaults", new ClassPathResource("rhannu-defaults.properties")));
            if (environment.acceptsProfiles(Profiles.of("!quickstart & !test"))) {
                environment
                        .getPropertySources()
                        .addLast(new MapPropertySource(
                                "rhannu-logs", Map.of("logging.structured.format.console", "ecs")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
