package wales.rhannu.engines;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;

/** Made-up documents as an import of a wide file makes them: 40 raw columns, 8 to 16 kB. */
final class MadeUpDocuments {

    private static final int COLUMNS = 40;
    private static final int BATCH = 100;

    private MadeUpDocuments() {}

    /** Address, how many, and the number of the first: for a look at what grows with them. */
    public static void main(String[] args) {
        try (MongoClient client = MongoClients.create(args[0])) {
            MongoCollection<Document> studies = client.getDatabase("casestudy").getCollection("case_studies");
            if (args.length > 1) {
                insert(studies, Integer.parseInt(args[2]), Integer.parseInt(args[1]));
            }
            long begun = System.nanoTime();
            int read = 0;
            for (Document unused : studies.find()) {
                read++;
            }
            System.out.println(read + " read in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        }
    }

    static void index(MongoCollection<Document> studies) {
        for (String field : List.of("state", "external", "import", "pending")) {
            studies.createIndex(new Document(field, 1));
        }
    }

    static void insert(MongoCollection<Document> studies, int first, int count) {
        index(studies);
        List<Document> some = new ArrayList<>();
        for (int number = first; number < first + count; number++) {
            some.add(one(number));
            if (some.size() == BATCH) {
                studies.insertMany(some);
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            studies.insertMany(some);
        }
    }

    static Document one(int number) {
        Random random = new Random(number);
        Document raw = new Document();
        for (int column = 0; column < COLUMNS; column++) {
            raw.append("Column " + column + " of the file", "x".repeat(200 + random.nextInt(200)));
        }
        return new Document("_id", id(number))
                .append("version", 1L)
                .append("state", "published")
                .append("external", "row-" + number)
                .append("import", "import-" + number / 3_611)
                .append("title", new Document("cy", "Astudiaeth " + number).append("en", "Study " + number))
                .append("number", number)
                .append("created", (long) random.nextInt(1_000_000))
                .append("raw", raw);
    }

    static String id(int number) {
        return new java.util.UUID(new Random(number).nextLong(), number).toString();
    }
}
