package wales.rhannu.starter.openapi;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * A name for the schema of each type, good for a class of a generated client: {@code MeetupController.View} is {@code Meetup},
 * {@code Page<MeetupController.View>} is {@code MeetupPage}.
 */
final class SchemaNames {

    private static final String CONTROLLER = "Controller";
    private static final String VIEW = "View";

    private final Map<String, Class<?>> given = new ConcurrentHashMap<>();

    /** @throws IllegalStateException where another type has the name already; {@code @Schema(name = …)} gives it one of its own */
    String of(JavaType type) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < type.containedTypeCount(); i++) {
            name.append(of(type.containedType(i)));
        }
        return name.append(of(type.getRawClass())).toString();
    }

    private String of(Class<?> type) {
        String name = name(type);
        Class<?> other = given.putIfAbsent(name, type);
        if (other != null && !other.equals(type)) {
            throw new IllegalStateException(
                    "The schema " + name + " would be both " + other.getName() + " and " + type.getName());
        }
        return name;
    }

    private static String name(Class<?> type) {
        Schema documented = type.getAnnotation(Schema.class);
        if (documented != null && !documented.name().isEmpty()) {
            return documented.name();
        }
        Class<?> enclosing = type.getEnclosingClass();
        String own = type.getSimpleName();
        if (isController(enclosing)) {
            String of = enclosing.getSimpleName().replace(CONTROLLER, "");
            return own.equals(VIEW) ? of : own.contains(of) ? own : of + own;
        }
        return own.length() > VIEW.length() && own.endsWith(VIEW)
                ? own.substring(0, own.length() - VIEW.length())
                : own;
    }

    private static boolean isController(@Nullable Class<?> type) {
        return type != null && type.getSimpleName().endsWith(CONTROLLER);
    }
}
