package wales.rhannu.starter.openapi;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.servlet.http.Part;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.openapi.JsonTypes.Member;
import wales.rhannu.starter.web.MergePatch;

/**
 * The schemas of what goes over HTTP. A record's members are required unless they are {@code @Nullable}; a merge patch has those
 * of what it patches, each of which may be left out, or null to remove it (RFC 7396).
 */
class JsonSchemas implements ModelConverter {

    private static final String REFERENCE = "#/components/schemas/";
    private static final Map<Class<?>, JsonSchema> SCALARS = Map.ofEntries(
            Map.entry(String.class, scalar("string", null)),
            Map.entry(boolean.class, scalar("boolean", null)),
            Map.entry(Boolean.class, scalar("boolean", null)),
            Map.entry(int.class, scalar("integer", "int32")),
            Map.entry(Integer.class, scalar("integer", "int32")),
            Map.entry(long.class, scalar("integer", "int64")),
            Map.entry(Long.class, scalar("integer", "int64")),
            Map.entry(double.class, scalar("number", "double")),
            Map.entry(Double.class, scalar("number", "double")),
            Map.entry(BigDecimal.class, scalar("number", null)),
            Map.entry(Instant.class, scalar("string", "date-time")),
            Map.entry(LocalDate.class, scalar("string", "date")),
            Map.entry(LocalDateTime.class, scalar("string", null)),
            Map.entry(URI.class, scalar("string", "uri")),
            Map.entry(UUID.class, scalar("string", "uuid")),
            Map.entry(Part.class, scalar("string", "binary")));

    private final JsonTypes types;
    private final SchemaNames names = new SchemaNames();

    JsonSchemas(JsonTypes types) {
        this.types = types;
    }

    private static JsonSchema scalar(String type, @Nullable String format) {
        JsonSchema schema = new JsonSchema();
        schema.setTypes(new LinkedHashSet<>(Set.of(type)));
        schema.setFormat(format);
        return schema;
    }

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType annotated, ModelConverterContext context, Iterator<ModelConverter> chain) {
        JavaType type = types.of(annotated.getType());
        if (isDescribed(type)) {
            return of(type, context);
        }
        return chain.hasNext() ? chain.next().resolve(annotated, context, chain) : null;
    }

    private static boolean isDescribed(JavaType type) {
        Class<?> raw = type.getRawClass();
        return raw.isRecord()
                || raw.isEnum()
                || SCALARS.containsKey(raw)
                || raw.equals(MergePatch.class)
                || Collection.class.isAssignableFrom(raw) && isDescribed(type.getContentType());
    }

    private Schema<?> of(JavaType type, ModelConverterContext context) {
        Class<?> raw = type.getRawClass();
        JsonSchema scalar = SCALARS.get(raw);
        if (scalar != null) {
            return scalar(scalar.getTypes().iterator().next(), scalar.getFormat());
        }
        if (raw.equals(MergePatch.class)) {
            return patch(type.containedType(0), context);
        }
        if (raw.isEnum()) {
            JsonSchema schema = scalar("string", null);
            schema.setEnum(types.constants(type));
            return schema;
        }
        if (type.isMapLikeType()) {
            JsonSchema schema = scalar("object", null);
            schema.setAdditionalProperties(of(type.getContentType(), context));
            return schema;
        }
        if (type.isContainerType()) {
            JsonSchema schema = scalar("array", null);
            schema.setItems(of(type.getContentType(), context));
            return schema;
        }
        if (raw.equals(Object.class) || JsonNode.class.isAssignableFrom(raw)) {
            return new JsonSchema();
        }
        if (raw.isRecord() || types.value(type) != null) {
            return object(type, context);
        }
        throw new IllegalStateException("How is " + type.toCanonical() + " described?");
    }

    private Schema<?> object(JavaType type, ModelConverterContext context) {
        JavaType value = types.value(type);
        io.swagger.v3.oas.annotations.media.Schema documented =
                type.getRawClass().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        String name = names.of(type);
        if (value != null) {
            Schema<?> schema =
                    documented == null ? of(value, context) : documented(documented, of(value, context), context);
            if (schema.getAnyOf() == null) {
                return schema;
            }
            context.defineModel(name, schema);
            return reference(name);
        }
        if (!context.getDefinedModels().containsKey(name)) {
            JsonSchema schema = scalar("object", null);
            context.defineModel(name, schema);
            if (documented != null && !documented.description().isEmpty()) {
                schema.setDescription(documented.description());
            }
            addMembers(schema, type, context);
        }
        return reference(name);
    }

    private void addMembers(JsonSchema schema, JavaType type, ModelConverterContext context) {
        List<Member> members = types.members(type);
        boolean mayBeEmpty = members.size() > 1 && members.stream().allMatch(Member::mayBeMissing);
        for (Member member : members) {
            if (member.unwrapped()) {
                addMembers(schema, member.type(), context);
                continue;
            }
            Schema<?> described = of(member.type(), context);
            if (member.documented() != null) {
                described = documented(member.documented(), described, context);
            }
            schema.addProperty(member.name(), member.nullable() && member.written() ? orNull(described) : described);
            if (!(mayBeEmpty || member.nullable()) || member.written()) {
                schema.addRequiredItem(member.name());
            }
        }
    }

    private Schema<?> patch(JavaType of, ModelConverterContext context) {
        String name = names.of(of) + "Patch";
        if (!context.getDefinedModels().containsKey(name)) {
            JsonSchema schema = scalar("object", null);
            schema.setDescription("A JSON Merge Patch (RFC 7396): what is left out stays, null removes.");
            context.defineModel(name, schema);
            for (Member member : members(of)) {
                boolean isObject = member.type().getRawClass().isRecord() && types.value(member.type()) == null;
                Schema<?> described = isObject ? patch(member.type(), context) : of(member.type(), context);
                if (member.documented() != null) {
                    described = documented(member.documented(), described, context);
                }
                schema.addProperty(member.name(), orNull(described));
            }
        }
        return reference(name);
    }

    private List<Member> members(JavaType type) {
        List<Member> members = new ArrayList<>();
        for (Member member : types.members(type)) {
            if (member.unwrapped()) {
                members.addAll(members(member.type()));
            } else {
                members.add(member);
            }
        }
        return members;
    }

    /** With what an annotation says: texts, or a form that the type alone does not tell. */
    private Schema<?> documented(
            io.swagger.v3.oas.annotations.media.Schema by, Schema<?> described, ModelConverterContext context) {
        Schema<?> schema = described;
        if (by.anyOf().length > 0) {
            schema = new JsonSchema();
            schema.setAnyOf(Arrays.stream(by.anyOf())
                    .<Schema>map(each -> of(types.of(each), context))
                    .toList());
        } else if (by.implementation() != Void.class) {
            schema = of(types.of(by.implementation()), context);
        } else if (by.allowableValues().length > 0) {
            JsonSchema choice = scalar("string", null);
            choice.setEnum(List.of((Object[]) by.allowableValues()));
            schema = choice;
        }
        if (!by.format().isEmpty()) {
            schema.setFormat(by.format());
        }
        if (!by.description().isEmpty()) {
            schema.setDescription(by.description());
        }
        return schema;
    }

    private static Schema<?> orNull(Schema<?> schema) {
        if (schema.getTypes() != null && schema.getEnum() == null) {
            schema.addType("null");
            return schema;
        }
        JsonSchema either = new JsonSchema();
        either.setAnyOf(List.of(schema, scalar("null", null)));
        either.setDescription(schema.getDescription());
        return either;
    }

    private static Schema<?> reference(String name) {
        return new JsonSchema().$ref(REFERENCE + name);
    }
}
