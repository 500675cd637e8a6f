package wales.rhannu.starter.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.kafka.support.KafkaNull;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import wales.rhannu.starter.Engines;

class ErasuresIT {

    private static final Duration AGAIN_AFTER = Duration.ofMinutes(10);
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final MongoClient client = MongoClients.create(Engines.mongoUri("erasures"));
    private final MongoTemplate mongo = new MongoTemplate(client, "erasures");
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final MongoCollection<Document> posts = mongo.getCollection("posts");

    @AfterEach
    void end() {
        mongo.getDb().drop();
        client.close();
    }

    /** The erasures of an instance that was started at a time. */
    private Erasures at(Instant now, MemberErasure... erasures) {
        return new Erasures(List.of(erasures), mongo, AGAIN_AFTER, Clock.fixed(now, ZoneOffset.UTC), meters);
    }

    private void removePosts(String member) {
        posts.deleteMany(new Document("by", member));
    }

    private void post(String member) {
        posts.insertOne(new Document("by", member));
    }

    private double counted(String outcome) {
        return meters.get("rhannu.erasures").tag("outcome", outcome).counter().count();
    }

    private static void lookAgain(Erasures erasures) {
        erasures.due().forEach(erasures::eraseAgain);
    }

    private static Message<?> event(String member, Object payload) {
        return MessageBuilder.withPayload(payload)
                .setHeader("ce_id", member + "-1")
                .setHeader("ce_source", "/membership-service")
                .setHeader("ce_type", "wales.rhannu.membership.member-erased.v1")
                .setHeader("ce_subject", member)
                .setHeader("ce_time", "2026-11-28T12:00:00Z")
                .setHeader("ce_dataschema", "https://rhannu.wales/schemas/x")
                .setHeader("ce_sequence", "1")
                .build();
    }

    static Message<?> tombstone(String member) {
        return event(member, KafkaNull.INSTANCE);
    }

    @Test
    void whatARequestThatWasLetInBeforeWritesLaterIsErasedToo() {
        post("lowri");
        post("other");
        Erasures before = at(NOON, this::removePosts);
        before.read(tombstone("lowri"));
        assertThat(posts.countDocuments()).isEqualTo(1);
        post("lowri");

        lookAgain(at(NOON.plus(AGAIN_AFTER).minusSeconds(1), this::removePosts));
        assertThat(posts.countDocuments()).isEqualTo(2);

        // as after a restart: what is due is known from the database
        lookAgain(at(NOON.plus(AGAIN_AFTER), this::removePosts));
        assertThat(posts.find().map(post -> post.getString("by"))).containsExactly("other");
        assertThat(mongo.getCollection(Erasures.COLLECTION).countDocuments()).isZero();
    }

    @Test
    void aLaterDeliveryPutsTheSecondTimeOff() {
        at(NOON, this::removePosts).read(tombstone("lowri"));
        at(NOON.plusSeconds(60), this::removePosts).read(tombstone("lowri"));

        assertThat(at(NOON.plus(AGAIN_AFTER), this::removePosts).due()).isEmpty();
        assertThat(at(NOON.plus(AGAIN_AFTER).plusSeconds(60), this::removePosts).due())
                .hasSize(1);
    }

    @Test
    void whoChangesIsNotErased() {
        post("lowri");

        at(NOON, this::removePosts).read(event("lowri", "{\"state\": {}, \"change\": {}}".getBytes(UTF_8)));

        assertThat(posts.countDocuments()).isEqualTo(1);
        assertThat(mongo.getCollection(Erasures.COLLECTION).countDocuments()).isZero();
    }

    @Test
    void whatFailsIsTriedAgainAndKeepsTheMemberNowhereElse() {
        post("lowri");
        List<String> tried = new ArrayList<>();
        MemberErasure failsAtFirst = member -> {
            tried.add(member);
            if (tried.size() < 3) {
                throw new IllegalStateException("not yet");
            }
        };

        assertThatThrownBy(() -> at(NOON, failsAtFirst, this::removePosts).read(tombstone("lowri")))
                .hasMessage("not yet");
        assertThat(posts.countDocuments()).isZero();

        Erasures later = at(NOON.plus(AGAIN_AFTER), failsAtFirst, this::removePosts);
        assertThatThrownBy(() -> lookAgain(later)).hasMessage("not yet");
        lookAgain(later);
        assertThat(tried).hasSize(3);
        assertThat(counted("failed")).isEqualTo(2);
        assertThat(counted("done")).isEqualTo(1);
        assertThat(later.due()).isEmpty();
    }
}
