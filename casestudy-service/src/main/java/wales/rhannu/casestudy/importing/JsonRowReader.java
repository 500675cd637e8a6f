package wales.rhannu.casestudy.importing;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import wales.rhannu.starter.aggregate.DomainException;

/** The records of a JSON file as rows, parsed token by token so that no record is in memory as a tree. */
final class JsonRowReader extends RowReader {

    private static final int DEEPEST = 32;

    /** Names are not kept from one record to the next: a file may have a new one in each. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private final BoundedInputStream bounded;
    private final JsonParser parser;

    JsonRowReader(InputStream in, Mapping mapping) {
        super(mapping);
        bounded = new BoundedInputStream(in);
        parser = JSON.createParser(ObjectReadContext.empty(), bounded);
        JsonToken token = parser.nextToken();
        for (String member : mapping.records()) {
            token = valueOf(member, token);
        }
        if (token != JsonToken.START_ARRAY) {
            throw DomainException.invalid(
                    "/mapping/records",
                    "The file has no array of records at /" + String.join("/", mapping.records()) + ".");
        }
    }

    private @Nullable JsonToken valueOf(String member, @Nullable JsonToken at) {
        if (at == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = member.equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (found) {
                    return value;
                }
                parser.skipChildren();
            }
        }
        return null;
    }

    @Override
    @Nullable
    RowBuilder read() {
        bounded.begin();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
            while (parser.nextToken() != null) {
                // what comes behind the records has to be JSON too
                bounded.begin();
            }
            return null;
        }
        RowBuilder row = newRow();
        if (token == JsonToken.START_OBJECT) {
            addMembers(row, "", 1);
        } else {
            row.refuse("It is not an object.");
            parser.skipChildren();
        }
        return row;
    }

    /** The members of an object in a record are columns of their own, as {@code body/name}. */
    private void addMembers(RowBuilder row, String under, int depth) {
        boolean empty = true;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            empty = false;
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!row.isRefused() && under.length() + name.length() > RowBuilder.LONGEST_COLUMN) {
                row.refuse("A name of a member, " + RowBuilder.shown(under + name)
                        + ", has with those above it more than " + RowBuilder.LONGEST_COLUMN + " characters.");
            }
            if (row.isRefused()) {
                parser.skipChildren();
                continue;
            }
            String column = PlainText.line(under + name);
            if (value == JsonToken.START_ARRAY) {
                row.add(column, new JsonArrayText(parser).read());
            } else if (value != JsonToken.START_OBJECT) {
                row.add(column, JsonArrayText.scalar(parser, value));
            } else if (depth < DEEPEST) {
                addMembers(row, column + "/", depth + 1);
            } else {
                row.refuse("Its objects are more than " + DEEPEST + " deep in each other.");
                parser.skipChildren();
            }
        }
        if (empty && !under.isEmpty()) {
            row.add(under.substring(0, under.length() - 1), "{}");
        }
    }

    @Override
    public void close() {
        parser.close();
    }
}
