package wales.rhannu.engines;

import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.type.ObjectDataType;

/**
 * How documents are stored in the file: serialized, as the store does with any object. This type estimates a document's memory.
 * The store's own estimate is twice the bytes in the file, which is far too low, and its cache would grow beyond its bound.
 */
final class DocumentType extends ObjectDataType {

    @Override
    public int getMemory(Object value) {
        return value instanceof Document ? HeapEstimate.of(value) : super.getMemory(value);
    }

    /** Estimates each document by itself, because documents of one page differ too much in size. */
    @Override
    public boolean isMemoryEstimationAllowed() {
        return false;
    }
}
