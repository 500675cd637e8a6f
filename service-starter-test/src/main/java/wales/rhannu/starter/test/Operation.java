package wales.rhannu.starter.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.ApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.MergePatch;

/**
 * What a service does at an address: a method and a path.
 *
 * @param path as the mapping has it, {@code /api/v1/notes/{id}}
 * @param accept what it gives
 * @param takesBody whether it reads a body, of which it makes an object
 * @param isConditional whether it may look at {@code If-Match}
 */
record Operation(String method, String path, String accept, boolean takesBody, boolean isConditional) {

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");

    /** All of those at an address that names something, by a variable in it. */
    static List<Operation> of(ApplicationContext service) {
        return all(service).stream()
                .filter(operation -> VARIABLE.matcher(operation.path()).find())
                .toList();
    }

    /** All that our own controllers answer, by path and method. */
    static List<Operation> all(ApplicationContext service) {
        List<Operation> operations = new ArrayList<>();
        service.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, handler) -> operations.addAll(of(mapping, handler)));
        operations.sort(Comparator.comparing(Operation::path)
                .thenComparing(Operation::method)
                .thenComparing(Operation::accept));
        return operations;
    }

    private static List<Operation> of(RequestMappingInfo mapping, HandlerMethod handler) {
        List<Operation> operations = new ArrayList<>();
        if (!handler.getBeanType().getName().startsWith("wales.rhannu.")) {
            return operations;
        }
        String accept = mapping.getProducesCondition().getProducibleMediaTypes().stream()
                .findFirst()
                .map(Object::toString)
                .orElse("*/*");
        boolean takesBody = Arrays.stream(handler.getMethodParameters()).anyMatch(Operation::isBody);
        boolean isConditional = Arrays.stream(handler.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType().equals(RequestContext.class));
        for (String path : mapping.getPatternValues()) {
            Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
            for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.values()) : methods) {
                operations.add(new Operation(method.name(), path, accept, takesBody, isConditional));
            }
        }
        return operations;
    }

    private static boolean isBody(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(RequestBody.class)
                || parameter.getParameterType().equals(MergePatch.class);
    }

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Whether all its variables stand in the beginning of the path that another path is, whatever they are called. */
    boolean isUnder(String other) {
        String start = anonymous(other);
        String whole = anonymous(path);
        return whole.startsWith(start) && !whole.substring(start.length()).contains("{");
    }

    /** Whether it is what {@code PATCH /api/v1/notes/{id}} says. */
    boolean is(String methodAndPath) {
        return anonymous(methodAndPath).equals(anonymous(this.toString()));
    }

    /** How long a path is, whatever its variables are called. */
    static int length(String path) {
        return anonymous(path).length();
    }

    private static String anonymous(String path) {
        return VARIABLE.matcher(path).replaceAll("{}");
    }

    /** Its path with values for its variables, in their order. */
    String at(List<String> values) {
        return filled(path, values);
    }

    static String filled(String path, List<String> values) {
        Matcher variable = VARIABLE.matcher(path);
        StringBuilder filled = new StringBuilder();
        for (String value : values) {
            if (!variable.find()) {
                throw new IllegalArgumentException(path + " has fewer variables than " + values);
            }
            variable.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        if (variable.find()) {
            throw new IllegalArgumentException(path + " has more variables than " + values);
        }
        variable.appendTail(filled);
        return filled.toString();
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
