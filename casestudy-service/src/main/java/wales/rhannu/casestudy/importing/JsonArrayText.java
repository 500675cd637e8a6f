package wales.rhannu.casestudy.importing;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Converts an array in a record to one text: texts and numbers joined by semicolons, other content as JSON. */
final class JsonArrayText {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;
    private final StringBuilder joined = new StringBuilder();
    private final StringWriter json = new StringWriter();
    private boolean simple = true;

    JsonArrayText(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads to the array's end; of what is longer than a cell may be, no more than shows it. */
    String read() {
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
            generator.writeStartArray();
            int depth = 1;
            int elements = 0;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token.isStructStart()) {
                    depth++;
                    simple = false;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (simple && !isTooLong(joined.length())) {
                    joined.append(elements++ == 0 ? "" : "; ").append(scalar(parser, token));
                }
                if (!isTooLong(json.getBuffer().length())) {
                    copy(token, generator);
                }
            }
            generator.flush();
        }
        return simple ? joined.toString() : json.toString();
    }

    private static boolean isTooLong(int length) {
        return length > RowBuilder.LONGEST_CELL;
    }

    /** A value that has no parts, as it is written; null is nothing. */
    static String scalar(JsonParser parser, JsonToken token) {
        return token == JsonToken.VALUE_NULL ? "" : parser.getString();
    }

    private void copy(JsonToken token, JsonGenerator generator) {
        switch (token) {
            case START_ARRAY -> generator.writeStartArray();
            case END_ARRAY -> generator.writeEndArray();
            case START_OBJECT -> generator.writeStartObject();
            case END_OBJECT -> generator.writeEndObject();
            case PROPERTY_NAME -> generator.writeName(parser.currentName());
            case VALUE_STRING -> generator.writeString(parser.getString());
            // as it is written: what it stands for may be a number of a billion digits
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getString());
            case VALUE_TRUE, VALUE_FALSE -> generator.writeBoolean(token == JsonToken.VALUE_TRUE);
            default -> generator.writeNull();
        }
    }
}
