package wales.rhannu.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** The commands that a client sends to the database, whose address asks for no more than one member's answer. */
public final class Commands implements CommandListener {

    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify", "bulkWrite");

    private final List<Sent> sent = new CopyOnWriteArrayList<>();

    /** A command, the name of the thread that waits for its answer, and when that sent it by {@link System#nanoTime()}. */
    public record Sent(String thread, BsonDocument command, long at) {

        /** Whether it is of this kind and names this collection. */
        public boolean is(String kind, String collection) {
            return command.getFirstKey().equals(kind)
                    && command.getString(kind).getValue().equals(collection);
        }
    }

    /** A client of which all commands are seen. */
    public MongoClient client(String database) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(Engines.mongoUri(database) + "?w=1"))
                .addCommandListener(this)
                .build());
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        sent.add(new Sent(Thread.currentThread().getName(), event.getCommand().clone(), System.nanoTime()));
    }

    /** Those of one kind that name a collection. */
    public List<BsonDocument> of(String kind, String collection) {
        return sent.stream()
                .filter(one -> one.is(kind, collection))
                .map(Sent::command)
                .toList();
    }

    /** What was sent so far, in its order. */
    public List<Sent> all() {
        return List.copyOf(sent);
    }

    /** All writes, of which there must be some, return once most of the replica set has them. */
    public void assertAllWritesAreByMajority() {
        assertThat(sent)
                .extracting(Sent::command)
                .filteredOn(command -> WRITES.contains(command.getFirstKey()))
                .isNotEmpty()
                .allSatisfy(write -> assertThat(write.getDocument("writeConcern", new BsonDocument()))
                        .as("%s", write)
                        .containsEntry("w", new BsonString("majority")));
    }

    /** Forgets what was sent so far. */
    public void clear() {
        sent.clear();
    }
}
