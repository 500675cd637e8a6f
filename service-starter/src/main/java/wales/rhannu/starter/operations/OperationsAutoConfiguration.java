package wales.rhannu.starter.operations;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;

/** What operators ask a service. */
@AutoConfiguration(afterName = "org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class OperationsAutoConfiguration {

    @Bean
    OperationsController operationsController(
            @Value("${rhannu.service}") String service,
            ObjectProvider<BuildProperties> build,
            MeterRegistry meters,
            ObjectProvider<RunningJobs> jobs) {
        BuildProperties built = build.getIfAvailable();
        return new OperationsController(
                service,
                built == null ? null : built.getVersion(),
                meters,
                jobs.orderedStream().toList());
    }
}
