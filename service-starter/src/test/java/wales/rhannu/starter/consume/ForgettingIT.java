package wales.rhannu.starter.consume;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.Engines;

/** What consuming remembers has an end, whether or not anything else happens. */
class ForgettingIT {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Duration WEEK = Duration.ofDays(7);

    private final MongoClient client = MongoClients.create(Engines.mongoUri("forgetting"));
    private final MongoTemplate mongo = new MongoTemplate(client, "forgetting");

    @AfterEach
    void end() {
        mongo.getDb().drop();
        client.close();
    }

    private MongoCollection<Document> of(String collection, Duration... ages) {
        for (Duration age : ages) {
            mongo.getCollection(collection)
                    .insertOne(new Document("_id", age.toString()).append("at", Date.from(NOON.minus(age))));
        }
        return mongo.getCollection(collection);
    }

    @Test
    void anInboxForgetsEventsADayAfterItIgnoresThem() {
        Inbox inbox = new Inbox("group", mongo, CLOCK, WEEK);
        MongoCollection<Document> done = of("inbox", WEEK.plusHours(23), WEEK.plusHours(25));

        inbox.forgetOld();

        assertThat(done.find().map(each -> each.getString("_id"))).containsExactly("PT191H");
    }

    @Test
    void whoResolvedADeadLetterIsForgottenWhenTheRecordIsCertainlyGone() {
        DeadLetters letters = new DeadLetters(List.of(), Map.of(), mongo, CLOCK, WEEK);
        MongoCollection<Document> resolutions = of("dead_letter_resolutions", WEEK.plusDays(6), WEEK.plusDays(8));

        letters.forgetOld();

        assertThat(resolutions.find().map(each -> each.getString("_id"))).containsExactly("PT312H");
    }
}
