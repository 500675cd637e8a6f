package wales.rhannu.starter.openapi;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.GlobalOperationComponentsCustomizer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Paging;

/** Adds to each operation what follows from the platform's conventions and from what its handler takes and gives. */
class OperationDescriptions implements GlobalOperationComponentsCustomizer {

    static final String SCHEME = "oauth2";
    private static final Map<String, String> SUCCESS = Map.of(
            "200", "It is done, and this is the outcome.",
            "201", "It is made.",
            "202", "It is taken, and done in the background.",
            "204", "It is done.");
    private static final String READ = "What was asked for.";

    private final OpenOperations open;

    OperationDescriptions(OpenOperations open) {
        this.open = open;
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        return operation; // the other method is called in its place
    }

    @Override
    public Operation customize(Operation operation, Components components, HandlerMethod method) {
        Handler handler = new Handler(method);
        if (operation.getOperationId() == null
                || operation
                        .getOperationId()
                        .replaceAll("_\\d+$", "")
                        .equals(method.getMethod().getName())) {
            operation.setOperationId(handler.operationId());
        }
        if (operation.getSummary() == null) {
            operation.setSummary(Handler.sentence(operation.getOperationId()));
        }
        operation.setTags(List.of(Handler.title(handler.group())));
        operation.setSecurity(security(handler));
        addParameters(operation, handler);
        handler.argument(MergePatch.class).ifPresent(type -> operation.setRequestBody(patch(type, components)));
        operation.setResponses(responses(operation.getResponses(), handler));
        return operation;
    }

    private List<SecurityRequirement> security(Handler handler) {
        SecurityRequirement token = new SecurityRequirement().addList(SCHEME);
        if (handler.takesOptional(Caller.class)) {
            return List.of(new SecurityRequirement(), token);
        }
        return open.includes(handler) && !handler.needsCaller() ? List.of() : List.of(token);
    }

    private static void addParameters(Operation operation, Handler handler) {
        if (handler.takes(Paging.class)) {
            operation.addParametersItem(Conventions.reference("Limit"));
            operation.addParametersItem(Conventions.reference("After"));
        }
        if (handler.takes(RequestContext.class)) {
            operation.addParametersItem(Conventions.reference("IdempotencyKey"));
        }
        if (handler.isConditional()) {
            operation.addParametersItem(
                    Conventions.reference(handler.is(RequestMethod.PATCH) ? "IfMatchRequired" : "IfMatch"));
        }
        if (handler.isRead() && handler.answersOne()) {
            operation.addParametersItem(Conventions.reference("IfNoneMatch"));
        }
        operation.addParametersItem(Conventions.reference("AcceptLanguage"));
    }

    private static RequestBody patch(Type type, Components components) {
        ResolvedSchema resolved =
                ModelConverters.getInstance(true).resolveAsResolvedSchema(new AnnotatedType(type).resolveAsRef(true));
        resolved.referencedSchemas.forEach((name, schema) -> {
            if (components.getSchemas() == null || !components.getSchemas().containsKey(name)) {
                components.addSchemas(name, schema);
            }
        });
        Schema<?> schema = resolved.schema;
        return new RequestBody()
                .required(true)
                .content(new Content().addMediaType("application/merge-patch+json", new MediaType().schema(schema)));
    }

    private static ApiResponses responses(ApiResponses found, Handler handler) {
        Map<String, ApiResponse> responses = new TreeMap<>();
        found.forEach((status, response) -> {
            if (Refusals.is(status)) {
                responses.put(status, Refusals.of(status, response.getDescription()));
            } else {
                String known = status.equals("200") ? Integer.toString(handler.success()) : status;
                responses.put(known, success(response, known, handler));
            }
        });
        if (handler.isRead() && handler.answersOne()) {
            responses.put("304", new ApiResponse().description("It is still the version of If-None-Match."));
        }
        for (String status : handler.refusals()) {
            responses.putIfAbsent(status, Refusals.reference(status));
        }
        ApiResponses all = new ApiResponses();
        new LinkedHashMap<>(responses).forEach(all::addApiResponse);
        all.addApiResponse(Refusals.OTHER, Refusals.reference(Refusals.OTHER));
        return all;
    }

    private static ApiResponse success(ApiResponse response, String status, Handler handler) {
        if (response.getDescription() == null
                || response.getDescription().equals("OK")
                || response.getDescription().equalsIgnoreCase("default response")) {
            response.setDescription(handler.isRead() ? READ : SUCCESS.getOrDefault(status, READ));
        }
        if (status.equals("204")) {
            response.setContent(null);
        } else if (handler.answersOne() || handler.takes(MergePatch.class)) {
            response.addHeaderObject("ETag", Conventions.header("ETag"));
        }
        if (status.equals("201") || status.equals("202")) {
            response.addHeaderObject("Location", Conventions.header("Location"));
        }
        return response;
    }
}
