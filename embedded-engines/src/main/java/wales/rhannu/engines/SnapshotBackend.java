package wales.rhannu.engines;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import java.util.List;
import org.h2.mvstore.MVStore;

/** Databases in a store, of {@link SnapshotCollection}s. */
final class SnapshotBackend extends H2Backend {

    SnapshotBackend(MVStore store) {
        super(store);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        // the constructors of our parents call both methods
        MVStore store = getMvStore();
        return new H2Database(name, store, getCursorRegistry()) {
            @Override
            protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
                String full = getFullCollectionNamespace(collection);
                return new SnapshotCollection(
                        this,
                        collection,
                        options,
                        store.openMap("databases." + full),
                        store.openMap("meta." + full),
                        cursorRegistry);
            }

            @Override
            protected Index<Object> openOrCreateSecondaryIndex(
                    String collection, String index, List<IndexKey> keys, boolean sparse) {
                return new FieldIndex(index, keys, sparse);
            }
        };
    }
}
