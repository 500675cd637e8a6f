package wales.rhannu.starter.mongo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The indexes of a collection. */
public final class Indexes {

    private Indexes() {}

    /**
     * An index as the {@code createIndexes} command takes it, under the name that MongoDB would give it. Several fields are
     * named in the order in which a planner uses them: those that queries compare for equality, then those they sort by, then
     * those of ranges.
     *
     * @param keys the fields; a minus before one makes it descend
     */
    public static Document of(String... keys) {
        Document fields = new Document();
        for (String key : keys) {
            boolean descends = key.startsWith("-");
            fields.append(descends ? key.substring(1) : key, descends ? -1 : 1);
        }
        String name = fields.entrySet().stream()
                .map(field -> field.getKey() + "_" + field.getValue())
                .collect(Collectors.joining("_"));
        return new Document("name", name).append("key", fields);
    }

    /** Creates those that are not there yet, each given as the {@code createIndexes} command takes it. */
    public static void create(MongoTemplate mongo, String collection, List<Document> indexes) {
        mongo.getDb().runCommand(new Document("createIndexes", collection).append("indexes", new ArrayList<>(indexes)));
    }
}
