package wales.rhannu.benchmarks;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.Document;
import org.bson.RawBsonDocument;
import wales.rhannu.testplatform.Platform;

/** What a member costs: bytes in database and heap, and how fast a new service reads all members. */
final class MemberCost implements Benchmark {

    private static final int MEMBERS = Integer.getInteger("rhannu.benchmarks.members", 20_000);
    private static final String TOPIC = "membership.members.internal";
    private static final String STANDING = "member_standing";

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        Platform platform = ground.platform();
        long bytesBefore = bytesOnDisk(platform);
        publish(platform);
        double bytes = (bytesOnDisk(platform) - bytesBefore) / (double) MEMBERS;
        try (MongoClient client = MongoClients.create(platform.mongoUri("admin"))) {
            for (String service : List.of("casestudy", "partner", "events", "feedback")) {
                MongoCollection<RawBsonDocument> standing = raw(client, service, STANDING);
                BenchmarkPlatform.await(
                        service + " to know the members", 240, () -> standing.countDocuments() >= MEMBERS);
            }
            double rate = newcomer(platform, client);
            return List.of(
                    Measurement.of("members", "a new service reads " + MEMBERS + " members", rate, "members/s")
                            .beside("plain inserts, one client", inserts(client)),
                    Measurement.of("members", "a member on its topic", bytes, "bytes"),
                    Measurement.of(
                            "members", "a member's standing in a service", size(client, "newcomer", STANDING), "bytes"),
                    Measurement.of(
                            "members",
                            "a member in membership-service",
                            size(client, "membership", "members"),
                            "bytes"));
        }
    }

    /** Publishes changed profiles as membership-service does. */
    private static void publish(Platform platform) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", platform.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            String now = Instant.now().toString();
            String organisation = UUID.randomUUID().toString();
            for (int i = 0; i < MEMBERS; i++) {
                String id = UUID.randomUUID().toString();
                String sequence = Long.toString(System.currentTimeMillis());
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        TOPIC,
                        id.getBytes(StandardCharsets.UTF_8),
                        """
                        {"state":{"id":"%1$s","email":"member.%2$d@example.gov.wales","name":"Member %2$d","organisation":"%3$s",\
                        "roles":["member"],"standing":"active","language":"cy","skills":["Power Automate"],\
                        "about":"Yn awtomeiddio ceisiadau."},"change":{}}"""
                                .formatted(id, i, organisation)
                                .getBytes(StandardCharsets.UTF_8));
                Map.of(
                                "ce_specversion",
                                "1.0",
                                "ce_id",
                                id + "-" + sequence,
                                "ce_source",
                                "https://rhannu.wales/services/membership",
                                "ce_dataschema",
                                "https://rhannu.wales/schemas/membership.members.internal/state.schema.json",
                                "ce_type",
                                "wales.rhannu.membership.member-profile-changed.v1",
                                "ce_subject",
                                id,
                                "ce_time",
                                now,
                                "ce_sequence",
                                sequence,
                                "content-type",
                                "application/json")
                        .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
                producer.send(record);
            }
        }
    }

    private static long bytesOnDisk(Platform platform) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrapServers()))) {
            int broker = admin.describeCluster()
                    .nodes()
                    .get(30, TimeUnit.SECONDS)
                    .iterator()
                    .next()
                    .id();
            return admin.describeLogDirs(List.of(broker)).allDescriptions().get(30, TimeUnit.SECONDS).values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .map(LogDirDescription::replicaInfos)
                    .flatMap(replicas -> replicas.entrySet().stream())
                    .filter(replica -> replica.getKey().topic().equals(TOPIC))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        }
    }

    /** Starts an instance with a new name and an empty database, while the others are idle. */
    private static double newcomer(Platform platform, MongoClient client) throws InterruptedException {
        MongoCollection<RawBsonDocument> standing = raw(client, "newcomer", STANDING);
        try (Platform.Instance newcomer = platform.another(
                "partner-service",
                Map.of(
                        "spring.application.name",
                        "newcomer-service",
                        "spring.mongodb.uri",
                        platform.mongoUri("newcomer")))) {
            BenchmarkPlatform.await("the first member", 120, () -> standing.countDocuments() > 0);
            long begun = System.nanoTime();
            long atFirst = standing.countDocuments();
            BenchmarkPlatform.await("the last member", 240, () -> standing.countDocuments() >= MEMBERS);
            return (MEMBERS - atFirst) / ((System.nanoTime() - begun) / 1e9);
        }
    }

    private static double inserts(MongoClient client) {
        MongoCollection<Document> plain = client.getDatabase("yardstick").getCollection("plain");
        plain.drop();
        long begun = System.nanoTime();
        for (int i = 0; i < MEMBERS; i++) {
            plain.insertOne(new Document("_id", UUID.randomUUID().toString())
                    .append("sequence", System.currentTimeMillis())
                    .append("state", new Document("standing", "active")));
        }
        double rate = MEMBERS / ((System.nanoTime() - begun) / 1e9);
        plain.drop();
        return rate;
    }

    private static MongoCollection<RawBsonDocument> raw(MongoClient client, String database, String collection) {
        return client.getDatabase(database).getCollection(collection, RawBsonDocument.class);
    }

    /** The average size of some documents. */
    private static double size(MongoClient client, String database, String collection) {
        long bytes = 0;
        int documents = 0;
        for (RawBsonDocument document : raw(client, database, collection).find().limit(1_000)) {
            bytes += document.getByteBuffer().remaining();
            documents++;
        }
        return documents == 0 ? Double.NaN : bytes / (double) documents;
    }
}
