package wales.rhannu.starter.openapi;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.HandlerMethod;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.MergePatch;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;

/** What a controller's method tells of the operation that it is. */
final class Handler {

    private static final String ROOT = "/api/v1/";
    /** No variable, no placeholder, and neither {@code v1} nor {@code me}. */
    private static final Pattern NOUN = Pattern.compile("(?!me$)[a-z-]{2,}");

    private static final Pattern WORD = Pattern.compile("[-.](\\w)");

    private final HandlerMethod handler;
    private final RequestMapping mapping;
    private final String path;

    Handler(HandlerMethod handler) {
        this.handler = handler;
        mapping = Objects.requireNonNull(
                AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), RequestMapping.class));
        path = base() + first(mapping);
    }

    private String base() {
        RequestMapping ofClass =
                AnnotatedElementUtils.findMergedAnnotation(handler.getBeanType(), RequestMapping.class);
        return ofClass == null ? "" : first(ofClass);
    }

    private static String first(RequestMapping mapping) {
        return mapping.path().length == 0 ? "" : mapping.path()[0];
    }

    boolean is(RequestMethod method) {
        return Arrays.asList(mapping.method()).contains(method);
    }

    boolean isRead() {
        return is(RequestMethod.GET);
    }

    /** The type of an argument that is of this type, or of an {@link Optional} of it. */
    Optional<Type> argument(Class<?> type) {
        return arguments()
                .map(MethodParameter::nestedIfOptional)
                .filter(it -> it.getNestedParameterType().equals(type))
                .map(MethodParameter::getNestedGenericParameterType)
                .findFirst();
    }

    boolean takes(Class<?> type) {
        return argument(type).isPresent();
    }

    boolean takesOptional(Class<?> type) {
        return arguments()
                .anyMatch(it -> it.getParameterType().equals(Optional.class)
                        && it.nestedIfOptional().getNestedParameterType().equals(type));
    }

    boolean takesBody() {
        return arguments()
                .anyMatch(it ->
                        it.hasParameterAnnotation(RequestBody.class) || it.hasParameterAnnotation(RequestPart.class));
    }

    boolean takesQuery() {
        return takes(Paging.class) || arguments().anyMatch(it -> it.hasParameterAnnotation(RequestParam.class));
    }

    boolean namesSomething() {
        return arguments().anyMatch(it -> it.hasParameterAnnotation(PathVariable.class)) || path.endsWith("/me");
    }

    private Stream<MethodParameter> arguments() {
        return Arrays.stream(handler.getMethodParameters());
    }

    /** The status of success: a {@code POST} to a collection makes something, and what gives nothing back says so. */
    int success() {
        ResponseStatus status = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), ResponseStatus.class);
        if (status != null) {
            return status.code().value();
        }
        if (creates()) {
            return 201;
        }
        return answersAlone() && answer().resolve(Object.class).equals(Void.class) ? 204 : 200;
    }

    private boolean creates() {
        return is(RequestMethod.POST) && first(mapping).isEmpty() && answersOne();
    }

    /** Whether it may be asked to change one version alone. */
    boolean isConditional() {
        return takes(RequestContext.class) && !creates();
    }

    /** Whether it takes a token from everybody. */
    boolean needsCaller() {
        return takes(Caller.class) && !takesOptional(Caller.class);
    }

    /** Whether it makes the answer's headers, too. */
    boolean answersAlone() {
        return returned().resolve(Object.class).equals(ResponseEntity.class);
    }

    /** Whether the answer is an object of ours that may have a version. */
    boolean answersOne() {
        return answersAlone() && answer().resolve(Object.class).isRecord() && !isList();
    }

    private boolean isList() {
        return answer().resolve(Object.class).equals(Page.class) || takes(Paging.class);
    }

    private ResolvableType returned() {
        return ResolvableType.forMethodReturnType(handler.getMethod());
    }

    private ResolvableType answer() {
        return answersAlone() ? returned().getGeneric(0) : returned();
    }

    String path() {
        return path;
    }

    /** The first part of the path after {@code /api/v1}, by which operations are in groups: {@code case-studies}. */
    String group() {
        String whole = path.startsWith(ROOT) ? path.substring(ROOT.length()) : path.substring(1);
        return whole.replaceAll("[/.].*", "");
    }

    /** The method's name with what its controller is about: {@code publish} of {@code /case-studies} is {@code publishCaseStudy}. */
    String operationId() {
        String last = Stream.of(base().split("/"))
                .filter(part -> NOUN.matcher(part).matches())
                .filter(part -> !part.equals("api"))
                .reduce((before, part) -> part)
                .orElse("");
        String things = camelCase(last);
        return handler.getMethod().getName() + (isList() ? things : singular(things));
    }

    private static String camelCase(String words) {
        Matcher word = WORD.matcher(words.isEmpty() ? "" : "-" + words);
        return word.replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    private static String singular(String plural) {
        if (plural.endsWith("Series")) {
            return plural;
        }
        return plural.endsWith("ies")
                ? plural.substring(0, plural.length() - 3) + "y"
                : plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
    }

    /** {@code publishCaseStudy} as "Publish case study". */
    static String sentence(String operationId) {
        String words = operationId.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** {@code case-studies} as "Case studies". */
    static String title(String group) {
        String words = group.replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** The statuses that it may be refused with besides those of its own. */
    Set<String> refusals() {
        boolean takesPatch = takes(MergePatch.class);
        return Stream.of(
                        Stream.of("400", "401", "429", "503"),
                        needsCaller() ? Stream.of("403") : Stream.<String>empty(),
                        namesSomething() ? Stream.of("404") : Stream.<String>empty(),
                        takes(RequestContext.class) ? Stream.of("409", "422") : Stream.<String>empty(),
                        isConditional() ? Stream.of("412") : Stream.<String>empty(),
                        takesBody() || takesPatch ? Stream.of("413", "415", "422") : Stream.<String>empty(),
                        takesQuery() ? Stream.of("422") : Stream.<String>empty(),
                        takesPatch ? Stream.of("428") : Stream.<String>empty())
                .flatMap(it -> it)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
