package wales.rhannu.casestudy.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.search.SearchCriteria.Dimension;
import wales.rhannu.casestudy.study.StudyState;
import wales.rhannu.casestudy.study.StudyView;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * The case studies in Lucene, in a folder of this instance's own that is begun anew at every start: whatever it holds, the
 * service's store and topic hold too. A study is only ever replaced by a newer one. The heap holds the ids and what is not
 * yet in files; the files are mapped, so that the system's cache holds as much of them as there is room for.
 */
final class StudyIndex implements AutoCloseable {

    private static final int MOST_INSTANCES = 64;
    private static final int BATCH = 200;
    private static final double MOST_MEBIBYTES_NOT_IN_FILES = 16;

    /**
     * Some of what was found.
     *
     * @param items {@link StudyView}s as JSON
     * @param last where the next page goes on from; null on the last
     */
    record Found(List<String> items, @Nullable Place last, long total, Map<Dimension, List<Count>> facets) {}

    /**
     * How many there are with a value.
     *
     * @param name of an organisation of ours
     */
    record Count(String value, @Nullable Bilingual name, int count) {}

    /**
     * A place in the order of what was found.
     *
     * @param score null where the newest come first
     * @param turn among those of the same moment
     */
    record Place(@Nullable Float score, long when, long turn) {}

    private final JsonMapper json;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final SearchThreads threads = new SearchThreads();
    /** The newest indexed sequence of each case study, including erased ones. */
    private final Map<String, Long> sequences = new ConcurrentHashMap<>();

    /** By id; the studies carry the names, and get a new one when there is one. */
    private final Map<String, Bilingual> organisations = new ConcurrentHashMap<>();

    /** How many were taken, and how many of them a search sees. */
    private final AtomicLong taken = new AtomicLong();

    private volatile long seen;

    StudyIndex(Path folder, JsonMapper json) throws IOException {
        this.json = json;
        writer = writer(folder);
        searchers = new SearcherManager(writer, new SearcherFactory() {
            @Override
            public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) throws IOException {
                return new StudySearcher(reader, organisations::get);
            }
        });
    }

    /** In a folder per instance on this machine; the lock of one that died is free. */
    private static IndexWriter writer(Path folder) throws IOException {
        for (int i = 0; ; i++) {
            FSDirectory directory = new MMapDirectory(Files.createDirectories(folder.resolve(Integer.toString(i))));
            try {
                return new IndexWriter(directory, settings());
            } catch (LockObtainFailedException e) {
                directory.close();
                if (i == MOST_INSTANCES) {
                    throw e;
                }
            }
        }
    }

    private static IndexWriterConfig settings() {
        return new IndexWriterConfig(TextAnalysis.ANALYZER)
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setRAMBufferSizeMB(MOST_MEBIBYTES_NOT_IN_FILES)
                .setIndexSort(StudyQuery.NEWEST)
                .setCommitOnClose(false);
    }

    /**
     * Takes a case study as it is now, unless a newer one was taken.
     *
     * @param state null when it is gone
     */
    void take(String id, long sequence, @Nullable StudyState state) {
        sequences.compute(id, (key, before) -> {
            if (before != null && before >= sequence) {
                return before;
            }
            try {
                put(id, state, before == null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            taken.incrementAndGet();
            return sequence;
        });
    }

    private void put(String id, @Nullable StudyState state, boolean isNew) throws IOException {
        Term itself = new Term(StudyDocument.ID, id);
        if (state == null) {
            writer.deleteDocuments(itself);
            return;
        }
        StudyState.Organisation organisation = state.organisation();
        if (organisation != null && organisation.name() != null) {
            organisations.put(organisation.id(), organisation.name());
        }
        Document document = StudyDocument.of(state, json);
        if (isNew) {
            // filling an index need not look for what it replaces
            writer.addDocument(document);
        } else {
            writer.updateDocument(itself, document);
        }
    }

    /** Makes everything that was indexed before this call visible to searches. */
    Found search(SearchCriteria criteria, int limit, @Nullable Place after) {
        return threads.run(() -> {
            StudySearcher searcher = acquire();
            try {
                return searcher.find(criteria, limit, after);
            } finally {
                searchers.release(searcher);
            }
        });
    }

    /** Gives each that was found, in the order of their ids, as they all were when this began. */
    void each(SearchCriteria criteria, Consumer<String> view) {
        StudySearcher searcher = threads.run(this::acquire);
        try {
            ScoreDoc last = null;
            while (true) {
                ScoreDoc after = last;
                ScoreDoc[] hits = threads.goOn(() -> searcher.byId(criteria, BATCH, after)).scoreDocs;
                // whoever reads them may be slow, and keeps no thread from others meanwhile
                threads.goOn(() -> searcher.views(hits, hits.length)).forEach(view);
                if (hits.length < BATCH) {
                    return;
                }
                last = hits[hits.length - 1];
            }
        } finally {
            release(searcher);
        }
    }

    private StudySearcher acquire() {
        try {
            see(taken.get());
            return (StudySearcher) searchers.acquire();
        } catch (IOException | AlreadyClosedException e) {
            throw incomplete();
        }
    }

    static DomainException incomplete() {
        return DomainException.unavailable("index-incomplete", Duration.ofSeconds(1));
    }

    /** Whether the index is open; Lucene closes it for good when a file cannot be written. */
    boolean isOpen() {
        return writer.isOpen();
    }

    private void release(StudySearcher searcher) {
        try {
            searchers.release(searcher);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void see(long wanted) throws IOException {
        if (seen < wanted) {
            synchronized (searchers) { // whoever comes second waits for the first, and need not do it again
                if (seen < wanted) {
                    long all = taken.get();
                    searchers.maybeRefreshBlocking();
                    seen = all;
                }
            }
        }
    }

    int size() {
        return threads.run(() -> {
            StudySearcher searcher = acquire();
            try {
                return searcher.getIndexReader().numDocs();
            } finally {
                searchers.release(searcher);
            }
        });
    }

    @Override
    public void close() throws IOException {
        threads.close();
        searchers.close();
        writer.close();
        writer.getDirectory().close();
    }
}
