package wales.rhannu.starter.web;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** What is wrong with a value that does not fit its type, in words for its author: the library's name classes. */
final class JsonFault {

    private JsonFault() {}

    /** What a constructor of ours found, or the one thing that the library did. */
    static List<Violation> all(JacksonException failure) {
        return failure.getCause() instanceof DomainException refusal
                        && !refusal.violations().isEmpty()
                ? refusal.violations().stream()
                        .map(each -> each.under(pointer(failure)))
                        .toList()
                : List.of(of(failure));
    }

    static Violation of(JacksonException failure) {
        String pointer = pointer(failure);
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return Violation.of(pointer, "unknown-member", unknown.getPropertyName());
        }
        if (failure instanceof InputCoercionException) {
            return Violation.of(pointer, "number-out-of-range");
        }
        if (JsonRules.isNullByte(failure)) {
            return Violation.of(pointer, "null-byte");
        }
        return failure instanceof MismatchedInputException mismatch
                ? of(pointer, mismatch.getTargetType(), null)
                : Violation.of(pointer, "not-acceptable-value");
    }

    /** A value that is not of the type at a place. */
    static Violation of(String at, @Nullable Class<?> type, @Nullable Object value) {
        if (type == null) {
            return Violation.of(at, "not-acceptable-value");
        }
        Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
        if (boxed.isEnum()) {
            return Violation.of(at, "not-one-of", String.join(", ", names(boxed)));
        }
        return Violation.of(at, code(boxed));
    }

    /** As {@link JsonRules} writes them. */
    private static List<String> names(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Object each : type.getEnumConstants()) {
            names.add(((Enum<?>) each).name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return names;
    }

    private static String code(Class<?> type) {
        if (type == Boolean.class) {
            return "not-true-or-false";
        }
        if (type == Integer.class || type == Long.class) {
            return "not-a-whole-number";
        }
        if (type == Double.class || type == BigDecimal.class) {
            return "not-a-number";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "not-a-text";
        }
        if (type == LocalDate.class) {
            return "not-a-date";
        }
        if (type == LocalDateTime.class) {
            return "not-a-local-time";
        }
        if (type == Instant.class) {
            return "not-an-instant";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "not-a-list";
        }
        return type.isRecord() && !isMadeOfOneValue(type) ? "not-an-object" : "not-acceptable-value";
    }

    private static boolean isMadeOfOneValue(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .map(method -> method.getAnnotation(JsonCreator.class))
                .anyMatch(creator -> creator != null && creator.mode() == JsonCreator.Mode.DELEGATING);
    }

    private static String pointer(JacksonException failure) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : failure.getPath()) {
            String name = step.getPropertyName();
            pointer.append('/')
                    .append(
                            name == null
                                    ? Integer.toString(step.getIndex())
                                    : name.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }
}
