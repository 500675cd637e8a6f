package wales.rhannu.starter.openapi;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a service's OpenAPI document says that its code does not tell.
 *
 * @param title of the document
 * @param description what the service offers
 * @param tags what each group of operations is about; a group is named by the first part of its paths after {@code /api/v1}
 */
@ConfigurationProperties("rhannu.openapi")
record OpenApiSettings(
        @DefaultValue("Rhannu") String title,
        @DefaultValue("The HTTP API of a service of Rhannu.") String description,
        @DefaultValue Map<String, String> tags) {}
