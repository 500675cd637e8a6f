package wales.rhannu.benchmarks;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import wales.rhannu.testplatform.ImportClient;
import wales.rhannu.testplatform.Platform;

/** Rows per second of an import that publishes, from the upload to its end. */
final class ImportRate implements Benchmark {

    private static final int ROWS = 3_000;

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        Platform platform = ground.platform();
        ImportClient importing = new ImportClient(platform.api("facilitator"));
        imported(importing, 500);
        double rate = imported(importing, ROWS);
        return List.of(Measurement.of("import", "import of " + ROWS + " rows, published", rate, "rows/s")
                .beside("plain inserts, one client", inserts(platform)));
    }

    private static double imported(ImportClient importing, int rows) throws InterruptedException {
        String mark = "benchmark-" + UUID.randomUUID();
        long begun = System.nanoTime();
        String location =
                importing.begin("made-up.csv", ImportClient.madeUp(mark, rows), ImportClient.madeUpMapping(mark));
        BenchmarkPlatform.await(
                "the import", 300, () -> importing.progress(location).isEnded());
        double rate = rows / ((System.nanoTime() - begun) / 1e9);
        ImportClient.Progress end = importing.progress(location);
        if (end.created() != rows) {
            throw new IllegalStateException("Not every row was imported: " + end.json());
        }
        return rate;
    }

    private static double inserts(Platform platform) {
        try (MongoClient client = MongoClients.create(platform.mongoUri("yardstick"))) {
            Document like = client.getDatabase("casestudy")
                    .getCollection("case-studies")
                    .find()
                    .first();
            if (like == null) {
                throw new IllegalStateException("There are no case studies");
            }
            MongoCollection<Document> plain = client.getDatabase("yardstick").getCollection("plain");
            plain.drop();
            long begun = System.nanoTime();
            for (int i = 0; i < ROWS; i++) {
                plain.insertOne(
                        new Document(like).append("_id", UUID.randomUUID().toString()));
            }
            double rate = ROWS / ((System.nanoTime() - begun) / 1e9);
            plain.drop();
            return rate;
        }
    }
}
