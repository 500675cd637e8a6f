package wales.rhannu.starter.openapi;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Contact;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.OAuthFlow;
import io.swagger.v3.oas.models.security.OAuthFlows;
import io.swagger.v3.oas.models.security.Scopes;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/** What the document says as a whole: who offers what, where, to whom, and what its operations have in common. */
class DocumentDescription implements GlobalOpenApiCustomizer {

    private static final String JSON = "application/json";

    private final OpenApiSettings settings;
    private final String platform;

    /** @param platform the platform's own address, where a token is got, too */
    DocumentDescription(OpenApiSettings settings, String platform) {
        this.settings = settings;
        this.platform = platform;
    }

    @Override
    public void customise(OpenAPI document) {
        document.setInfo(new Info()
                .title(settings.title())
                .description(settings.description())
                .version("v1")
                .contact(new Contact().name("Rhannu").url(platform + "/developers"))
                .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
        document.setServers(List.of(new Server().url(platform).description("The platform")));
        Paths sorted = new Paths();
        new TreeMap<>(document.getPaths()).forEach(sorted::addPathItem);
        document.setPaths(sorted);
        document.getPaths().values().stream()
                .filter(path -> path.getPatch() != null && path.getGet() != null)
                .map(path -> path.getGet().getResponses().get("200"))
                .forEach(response -> response.addHeaderObject("ETag", Conventions.header("ETag")));
        document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(DocumentDescription::mend);
        document.setTags(tags(document));
        describe(document.getComponents(), Json31.pretty(document.getPaths()));
    }

    /** Two handlers of one path and method, for two forms of its answer, are one operation; springdoc loses references then. */
    private static void mend(Operation operation) {
        operation.setParameters(operation.getParameters().stream().distinct().toList());
        operation
                .getResponses()
                .replaceAll((status, response) -> response.getDescription() == null && Refusals.is(status)
                        ? Refusals.reference(status)
                        : response);
        operation.getResponses().values().stream()
                .map(ApiResponse::getContent)
                .filter(content -> content != null && content.containsKey(JSON))
                .forEach(DocumentDescription::jsonFirst);
    }

    /** Generators of clients take the first. */
    private static void jsonFirst(Content content) {
        Content others = new Content();
        others.putAll(content);
        MediaType json = others.remove(JSON);
        content.clear();
        content.addMediaType(JSON, json);
        content.putAll(others);
    }

    private List<Tag> tags(OpenAPI document) {
        Map<String, String> described = new TreeMap<>();
        described.put("Operations", "How the service is doing, and what it could not consume; for operators");
        settings.tags().forEach((group, description) -> described.put(Handler.title(group), description));
        return document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .map(Operation::getTags)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .map(name -> new Tag().name(name).description(described.get(name)))
                .toList();
    }

    /** @param paths as JSON, to tell which of what operations have in common these do have */
    private void describe(Components components, String paths) {
        ModelConverters.getInstance(true)
                .resolveAsResolvedSchema(new AnnotatedType(Problem.class).resolveAsRef(true))
                .referencedSchemas
                .forEach(components::addSchemas);
        components.setSchemas(new TreeMap<>(components.getSchemas()));
        used("responses", Refusals.all(), paths).forEach(components::addResponses);
        used("parameters", Conventions.parameters(), paths).forEach(components::addParameters);
        used("headers", Conventions.headers(), paths).forEach(components::addHeaders);
        components.addSecuritySchemes(
                OperationDescriptions.SCHEME,
                new SecurityScheme()
                        .type(SecurityScheme.Type.OAUTH2)
                        .description(
                                "A bearer token of the platform. Programs take client credentials; people sign in. "
                                        + "What a token may do follows from the roles of whom it is for.")
                        .flows(new OAuthFlows()
                                .clientCredentials(new OAuthFlow()
                                        .tokenUrl(platform + "/oauth2/token")
                                        .scopes(new Scopes()))
                                .authorizationCode(new OAuthFlow()
                                        .authorizationUrl(platform + "/oauth2/authorize")
                                        .tokenUrl(platform + "/oauth2/token")
                                        .scopes(new Scopes().addString("openid", "Who has signed in")))));
    }

    private static <T> Map<String, T> used(String kind, Map<String, T> all, String paths) {
        Map<String, T> used = new TreeMap<>(all);
        used.keySet().removeIf(name -> !paths.contains("\"#/components/" + kind + "/" + name + "\""));
        return used;
    }
}
