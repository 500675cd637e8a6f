package wales.rhannu.starter.test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * Reads the OpenAPI document of a running service and names what a client generated from it would miss: operations that are not
 * told of, arguments that no client can give, bodies, statuses, headers and security that are not described, and what is internal.
 *
 * <pre>{@code OpenApiCheck.of(service).run();}</pre>
 */
public final class OpenApiCheck {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    /** The arguments of handlers that requests do not have under these names. */
    private static final Set<String> INJECTED =
            Set.of("caller", "context", "write", "paging", "patch", "request", "response", "parameters");

    private static final String PROBLEM = "application/problem+json";

    private final ApplicationContext service;
    private final JsonNode document;
    private final List<String> faults = new ArrayList<>();

    private OpenApiCheck(ApplicationContext service) {
        this.service = service;
        int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        String path = service.getEnvironment().getRequiredProperty("springdoc.api-docs.path");
        document = new TestApi(port).sendTo(path, "GET", null, null).must(200).json();
    }

    /** Of a service that a {@link PlatformTest} started. */
    public static OpenApiCheck of(ApplicationContext service) {
        return new OpenApiCheck(service);
    }

    /** @throws AssertionError that names every fault */
    public void run() {
        must(document.path("openapi").asString("").startsWith("3.1"), "it is not of OpenAPI 3.1");
        for (String member : List.of("title", "description", "version")) {
            must(!document.path("info").path(member).asString("").isBlank(), "info has no " + member);
        }
        String address = service.getEnvironment().getProperty("rhannu.security.issuer", "http://localhost:8080");
        must(document.at("/servers/0/url").asString("").equals(address), "the server is not the platform");
        allOperationsAreTold();
        Set<String> tags = document.path("tags")
                .valueStream()
                .filter(tag -> !tag.path("description").asString("").isBlank())
                .map(tag -> tag.path("name").asString(""))
                .collect(Collectors.toSet());
        Set<String> ids = new HashSet<>();
        document.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, operation) -> {
                    String name = method.toUpperCase(Locale.ROOT) + " " + path + ": ";
                    String id = operation.path("operationId").asString("");
                    must(id.matches("[a-z]+([A-Z][a-z]+)+"), name + "no good operationId: " + id);
                    must(ids.add(id), name + "the operationId is another's, too: " + id);
                    must(!operation.path("summary").asString("").isBlank(), name + "no summary");
                    must(!operation.path("tags").isEmpty(), name + "no tag");
                    operation
                            .path("tags")
                            .forEach(tag -> must(tags.contains(tag.asString("")), name + "no description of " + tag));
                    must(operation.has("security"), name + "it is not said whether it takes a token");
                    parametersAreOfTheRequest(name, path, operation);
                    answersAreTold(name, operation);
                    if (method.equals("patch")) {
                        patchesAreTold(name, operation);
                    }
                }));
        referencesResolve();
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.size() + " faults:\n" + String.join("\n", faults));
        }
    }

    private void must(boolean condition, String fault) {
        if (!condition) {
            faults.add(fault);
        }
    }

    private void allOperationsAreTold() {
        Set<String> there = Operation.all(service).stream()
                .filter(operation ->
                        operation.path().startsWith("/api/") || operation.path().startsWith("/schemas/"))
                .map(Operation::toString)
                .filter(operation -> !operation.startsWith("HEAD "))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> told = new TreeSet<>();
        document.path("paths").forEachEntry((path, item) -> item.propertyNames().stream()
                .filter(METHODS::contains)
                .forEach(method -> told.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        must(there.equals(told), "told of are " + told + "\nbut there are " + there);
    }

    private void parametersAreOfTheRequest(String name, String path, JsonNode operation) {
        Set<String> ofThePath = new TreeSet<>();
        for (JsonNode each : operation.path("parameters")) {
            JsonNode parameter = resolved(each);
            String called = parameter.path("name").asString("");
            must(!INJECTED.contains(called), name + called + " is no parameter of the request");
            must(!parameter.path("schema").isEmpty(), name + "the parameter " + called + " has no schema");
            if (parameter.path("in").asString("").equals("path")) {
                ofThePath.add("{" + called + "}");
            }
        }
        Set<String> variables = Pattern.compile("\\{[^}]*}")
                .matcher(path)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        must(ofThePath.equals(variables), name + "the path has " + variables + ", the parameters " + ofThePath);
    }

    private void answersAreTold(String name, JsonNode operation) {
        JsonNode responses = operation.path("responses");
        must(responses.propertyNames().stream().anyMatch(it -> it.startsWith("2")), name + "no success");
        for (String status : List.of("401", "503", "default")) {
            must(responses.has(status), name + "no " + status);
        }
        responses.forEachEntry((status, each) -> {
            JsonNode response = resolved(each);
            must(!response.path("description").asString("").isBlank(), name + status + " has no description");
            if (status.startsWith("2")) {
                must(status.equals("204") || !response.path("content").isEmpty(), name + status + " has no body");
                response.path("content")
                        .forEach(body ->
                                must(!body.path("schema").isEmpty(), name + status + " has a body without a schema"));
                must(
                        !Set.of("201", "202").contains(status)
                                || response.at("/headers/Location").isObject(),
                        name + status + " has no Location");
            } else if (!status.equals("304")) {
                must(
                        response.path("content").path(PROBLEM).path("schema").isObject(),
                        name + status + " is no problem detail");
                must(
                        !Set.of("429", "503").contains(status)
                                || response.at("/headers/Retry-After").isObject(),
                        name + status + " has no Retry-After");
            }
        });
    }

    private void patchesAreTold(String name, JsonNode operation) {
        JsonNode schema = resolved(operation
                .at("/requestBody/content")
                .path("application/merge-patch+json")
                .path("schema"));
        must(!schema.path("properties").isEmpty(), name + "the patch has no members");
        for (String status : List.of("412", "415", "422", "428")) {
            must(operation.path("responses").has(status), name + "no " + status);
        }
        must(
                operation
                        .path("parameters")
                        .valueStream()
                        .map(this::resolved)
                        .anyMatch(it -> it.path("name").asString("").equals("If-Match")
                                && it.path("required").asBoolean(false)),
                name + "no If-Match that is required");
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    private void referencesResolve() {
        document.findValuesAsString("$ref").stream()
                .distinct()
                .filter(it ->
                        !it.startsWith("#/") || document.at(it.substring(1)).isMissingNode())
                .forEach(it -> faults.add(it + " leads nowhere"));
    }
}
