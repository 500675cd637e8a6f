package wales.rhannu.starter.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.Commands;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.aggregate.Note;
import wales.rhannu.starter.aggregate.RequestContext;

/** What is answered and sent can be undone by no failover, though the address of the database asks for one member's answer. */
class ConcernIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final String service = "notes" + UUID.randomUUID().toString().substring(0, 8);
    private final Commands commands = new Commands();

    private static RequestContext request(String key) {
        return new RequestContext(key, key, "body", null);
    }

    private RelayProcess service() {
        return new RelayProcess(
                service, commands.client(service), MongoTemplate::new, Engines.kafka(), Duration.ofDays(7));
    }

    @Test
    void aStoreAnswersAfterAMajorityWriteAlone() {
        try (RelayProcess notes = service()) {
            commands.clear();
            notes.notes.add(new Note("k", "0"), request("k"));
            notes.notes.add(new Note("k", "0"), request("k"));
            notes.notes.change("k", request("l"), note -> note.write("1"));
            notes.notes.change("k", request("l"), note -> note.write("1"));
            notes.notes.isRepeat("k", request("l"));
            notes.notes.change("k", request("m"), note -> {});
            notes.notes.change("k", RequestContext.unconditional(), note -> {});
            notes.notes.change("k", RequestContext.unconditional(), Note::erase);

            // each answer has one; the second insert failed, and then it was confirmed
            assertThat(commands.of("insert", "notes")).hasSize(2);
            assertThat(commands.of("update", "notes")).hasSize(7);
            commands.assertAllWritesAreByMajority();
        }
    }

    @Test
    void aRelaySendsWhatMostHaveAndRemovesItByMajority() {
        try (RelayProcess notes = service().start()) {
            notes.notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            awaitNothingWaits(notes);
        }
        commands.clear();
        try (RelayProcess notes = service().start()) { // finds what the last transaction held
            notes.notes.add(new Note("b", "0"), RequestContext.unconditional("b"));
            awaitNothingWaits(notes);
        }
        List<BsonDocument> reads = commands.of("find", "notes").stream()
                .filter(find ->
                        find.getDocument("projection", new BsonDocument()).containsKey("pending"))
                .toList();
        assertThat(reads).isNotEmpty().allSatisfy(read -> assertThat(read.getDocument("readConcern"))
                .containsEntry("level", new BsonString("majority")));
        assertThat(commands.of("update", "notes")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(commands.of("update", "leases")).isNotEmpty();
        commands.assertAllWritesAreByMajority();
    }

    /** A new primary may show what was sent and removed at the old one, until it has kept a write of its own. */
    @Test
    void aRelayKeepsItsLeaseBetweenFindingAnEventAndReadingIt() {
        try (RelayProcess writer =
                        new RelayProcess(service, Engines.mongoUri(service), Engines.kafka(), Duration.ofDays(7));
                RelayProcess relay = service().start()) {
            relay.notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            awaitNothingWaits(relay);
            commands.clear();
            writer.notes.add(new Note("b", "0"), RequestContext.unconditional("b"));
            awaitNothingWaits(writer);

            // it is kept on a beat as well, but its sweep keeps it only where it found something, before it tells the
            // relay
            List<Commands.Sent> sent = commands.all();
            assertThat(sent.stream()
                            .takeWhile(one -> !one.is("find", "notes") || !namesB(one.command()))
                            .filter(one -> one.thread().equals("relay-sweep"))
                            .filter(one -> one.is("find", "notes") || one.is("update", "leases"))
                            .map(one -> one.command().getFirstKey()))
                    .containsSubsequence("find", "update");
            assertThat(sent).anyMatch(one -> one.is("find", "notes") && namesB(one.command()));
        }
    }

    private static boolean namesB(BsonDocument find) {
        return find.getDocument("filter").toString().contains("\"b\"");
    }

    @Test
    void aRelayLooksLessOftenWhileNothingWaits() {
        try (RelayProcess notes = service().start()) {
            notes.notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            awaitNothingWaits(notes);
            // every 100 ms while there is something; how long it is kept from looking besides does not count
            await().atMost(SOON).until(() -> {
                List<Long> looks = looks();
                int last = looks.size() - 1;
                return last >= 3
                        && IntStream.rangeClosed(last - 2, last)
                                .allMatch(i -> looks.get(i) - looks.get(i - 1) >= 4 * PAUSE.toNanos());
            });
        }
    }

    /** When the sweep looked for what waits. */
    private List<Long> looks() {
        return commands.all().stream()
                .filter(one -> one.thread().equals("relay-sweep") && one.is("find", "notes"))
                .map(Commands.Sent::at)
                .toList();
    }

    private static void awaitNothingWaits(RelayProcess notes) {
        await().atMost(SOON)
                .until(() -> notes.mongo
                                .getCollection("notes")
                                .countDocuments(new Document("pending", new Document("$exists", true)))
                        == 0);
    }
}
