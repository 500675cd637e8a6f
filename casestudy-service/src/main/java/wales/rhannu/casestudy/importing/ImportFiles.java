package wales.rhannu.casestudy.importing;

import com.mongodb.WriteConcern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.mongo.Indexes;

/** The files of imports until they are over, in pieces, so that any instance can go on with them. */
@Repository
class ImportFiles {

    private static final String COLLECTION = "import_files";
    private static final int PIECE = 256 * 1024;

    /** @param importer who asked for it: kept here alone, so that no member is named when the import is over */
    record Order(byte[] mapping, String importer) {}

    private final MongoTemplate mongo;

    ImportFiles(MongoTemplate mongo) {
        this.mongo = mongo;
        // with the import beside the time, so that no piece is read to learn whose it is
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of("of"), Indexes.of("at", "of")));
    }

    /** Keeps a file and what to do with it, under an id of its own: a repeated request must not touch what is worked on. */
    String keep(InputStream file, Order order, Instant now) throws IOException {
        String id = UUID.randomUUID().toString();
        put(id, orderOf(id), order.mapping(), now, order.importer());
        int number = 0;
        for (byte[] piece = file.readNBytes(PIECE); piece.length > 0; piece = file.readNBytes(PIECE)) {
            put(id, pieceOf(id, number++), piece, now, null);
        }
        return id;
    }

    private void put(String id, String key, byte[] data, Instant now, @Nullable String importer) {
        Document document = new Document("_id", key)
                .append("of", id)
                .append("data", new Binary(data))
                .append("at", Date.from(now));
        if (importer != null) {
            document.append("importer", importer);
        }
        mongo.execute(COLLECTION, c -> c.withWriteConcern(WriteConcern.MAJORITY).insertOne(document));
    }

    /** @throws DomainException gone */
    Order order(String id) {
        Document order = get(orderOf(id));
        if (order == null) {
            throw DomainException.of(
                    DomainException.Kind.GONE, "gone", "The file is no longer there: import it again.");
        }
        return new Order(order.get("data", Binary.class).getData(), order.getString("importer"));
    }

    /** The file, read piece by piece. */
    InputStream open(String id) {
        return new SequenceInputStream(new Enumeration<InputStream>() {

            private int number;
            private @Nullable Document next = get(pieceOf(id, 0));

            @Override
            public boolean hasMoreElements() {
                return next != null;
            }

            @Override
            public InputStream nextElement() {
                Document piece = next;
                if (piece == null) {
                    throw new NoSuchElementException();
                }
                number++;
                next = get(pieceOf(id, number));
                return new ByteArrayInputStream(piece.get("data", Binary.class).getData());
            }
        });
    }

    private @Nullable Document get(String key) {
        return mongo.execute(COLLECTION, c -> c.find(new Document("_id", key)).first());
    }

    void remove(String id) {
        mongo.execute(COLLECTION, c -> c.deleteMany(new Document("of", id)));
    }

    /** The ids of what has been kept for longer than this. */
    List<String> keptLongerThan(Duration age, Instant now) {
        Set<String> ids = new LinkedHashSet<>();
        mongo.execute(COLLECTION, c -> {
            c.find(new Document("at", new Document("$lt", Date.from(now.minus(age)))))
                    .projection(new Document("of", 1).append("_id", 0))
                    .forEach(document -> ids.add(document.getString("of")));
            return true;
        });
        return List.copyOf(ids);
    }

    private static String orderOf(String id) {
        return id + "/order";
    }

    private static String pieceOf(String id, int number) {
        return id + "/" + number;
    }
}
