package wales.rhannu.starter.openapi;

import java.util.List;
import java.util.Optional;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Paging;

/** The OpenAPI document at {@code /api/v1/openapi/<service>}. */
@AutoConfiguration(beforeName = "org.springdoc.core.configuration.SpringDocConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(OpenApiSettings.class)
class OpenApiAutoConfiguration {

    static {
        // springdoc takes what it does not know for parameters of the query; optional is the caller alone
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(
                        Caller.class, Optional.class, RequestContext.class, Paging.class, MergePatch.class);
    }

    /** Asked before those that springdoc has. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    JsonSchemas jsonSchemas(JsonMapper json) {
        return new JsonSchemas(new JsonTypes(json));
    }

    @Bean
    OperationDescriptions operationDescriptions(Environment environment) {
        List<String> open = Binder.get(environment)
                .bind("rhannu.security.open", Bindable.listOf(String.class))
                .orElse(List.of());
        return new OperationDescriptions(new OpenOperations(open));
    }

    @Bean
    DocumentDescription documentDescription(
            OpenApiSettings settings, @Value("${rhannu.security.issuer:http://localhost:8080}") String platform) {
        return new DocumentDescription(settings, platform);
    }
}
