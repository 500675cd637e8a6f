package wales.rhannu.engines;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.function.UnaryOperator;

/** An open cursor: it holds the position of its query, and no documents. */
final class BatchCursor extends AbstractCursor {

    private final QueryExecution reading;
    private final UnaryOperator<List<Document>> projection;
    private volatile long used = System.nanoTime();

    BatchCursor(long id, QueryExecution reading, UnaryOperator<List<Document>> projection) {
        super(id);
        this.reading = reading;
        this.projection = projection;
    }

    @Override
    public boolean isEmpty() {
        return reading.isDone();
    }

    /** The next batch: as many documents as asked for (0 for all), or fewer if they are large. */
    @Override
    public List<Document> takeDocuments(int number) {
        used = System.nanoTime();
        return projection.apply(reading.next(number > 0 ? number : Integer.MAX_VALUE));
    }

    long idleNanos() {
        return System.nanoTime() - used;
    }
}
