package wales.rhannu.starter.test;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import wales.rhannu.starter.consume.ReceivedEvent;

/** The schemas and examples of the published language, from the classpath's {@code contracts/}. */
public final class Contracts {

    static final String SCHEMAS = "https://rhannu.wales/schemas/";

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaMappers(mappers -> mappers.mapPrefix(SCHEMAS, "classpath:contracts/")));
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private Contracts() {}

    /**
     * An example of an event's data.
     *
     * @param event what happened, as {@code case-study-published.v1}
     */
    public record Example(String topic, String event, String data) {

        @Override
        public String toString() {
            return topic + "/" + event;
        }
    }

    /** Asserts that an event's data is valid by the schema that the event names; that of a tombstone has to be there. */
    public static void assertValid(ReceivedEvent event) {
        if (event.data() != null) {
            assertValid(event.dataSchema(), event.data().toString());
        } else if (!isThere(event.dataSchema())) {
            throw new AssertionError("The contracts do not name the tombstone " + event.type() + ": there is no "
                    + event.dataSchema() + ", which says that its type is null");
        }
    }

    /** Whether a topic of the service has events of this type, by the contracts. */
    static boolean name(String type) {
        String[] parts = type.split("\\.", 4);
        try {
            return new PathMatchingResourcePatternResolver()
                            .getResources("classpath*:contracts/" + parts[2] + ".*/" + parts[3] + ".schema.json")
                            .length
                    > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isThere(String schema) {
        return Contracts.class.getClassLoader().getResource(path(schema)) != null;
    }

    private static String path(String schema) {
        return schema.replace(SCHEMAS, "contracts/");
    }

    /** Asserts that JSON is valid by one of our schemas. */
    public static void assertValid(String schema, String json) {
        List<String> errors = errors(schema, json);
        if (!errors.isEmpty()) {
            throw new AssertionError("Not valid by " + schema + ": " + errors + "\n" + json);
        }
    }

    /** What is wrong with a JSON document by one of our schemas; nothing when it is valid. */
    public static List<String> errors(String schema, String json) {
        if (!schema.startsWith(SCHEMAS)) {
            return List.of("no schema of ours: " + schema);
        }
        if (!isThere(schema)) {
            return List.of("there is no " + path(schema));
        }
        JsonSchema compiled = FACTORY.getSchema(SchemaLocation.of(schema), CONFIG);
        Set<ValidationMessage> messages = compiled.validate(json, InputFormat.JSON);
        return messages.stream().map(ValidationMessage::getMessage).toList();
    }

    /** The examples of the events of a topic; an assertion error when it has none. */
    public static List<Example> examples(String topic) {
        String end = ".example.json";
        try {
            Resource[] found = new PathMatchingResourcePatternResolver()
                    .getResources("classpath*:contracts/" + topic + "/*" + end);
            if (found.length == 0) {
                throw new AssertionError("contracts/" + topic + " has no examples");
            }
            return Arrays.stream(found)
                    .map(resource -> {
                        String name = String.valueOf(resource.getFilename());
                        return new Example(topic, name.substring(0, name.length() - end.length()), content(resource));
                    })
                    .sorted(Comparator.comparing(Example::event))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(Resource resource) {
        try {
            return resource.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
