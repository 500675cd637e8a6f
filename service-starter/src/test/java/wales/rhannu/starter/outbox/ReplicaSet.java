package wales.rhannu.starter.outbox;

import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.CollectionCallback;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Stands in for a replica set whose primary can be cut off from the others. It then still takes writes and shows them to who
 * reads locally; a write by majority fails after it was made; and the failover undoes all of them. What most members have is
 * kept in a second database, which who reads by majority sees. Leases are left out of it, so that it is the same instance that
 * relays.
 */
class ReplicaSet extends MongoTemplate {

    private static final Set<String> WRITES =
            Set.of("insertOne", "updateOne", "replaceOne", "deleteOne", "deleteMany", "bulkWrite");

    private final MongoDatabase primary;
    private final MongoDatabase most;
    private final AtomicReference<@Nullable CountDownLatch> looked = new AtomicReference<>();
    private boolean cutOff;

    ReplicaSet(MongoClient client, String database) {
        super(client, database);
        this.primary = client.getDatabase(database);
        this.most = client.getDatabase(database + "-most");
    }

    @Override
    public <T> @Nullable T execute(String name, CollectionCallback<T> callback) {
        if (name.equals("leases")) {
            return super.execute(name, callback);
        }
        return super.execute(name, c -> callback.doInCollection(view(c, name, false, false)));
    }

    @SuppressWarnings("unchecked")
    private MongoCollection<Document> view(
            MongoCollection<Document> local, String name, boolean readsMost, boolean writesMost) {
        return (MongoCollection<Document>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MongoCollection.class}, (proxy, method, arguments) -> {
                    String called = method.getName();
                    if (called.equals("withReadConcern")) {
                        return view(local, name, ReadConcern.MAJORITY.equals(arguments[0]), writesMost);
                    }
                    if (called.equals("withWriteConcern")) {
                        return view(local, name, readsMost, WriteConcern.MAJORITY.equals(arguments[0]));
                    }
                    try {
                        if (WRITES.contains(called)) {
                            return write(name, writesMost, () -> method.invoke(local, arguments));
                        }
                        noteLook();
                        return method.invoke(readsMost ? most.getCollection(name) : local, arguments);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }

    private interface Invocation {
        Object invoke() throws ReflectiveOperationException;
    }

    private synchronized Object write(String name, boolean byMajority, Invocation write)
            throws ReflectiveOperationException {
        Object result = write.invoke();
        if (!cutOff) {
            copy(name, primary, most);
        } else if (byMajority) {
            throw new MongoTimeoutException("Most members do not answer.");
        }
        return result;
    }

    private void noteLook() {
        CountDownLatch some = looked.get();
        if (some != null && Thread.currentThread().getName().equals("relay-sweep")) {
            some.countDown();
        }
    }

    /** From here on the primary is alone, and does not know. */
    synchronized void cutOff() {
        cutOff = true;
    }

    /** The others have chosen a new primary. What only the old one had is gone. */
    synchronized void failOver() {
        for (String name : primary.listCollectionNames()) {
            if (!name.equals("leases")) {
                copy(name, most, primary);
            }
        }
        cutOff = false;
    }

    /** Waits until the relay has looked for what waits, which it does again and again. */
    void awaitLooks() throws InterruptedException {
        CountDownLatch some = new CountDownLatch(4);
        looked.set(some);
        if (!some.await(90, TimeUnit.SECONDS)) {
            throw new AssertionError("The relay does not look");
        }
    }

    private static void copy(String name, MongoDatabase from, MongoDatabase to) {
        MongoCollection<Document> target = to.getCollection(name);
        Set<Object> ids = new HashSet<>();
        for (Document document : from.getCollection(name).find().into(new ArrayList<>())) {
            Document id = new Document("_id", document.get("_id"));
            ids.add(document.get("_id"));
            Document there = target.find(id).first();
            if (there == null) {
                target.insertOne(document);
            } else if (!there.equals(document)) {
                target.replaceOne(id, document);
            }
        }
        List<Document> all = target.find().projection(new Document("_id", 1)).into(new ArrayList<>());
        all.stream().filter(one -> !ids.contains(one.get("_id"))).forEach(target::deleteOne);
    }
}
