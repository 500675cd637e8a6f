package wales.rhannu.starter.web;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * One way to write and read JSON: absent instead of null, enums in kebab case, no null bytes, no name twice, and a value of
 * one type is not taken for one of another.
 */
class JsonRules implements JsonMapperBuilderCustomizer {

    private static final String NULL_BYTE = "a text has no null bytes";

    /** Whether a text was refused for that. */
    static boolean isNullByte(JacksonException failure) {
        return String.valueOf(failure.getOriginalMessage()).contains(NULL_BYTE);
    }

    @Override
    public void customize(JsonMapper.Builder builder) {
        builder.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(Include.NON_NULL))
                .annotationIntrospector(
                        AnnotationIntrospector.pair(new JacksonAnnotationIntrospector(), new KebabCaseEnums()))
                .addModule(new SimpleModule("rhannu").addDeserializer(String.class, new Text()));
    }

    private static final class KebabCaseEnums extends NopAnnotationIntrospector {

        @Override
        public @Nullable String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass annotated, Enum<?>[] values, @Nullable String[] names) {
            for (int i = 0; i < values.length; i++) {
                if (names[i] == null) {
                    names[i] = values[i].name().toLowerCase(Locale.ROOT).replace('_', '-');
                }
            }
            return names;
        }
    }

    private static final class Text extends StdScalarDeserializer<String> {

        Text() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(context.constructType(String.class), parser);
            }
            String text = parser.getString();
            if (text.indexOf('\0') >= 0) {
                return (String) context.handleWeirdStringValue(String.class, "", NULL_BYTE);
            }
            return text;
        }
    }
}
