package wales.rhannu.starter.mongo;

import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;

/** Reads and writes that no failover undoes, whatever the address of the database asks for. */
public final class Majority {

    private Majority() {}

    /** A collection whose writes return once most of the replica set has them. */
    public static <T> MongoCollection<T> writes(MongoCollection<T> collection) {
        return collection.withWriteConcern(WriteConcern.MAJORITY);
    }

    /** A collection that shows only what most of the replica set has. */
    public static <T> MongoCollection<T> reads(MongoCollection<T> collection) {
        return collection.withReadConcern(ReadConcern.MAJORITY);
    }
}
