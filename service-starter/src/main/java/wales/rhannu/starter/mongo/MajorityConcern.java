package wales.rhannu.starter.mongo;

import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;

/** Collections with majority concern, so that a failover undoes neither reads nor writes, whatever the connection string says. */
public final class MajorityConcern {

    private MajorityConcern() {}

    /** A collection whose writes return once most of the replica set has them. */
    public static <T> MongoCollection<T> writes(MongoCollection<T> collection) {
        return collection.withWriteConcern(WriteConcern.MAJORITY);
    }

    /** A collection that shows only what most of the replica set has. */
    public static <T> MongoCollection<T> reads(MongoCollection<T> collection) {
        return collection.withReadConcern(ReadConcern.MAJORITY);
    }
}
