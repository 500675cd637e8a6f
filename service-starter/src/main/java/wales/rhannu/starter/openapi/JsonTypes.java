package wales.rhannu.starter.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** What the service's own JSON mapper makes of a type: so the description is of what is really written. */
final class JsonTypes {

    /**
     * A member of a JSON object.
     *
     * @param nullable whether it may be missing
     * @param written whether it is written as null where it is missing
     * @param unwrapped whether its own members are in its place
     * @param documented what an annotation says of it
     */
    record Member(
            String name,
            JavaType type,
            boolean nullable,
            boolean written,
            boolean unwrapped,
            @Nullable Schema documented) {

        /** Where all else may be missing, too, a list that is missing is an empty one. */
        boolean mayBeMissing() {
            return !written && (nullable || type.isContainerType());
        }
    }

    private final JsonMapper json;

    JsonTypes(JsonMapper json) {
        this.json = json;
    }

    JavaType of(Type type) {
        // of swagger-core's Jackson, which is an older one
        return type instanceof com.fasterxml.jackson.databind.JavaType older
                ? json.getTypeFactory().constructFromCanonical(older.toCanonical())
                : json.getTypeFactory().constructType(type);
    }

    List<Object> constants(JavaType enumeration) {
        return Arrays.stream(enumeration.getRawClass().getEnumConstants())
                .<Object>map(constant -> json.valueToTree(constant).asString())
                .toList();
    }

    /** The type of what stands for the whole object, where something does. */
    @Nullable
    JavaType value(JavaType type) {
        AnnotatedMember value = introspected(type).findJsonValueAccessor();
        return value == null ? null : value.getType();
    }

    List<Member> members(JavaType type) {
        return introspected(type).findProperties().stream()
                .filter(BeanPropertyDefinition::couldSerialize)
                .map(property -> member(type, property))
                .toList();
    }

    private BeanDescription introspected(JavaType type) {
        SerializationConfig config = json.serializationConfig();
        ClassIntrospector introspector = config.classIntrospectorInstance();
        AnnotatedClass annotated = introspector.introspectClassAnnotations(type);
        return introspector.introspectForSerialization(type, annotated);
    }

    private static Member member(JavaType type, BeanPropertyDefinition property) {
        RecordComponent component = component(type.getRawClass(), property.getInternalName());
        JsonInclude include = annotation(component, JsonInclude.class);
        return new Member(
                property.getName(),
                property.getAccessor().getType(),
                component != null && component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                include != null && include.value() == JsonInclude.Include.ALWAYS,
                annotation(component, JsonUnwrapped.class) != null,
                annotation(component, Schema.class));
    }

    private static @Nullable RecordComponent component(Class<?> type, String name) {
        RecordComponent[] components = type.getRecordComponents();
        return components == null
                ? null
                : Arrays.stream(components)
                        .filter(it -> it.getName().equals(name))
                        .findFirst()
                        .orElse(null);
    }

    private static <A extends Annotation> @Nullable A annotation(@Nullable RecordComponent component, Class<A> type) {
        return component == null ? null : component.getAccessor().getAnnotation(type);
    }
}
