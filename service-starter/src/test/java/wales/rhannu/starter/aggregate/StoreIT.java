package wales.rhannu.starter.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.outbox.Outbox;
import wales.rhannu.starter.outbox.PendingEvent;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

class StoreIT {

    private final Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private final String database = "store" + UUID.randomUUID().toString().substring(0, 8);
    private MongoClient client;
    private MongoTemplate mongo;
    private Store<Note> notes;

    @BeforeEach
    void store() {
        client = MongoClients.create(Engines.mongoUri(database));
        mongo = new MongoTemplate(client, database);
        notes = store(mongo);
    }

    private Store<Note> store(MongoTemplate template) {
        return NoteStore.of(
                "notes",
                template,
                JsonMapper.builder().build(),
                Clock.fixed(now, ZoneOffset.UTC),
                new Outbox(),
                new Topics(Map.of()),
                new TopicSettings(1, (short) 1, Duration.ofDays(7)));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private Document document(String id) {
        return mongo.getCollection("notes").find(new Document("_id", id)).first();
    }

    private List<PendingEvent> waiting(String id) {
        return PendingEvent.inOrder(document(id).get(PendingEvent.OUTBOX, new Document()));
    }

    private static RequestContext request(String key, String body) {
        return new RequestContext("made-by-" + key, key, body, null);
    }

    @Test
    void stateAndEventAreInOneDocument() {
        notes.add(new Note("a", "hello"), RequestContext.unconditional("a"));

        assertThat(notes.get("a").text()).isEqualTo("hello");
        assertThat(waiting("a")).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("wales.rhannu.notes.note-written.v1");
            assertThat(event.messages()).singleElement().satisfies(message -> {
                assertThat(message.topic()).isEqualTo("notes.notes.internal");
                assertThat(message.data())
                        .isEqualTo("{\"state\":{\"id\":\"a\",\"text\":\"hello\",\"shown\":false},"
                                + "\"change\":{\"text\":\"hello\"}}");
            });
        });
    }

    @Test
    void oneThatCannotBeRestoredKeepsNoOtherFromBeingRead() {
        notes.add(new Note("a", "one"), RequestContext.unconditional("a"));
        mongo.getCollection("notes").insertOne(new Document("_id", "broken").append("state", new Document()));
        notes.add(new Note("c", "three"), RequestContext.unconditional("c"));

        List<String> read = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        notes.each(new Query(), note -> read.add(note.id()), (id, why) -> unreadable.add(id));

        assertThat(read).containsExactlyInAnyOrder("a", "c");
        assertThat(unreadable).containsExactly("broken");
        assertThatThrownBy(() -> notes.find(new Query())).isInstanceOf(RuntimeException.class);
    }

    @Test
    void sequencesRiseWithinOneMillisecondAndOverAClockThatStandsStill() {
        notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
        for (int i = 1; i <= 3; i++) {
            String text = "" + i;
            notes.change("a", RequestContext.unconditional(), note -> note.write(text));
        }

        assertThat(waiting("a").stream().map(PendingEvent::sequence))
                .containsExactly(
                        now.toEpochMilli(), now.toEpochMilli() + 1, now.toEpochMilli() + 2, now.toEpochMilli() + 3);
    }

    @Test
    void whatTheRelayRemovedStaysRemovedAfterALaterWrite() {
        notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
        Note read = notes.get("a");
        mongo.getCollection("notes")
                .updateOne(new Document("_id", "a"), new Document("$unset", new Document(PendingEvent.OUTBOX, "")));

        notes.change("a", RequestContext.unconditional(), note -> note.write("1"));

        assertThat(read.version()).isEqualTo(1);
        assertThat(waiting("a")).hasSize(1);
    }

    @Test
    void autosavesReplaceOneAnotherWhileTheyWait() {
        notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
        for (int i = 0; i < 150; i++) {
            String text = "" + i;
            notes.change("a", RequestContext.unconditional(), note -> note.save(text));
        }

        assertThat(waiting("a").stream().map(PendingEvent::type))
                .containsExactly("wales.rhannu.notes.note-written.v1", "wales.rhannu.notes.note-saved.v1");
        assertThat(notes.get("a").text()).isEqualTo("149");
    }

    @Test
    void aHundredWaitingEventsRefuseTheNext() {
        notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
        for (int i = 1; i < 100; i++) {
            notes.change("a", RequestContext.unconditional(), note -> note.write("x"));
        }

        assertThatThrownBy(() -> notes.change("a", RequestContext.unconditional(), note -> note.write("one more")))
                .isInstanceOfSatisfying(DomainException.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(DomainException.Kind.UNAVAILABLE);
                    assertThat(refusal.retryAfter()).isNotNull();
                });
        assertThat(notes.get("a").text()).isEqualTo("x");
    }

    @Test
    void fiftyAtOnceAllCount() throws Exception {
        notes.add(new Note("a", ""), RequestContext.unconditional("a"));
        ExecutorService pool = Executors.newFixedThreadPool(10);
        try {
            List<Callable<Note>> appends = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                appends.add(
                        () -> notes.change("a", RequestContext.unconditional(), note -> note.write(note.text() + "x")));
            }
            for (Future<Note> done : pool.invokeAll(appends)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(notes.get("a").text()).hasSize(50);
        assertThat(notes.get("a").version()).isEqualTo(51);
        assertThat(waiting("a")).hasSize(51);
    }

    @Nested
    class Reading {

        private final List<Document> finds = new CopyOnWriteArrayList<>();
        private final List<Integer> batches = new CopyOnWriteArrayList<>();

        /** Notes how many documents each batch has. */
        private class Batches implements CommandListener {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                if (event.getCommandName().equals("find")) {
                    finds.add(Document.parse(event.getCommand().toJson()));
                }
            }

            @Override
            public void commandSucceeded(CommandSucceededEvent event) {
                BsonDocument cursor = event.getResponse().getDocument("cursor", new BsonDocument());
                for (String batch : List.of("firstBatch", "nextBatch")) {
                    if (cursor.containsKey(batch)) {
                        batches.add(cursor.getArray(batch).size());
                    }
                }
            }
        }

        private Store<Note> watched() {
            for (int i = 0; i < 100; i++) {
                notes.add(new Note("n" + i, "text " + i).labelled("label " + i), RequestContext.unconditional("n" + i));
            }
            client.close();
            client = MongoClients.create(MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(Engines.mongoUri(database)))
                    .addCommandListener(new Batches())
                    .build());
            return store(new MongoTemplate(client, database));
        }

        @Test
        void takesSmallBatchesAndNothingThatOnlyWritingNeeds() {
            Set<String> read = new HashSet<>();

            watched().each(new Query(), note -> read.add(note.id() + note.text()));

            assertThat(read).hasSize(100);
            assertThat(batches).hasSizeGreaterThan(3).allMatch(size -> size <= Cursors.BATCH_SIZE);
            assertThat(finds).singleElement().satisfies(find -> assertThat(find.get("projection", Document.class))
                    .containsKeys("outbox", "requests"));
        }

        @Test
        void ofSomeFieldsLeavesTheOthersAsInANewObject() {
            Query labels = new Query();
            labels.fields().include("state.label");
            List<Note> read = new ArrayList<>();

            watched().each(labels, read::add);

            assertThat(read).hasSize(100).allSatisfy(note -> {
                assertThat(note.text()).isEmpty();
                assertThat(note.label()).startsWith("label ");
                assertThat(note.version()).isEqualTo(1);
                assertThat(note.sequence()).isPositive();
            });
        }

        @Test
        void ofAllButSomeFieldsLeavesThoseOut() {
            Query withoutText = new Query();
            withoutText.fields().exclude("state.text");

            assertThat(watched().find(withoutText)).hasSize(100).allSatisfy(note -> {
                assertThat(note.text()).isEmpty();
                assertThat(note.label()).startsWith("label ");
            });
        }

        @Test
        void ofIdsAloneIsPossible() {
            Query ids = new Query();
            ids.fields().include("_id");

            assertThat(watched().find(ids)).hasSize(100).allSatisfy(note -> assertThat(note.id())
                    .startsWith("n"));
        }

        @Test
        void ofThoseThatAreChangedOneByOneIsOfIdsAlone() {
            assertThat(watched().ids(new Query())).hasSize(100).doesNotHaveDuplicates();
        }
    }

    @Nested
    class Repeats {

        @Test
        void ofACreationGiveWhatTheFirstMade() {
            notes.add(new Note("made-by-k", "hello"), request("k", "hello"));
            Note again = notes.add(new Note("made-by-k", "hello"), request("k", "hello"));

            assertThat(again.version()).isEqualTo(1);
            assertThat(waiting("made-by-k")).hasSize(1);
        }

        @Test
        void withAnotherBodyAreInvalid() {
            notes.add(new Note("made-by-k", "hello"), request("k", "hello"));

            assertThatThrownBy(() -> notes.add(new Note("made-by-k", "bye"), request("k", "bye")))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.kind())
                            .isEqualTo(DomainException.Kind.INVALID));
        }

        @Test
        void ofAChangeChangeNothing() {
            notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            notes.change("a", request("k", "x"), note -> note.write(note.text() + "x"));
            notes.change("a", request("k", "x"), note -> note.write(note.text() + "x"));

            assertThat(notes.get("a").text()).isEqualTo("0x");
        }

        @Test
        void ofACreationAreKnownHoweverOftenItWasChanged() {
            notes.add(new Note("made-by-k", "0"), request("k", "0"));
            for (int i = 0; i < 25; i++) {
                notes.change("made-by-k", request("change " + i, "x"), note -> note.save(note.text() + "x"));
            }

            assertThat(notes.add(new Note("made-by-k", "0"), request("k", "0")).version())
                    .isEqualTo(26);
            assertThat(document("made-by-k").getList("requests", Document.class))
                    .hasSize(20);
        }

        @Test
        void areKnownHoweverMuchIsWrittenThatNoRequestAskedFor() {
            notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            notes.change("a", request("k", "x"), note -> note.save("x"));
            for (int i = 0; i < 25; i++) {
                notes.change("a", RequestContext.unconditional(), note -> note.save("y"));
            }
            notes.change("a", request("k", "x"), note -> note.save("x"));

            assertThat(notes.get("a").text()).isEqualTo("y");
            assertThat(document("a").getList("requests", Document.class)).hasSize(1);
        }

        @Test
        void ofWhatChangedNothingUndoNothing() {
            notes.add(new Note("a", "x"), RequestContext.unconditional("a"));
            Note unchanged = notes.change("a", request("k", "x"), Repeats::writeX);
            notes.change("a", request("l", "y"), note -> note.write("y"));
            notes.change("a", request("k", "x"), Repeats::writeX);

            assertThat(unchanged.version()).isEqualTo(1);
            assertThat(notes.get("a").text()).isEqualTo("y");
        }

        @Test
        void ofWhatChangedNothingAreKnownThoughAnotherWroteAtTheSameTime() {
            notes.add(new Note("a", "x"), RequestContext.unconditional("a"));
            notes.change("a", request("l", "y"), note -> {
                notes.change("a", request("k", "x"), Repeats::writeX);
                note.write("y");
            });
            notes.change("a", request("k", "x"), Repeats::writeX);

            assertThat(notes.get("a").text()).isEqualTo("y");
        }

        private static void writeX(Note note) {
            if (!note.text().equals("x")) {
                note.write("x");
            }
        }

        @Test
        void ofAnErasureAreAnsweredLikeIt() {
            notes.add(new Note("a", "a secret"), request("made", "a secret"));
            notes.change("a", request("k", ""), Note::erase);

            assertThat(notes.change("a", request("k", ""), Note::erase).text()).isEmpty();
            assertThat(notes.isRepeat("a", request("k", ""))).isTrue();
            assertThat(notes.isRepeat("a", request("made", "a secret"))).isFalse();
            assertThatThrownBy(() -> notes.change("a", request("l", ""), Note::erase))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.kind())
                            .isEqualTo(DomainException.Kind.NOT_FOUND));
        }

        @Test
        void thatAnOlderVersionRememberedAmongTheOthersAreKnown() {
            notes.add(new Note("made-by-k", "0"), request("k", "0"));
            Document createdBy = document("made-by-k").get("createdBy", Document.class);
            mongo.getCollection("notes")
                    .updateOne(
                            new Document("_id", "made-by-k"),
                            new Document("$set", new Document("requests", List.of(createdBy)))
                                    .append("$unset", new Document("createdBy", "")));

            assertThat(notes.add(new Note("made-by-k", "0"), request("k", "0")).version())
                    .isEqualTo(1);
        }
    }

    /** As after a failover: another write has the version of the one that was read. */
    @Test
    void aChangeOfAStateThatIsNoLongerThereIsDoneAnew() {
        notes.add(new Note("a", "undone"), RequestContext.unconditional("a"));
        AtomicBoolean undone = new AtomicBoolean();

        notes.change("a", RequestContext.unconditional(), note -> {
            if (undone.compareAndSet(false, true)) {
                mongo.getCollection("notes")
                        .updateOne(
                                new Document("_id", "a"),
                                new Document(
                                        "$set",
                                        new Document("sequence", note.sequence() + 1).append("state.text", "kept")));
            }
            note.write(note.text() + " and changed");
        });

        assertThat(notes.get("a").text()).isEqualTo("kept and changed");
    }

    @Nested
    class Versions {

        @Test
        void thatAreNotTheExpectedOneRefuse() {
            notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            RequestContext onTheFirst = new RequestContext("unused", null, null, Set.of(1L));
            notes.change("a", onTheFirst, note -> note.write("1"));

            assertThatThrownBy(() -> notes.change("a", onTheFirst, note -> note.write("2")))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.kind())
                            .isEqualTo(DomainException.Kind.PRECONDITION_FAILED));
        }

        @Test
        void areNothingToWhomeverTheChangeRefuses() {
            notes.add(new Note("a", "0"), RequestContext.unconditional("a"));

            assertThat(onAnother(DomainException.notFound())).isEqualTo(DomainException.Kind.NOT_FOUND);
            assertThat(onAnother(DomainException.forbidden("forbidden"))).isEqualTo(DomainException.Kind.FORBIDDEN);
        }

        @Test
        void comeBeforeWhateverElseIsWrong() {
            notes.add(new Note("a", "0"), RequestContext.unconditional("a"));

            assertThat(onAnother(DomainException.conflict("full"))).isEqualTo(DomainException.Kind.PRECONDITION_FAILED);
            assertThat(onAnother(new IllegalArgumentException("No such value.")))
                    .isEqualTo(DomainException.Kind.PRECONDITION_FAILED);
        }

        private DomainException.Kind onAnother(RuntimeException refused) {
            RequestContext onTheSecond = new RequestContext("unused", null, null, Set.of(2L));
            try {
                notes.change("a", onTheSecond, note -> {
                    throw refused;
                });
            } catch (DomainException refusal) {
                return refusal.kind();
            }
            throw new AssertionError("It was changed");
        }
    }

    @Nested
    class Publicly {

        @Test
        void nothingIsSentWhileNothingIsOpen() {
            notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            assertThat(topics("a")).containsExactly("notes.notes.internal");
        }

        @Test
        void theStateIsSentWhenItChangesAndATombstoneWhenItCloses() {
            notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            notes.change("a", RequestContext.unconditional(), Note::show);
            notes.change("a", RequestContext.unconditional(), Note::show);
            notes.change("a", RequestContext.unconditional(), Note::hide);
            notes.change("a", RequestContext.unconditional(), Note::hide);

            List<String> open = waiting("a").stream()
                    .flatMap(event -> event.messages().stream())
                    .filter(message -> message.topic().equals("notes.notes"))
                    .map(message -> String.valueOf(message.data()))
                    .toList();
            assertThat(open).containsExactly("{\"state\":{\"id\":\"a\",\"text\":\"0\"},\"change\":{}}", "null");
        }

        private List<String> topics(String id) {
            return waiting(id).stream()
                    .flatMap(event -> event.messages().stream())
                    .map(PendingEvent.Message::topic)
                    .toList();
        }
    }

    @Nested
    class Erasure {

        @Test
        void leavesNothingOfTheStateNorOfWhatWaited() {
            notes.add(new Note("a", "a secret").labelled("secret-label"), RequestContext.unconditional("a"));
            notes.change("a", RequestContext.unconditional(), Note::show);
            notes.change("a", RequestContext.unconditional(), Note::erase);

            assertThat(notes.find("a")).isEmpty();
            assertThat(notes.find(new Query())).isEmpty();
            assertThat(document("a").toJson()).doesNotContain("secret");
            assertThat(waiting("a")).singleElement().satisfies(event -> assertThat(event.messages())
                    .extracting(PendingEvent.Message::topic, PendingEvent.Message::data)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("notes.notes.internal", null),
                            org.assertj.core.groups.Tuple.tuple("notes.notes", null)));
        }

        /** What the public topic may show, with what waits, and with what was sent and removed. */
        @ParameterizedTest
        @CsvSource({
            "'', false",
            "show, true",
            "show hide, true",
            "show hide show, true",
            "show SENT, true",
            "show SENT hide, true",
            "show SENT hide show, true",
            "show SENT hide SENT, false",
            "SENT show hide, true",
        })
        void sendsAPublicTombstoneUnlessNothingCanBeShown(String history, boolean tombstone) {
            notes.add(new Note("a", "a secret"), RequestContext.unconditional("a"));
            for (String step : history.split(" ")) {
                switch (step) {
                    case "show" -> notes.change("a", RequestContext.unconditional(), Note::show);
                    case "hide" -> notes.change("a", RequestContext.unconditional(), Note::hide);
                    case "SENT" ->
                        mongo.getCollection("notes")
                                .updateOne(
                                        new Document("_id", "a"),
                                        new Document(
                                                "$unset", new Document(PendingEvent.OUTBOX, "").append("pending", "")));
                    default -> {}
                }
            }

            notes.change("a", RequestContext.unconditional(), Note::erase);

            assertThat(waiting("a")).singleElement().satisfies(event -> {
                assertThat(event.messages())
                        .extracting(PendingEvent.Message::topic)
                        .containsExactlyElementsOf(
                                tombstone
                                        ? List.of("notes.notes.internal", "notes.notes")
                                        : List.of("notes.notes.internal"));
                assertThat(event.messages())
                        .extracting(PendingEvent.Message::data)
                        .containsOnlyNulls();
            });
        }

        @Test
        void isNotUndoneByARepeatOfTheCreation() {
            notes.add(new Note("a", "a secret"), RequestContext.unconditional("a"));
            notes.change("a", RequestContext.unconditional(), Note::erase);

            assertThatThrownBy(() -> notes.add(new Note("a", "a secret"), RequestContext.unconditional("a")))
                    .isInstanceOf(DomainException.class);
            assertThat(notes.find("a")).isEmpty();
        }

        @Test
        void freesAUniqueValue() {
            notes.add(new Note("a", "0").labelled("only"), RequestContext.unconditional("a"));
            notes.change("a", RequestContext.unconditional(), Note::erase);
            notes.add(new Note("b", "0").labelled("only"), RequestContext.unconditional("b"));

            assertThat(notes.find(new Query(Criteria.where("state.label").is("only"))))
                    .hasSize(1);
        }
    }

    @Test
    void aUniqueValueThatIsTakenIsAConflict() {
        notes.add(new Note("a", "0").labelled("only"), RequestContext.unconditional("a"));

        assertThatThrownBy(() -> notes.add(new Note("b", "0").labelled("only"), RequestContext.unconditional("b")))
                .isInstanceOfSatisfying(DomainException.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(DomainException.Kind.CONFLICT);
                    assertThat(refusal.code()).isEqualTo("label-taken");
                });
    }

    @Test
    void manyMayLackAUniqueValue() {
        notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
        notes.add(new Note("b", "0"), RequestContext.unconditional("b"));

        assertThat(notes.count(new Query())).isEqualTo(2);
    }
}
