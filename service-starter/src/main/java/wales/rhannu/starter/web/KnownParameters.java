package wales.rhannu.starter.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/**
 * Refuses the query parameters of an API's operation that its method does not take, all of them by name. A method that takes all
 * of them as a map calls {@link #mustBeAmong} with those that it knows.
 */
public final class KnownParameters implements HandlerInterceptor {

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    KnownParameters() {}

    /** @throws DomainException invalid, with each of the names that is not known */
    public static void mustBeAmong(Set<String> known, Set<String> given) {
        List<Violation> unknown = given.stream()
                .filter(name -> !known.contains(name))
                .map(name -> known.isEmpty()
                        ? Violation.of(at(name), "no-parameters", name)
                        : Violation.of(at(name), "unknown-parameter", name, String.join(", ", new TreeSet<>(known))))
                .toList();
        if (!unknown.isEmpty()) {
            throw DomainException.invalid(unknown);
        }
    }

    /** What is no name would be read as a place in the body. */
    private static String at(String name) {
        return name.isEmpty() || name.startsWith("/") ? "?" : name;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        // calendars ignore what they do not know, which some programs add
        boolean strict = !request.getRequestURI().endsWith(".ics");
        if (query != null && strict && handler instanceof HandlerMethod method && !takesAll(method)) {
            mustBeAmong(known.computeIfAbsent(method.getMethod(), each -> namesOf(method)), names(query));
        }
        return true;
    }

    private static boolean takesAll(HandlerMethod method) {
        for (MethodParameter parameter : method.getMethodParameters()) {
            if (parameter.hasParameterAnnotation(RequestParam.class)
                    && Map.class.isAssignableFrom(parameter.getParameterType())) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> namesOf(HandlerMethod method) {
        Set<String> names = new LinkedHashSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            parameter.initParameterNameDiscovery(NAMES);
            RequestParam annotated = parameter.getParameterAnnotation(RequestParam.class);
            if (annotated != null) {
                names.add(annotated.name().isEmpty() ? String.valueOf(parameter.getParameterName()) : annotated.name());
            } else if (parameter.getParameterType().equals(Paging.class)) {
                names.add("limit");
                names.add("after");
            }
        }
        return names;
    }

    private static Set<String> names(String query) {
        Set<String> names = new LinkedHashSet<>();
        for (String each : query.split("&")) {
            String name = decoded(each.split("=", 2)[0]);
            if (name != null && !each.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    /** Null for what whoever reads the parameters refuses as no UTF-8. */
    private static @Nullable String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
