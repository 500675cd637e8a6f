package wales.rhannu.engines;

import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.type.ObjectDataType;

/**
 * How documents are kept in a file: as the store keeps any object. But it says what each takes of the heap, where the store
 * would take twice its bytes in the file for it, and its cache grow far beyond its bound.
 */
final class DocumentType extends ObjectDataType {

    @Override
    public int getMemory(Object value) {
        return value instanceof Document ? Footprint.of(value) : super.getMemory(value);
    }

    /** Documents of one page differ too much to take one for another. */
    @Override
    public boolean isMemoryEstimationAllowed() {
        return false;
    }
}
