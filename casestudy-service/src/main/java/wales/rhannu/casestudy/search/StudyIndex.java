package wales.rhannu.casestudy.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.StringDocValuesReaderState;
import org.apache.lucene.facet.StringValueFacetCounts;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.search.Question.Dimension;
import wales.rhannu.casestudy.study.StudyState;
import wales.rhannu.casestudy.study.StudyView;
import wales.rhannu.starter.Bilingual;

/**
 * The case studies in Lucene, in a folder of this instance's own that is begun anew at every start: whatever it holds, the
 * service's store and topic hold too. A study is only ever replaced by a newer one.
 */
final class StudyIndex implements AutoCloseable {

    private static final String ID = "id";
    private static final String CIRCLE = "circle";
    private static final String STATUS = "status";
    private static final String AUTHOR = "author";
    private static final String WHEN = "when";
    private static final String VIEW = "view";
    private static final String COUNTED = "counted.";
    private static final int MOST_COUNTED = 50;
    private static final int MOST_INSTANCES = 64;
    private static final int BATCH = 200;

    private static final Sort NEWEST =
            new Sort(new SortField(WHEN, SortField.Type.LONG, true), new SortField(ID, SortField.Type.STRING));
    private static final Sort BEST = new Sort(
            SortField.FIELD_SCORE,
            new SortField(WHEN, SortField.Type.LONG, true),
            new SortField(ID, SortField.Type.STRING));

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
     */
    record Place(@Nullable Float score, long when, String id) {}

    private final JsonMapper json;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    /** The newest sequence that was taken of each, also of those that are gone. */
    private final Map<String, Long> sequences = new ConcurrentHashMap<>();

    /** By id; the studies carry the names, and get a new one when there is one. */
    private final Map<String, Bilingual> organisations = new ConcurrentHashMap<>();

    /** How many were taken, and how many of them a search sees. */
    private final AtomicLong taken = new AtomicLong();

    private volatile long seen;

    StudyIndex(Path folder, JsonMapper json) throws IOException {
        this.json = json;
        writer = writer(folder);
        searchers = new SearcherManager(writer, new SearcherFactory());
    }

    /** In a folder per instance on this machine; the lock of one that died is free. */
    private static IndexWriter writer(Path folder) throws IOException {
        for (int i = 0; ; i++) {
            FSDirectory directory = new NIOFSDirectory(Files.createDirectories(folder.resolve(Integer.toString(i))));
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
        return new IndexWriterConfig(Words.ANALYZER)
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
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
                if (state == null) {
                    writer.deleteDocuments(new Term(ID, id));
                } else {
                    writer.updateDocument(new Term(ID, id), document(state));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            taken.incrementAndGet();
            return sequence;
        });
    }

    private Document document(StudyState state) {
        StudyState.Organisation organisation = state.organisation();
        if (organisation != null && organisation.name() != null) {
            organisations.put(organisation.id(), organisation.name());
        }
        StudyView view = state.view();
        JsonNode tree = json.valueToTree(view);
        Document document = new Document();
        document.add(new StringField(ID, state.id(), Field.Store.NO));
        document.add(new SortedDocValuesField(ID, new BytesRef(state.id())));
        state.circles().forEach(circle -> document.add(new StringField(CIRCLE, circle, Field.Store.NO)));
        document.add(new StringField(STATUS, json.convertValue(state.status(), String.class), Field.Store.NO));
        if (state.author() != null) {
            document.add(new StringField(AUTHOR, state.author(), Field.Store.NO));
        }
        Instant published = state.published();
        document.add(new NumericDocValuesField(WHEN, (published == null ? state.changed() : published).toEpochMilli()));
        counted(document, Dimension.KIND, tree.path("kind"));
        counted(document, Dimension.STAGE, tree.path("stage"));
        counted(document, Dimension.OUTCOME, tree.path("outcome"));
        tree.path("technologies").forEach(technology -> counted(document, Dimension.TECHNOLOGY, technology));
        counted(document, Dimension.ORGANISATION, tree.path("organisation").path("id"));
        counted(document, Dimension.ORGANISATION, tree.path("source").path("organisation"));
        texts(document, tree);
        document.add(new StoredField(VIEW, tree.toString()));
        return document;
    }

    private static void counted(Document document, Dimension dimension, JsonNode value) {
        if (value.isString() && !value.stringValue().isBlank()) {
            document.add(new StringField(dimension.field(), filterable(value.stringValue()), Field.Store.NO));
            document.add(new SortedSetDocValuesField(
                    COUNTED + dimension.field(),
                    new BytesRef(value.stringValue().strip())));
        }
    }

    static String filterable(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }

    private static void texts(Document document, JsonNode tree) {
        text(document, Words.TITLE, Words.TITLE_ENGLISH, tree.path("title"));
        for (String member : List.of(
                "summary",
                "problem",
                "previousProcess",
                "alternatives",
                "solution",
                "stopReason",
                "sector",
                "publicFunction",
                "technologies",
                "techniques",
                "suppliers",
                "lessons",
                "benefits",
                "team")) {
            text(document, Words.TEXT, Words.TEXT_ENGLISH, tree.path(member));
        }
        text(document, Words.TEXT, Words.TEXT_ENGLISH, tree.path("organisation").path("name"));
        text(document, Words.TEXT, Words.TEXT_ENGLISH, tree.path("source").path("organisation"));
    }

    /** Welsh goes to the field for both languages alone: English stems are none of Welsh words. */
    private static void text(Document document, String both, String english, JsonNode node) {
        if (node.isString()) {
            document.add(new TextField(both, node.stringValue(), Field.Store.NO));
            document.add(new TextField(english, node.stringValue(), Field.Store.NO));
        } else {
            node.properties().forEach(member -> {
                if (member.getKey().equals("cy") && member.getValue().isString()) {
                    document.add(new TextField(both, member.getValue().stringValue(), Field.Store.NO));
                } else {
                    text(document, both, english, member.getValue());
                }
            });
            if (node.isArray()) {
                node.forEach(element -> text(document, both, english, element));
            }
        }
    }

    /** What was taken before this began is found. */
    Found search(Question question, int limit, @Nullable Place after) {
        return with(searcher -> {
            Sort sort = question.hasWords() ? BEST : NEWEST;
            Query query = query(question);
            TopFieldCollectorManager top =
                    new TopFieldCollectorManager(sort, limit + 1, after(after, searcher), Integer.MAX_VALUE);
            Object[] results = searcher.search(query, new MultiCollectorManager(top, new FacetsCollectorManager()));
            TopFieldDocs hits = (TopFieldDocs) results[0];
            Map<Dimension, List<Count>> facets = facets(searcher, question, (FacetsCollector) results[1]);
            int shown = Math.min(limit, hits.scoreDocs.length);
            StoredFields stored = searcher.storedFields();
            List<String> items = new ArrayList<>(shown);
            for (int i = 0; i < shown; i++) {
                items.add(stored.document(hits.scoreDocs[i].doc, Set.of(VIEW)).get(VIEW));
            }
            Place last = hits.scoreDocs.length > shown ? place((FieldDoc) hits.scoreDocs[shown - 1]) : null;
            return new Found(items, last, hits.totalHits.value, facets);
        });
    }

    /** Gives each that was found, in the order of their ids, as they all were when this began. */
    void each(Question question, Consumer<String> view) {
        with(searcher -> {
            Query query = query(question);
            Sort byId = new Sort(new SortField(ID, SortField.Type.STRING));
            ScoreDoc last = null;
            while (true) {
                TopFieldDocs hits = last == null
                        ? searcher.search(query, BATCH, byId)
                        : (TopFieldDocs) searcher.searchAfter(last, query, BATCH, byId);
                StoredFields stored = searcher.storedFields();
                for (ScoreDoc hit : hits.scoreDocs) {
                    view.accept(stored.document(hit.doc, Set.of(VIEW)).get(VIEW));
                    last = hit;
                }
                if (hits.scoreDocs.length < BATCH) {
                    return true;
                }
            }
        });
    }

    private static Query query(Question question) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        String q = question.q();
        query.add(q != null && question.hasWords() ? Words.query(q) : new MatchAllDocsQuery(), Occur.MUST);
        query.add(in(CIRCLE, question.by().circles()), Occur.FILTER);
        if (!question.statuses().isEmpty()) {
            query.add(in(STATUS, question.statuses()), Occur.FILTER);
        }
        String author = question.author();
        if (author != null) {
            query.add(new TermQuery(new Term(AUTHOR, author)), Occur.FILTER);
        }
        question.filters()
                .forEach((dimension, values) -> query.add(
                        in(
                                dimension.field(),
                                values.stream().map(StudyIndex::filterable).toList()),
                        Occur.FILTER));
        return query.build();
    }

    private static Query in(String field, List<String> values) {
        return new TermInSetQuery(field, values.stream().map(BytesRef::new).toList());
    }

    private static @Nullable FieldDoc after(@Nullable Place place, IndexSearcher searcher) {
        if (place == null) {
            return null;
        }
        BytesRef id = new BytesRef(place.id());
        Float score = place.score();
        // behind all documents: ids differ, so the number of the document never decides
        int document = Math.max(0, searcher.getIndexReader().maxDoc() - 1);
        return score == null
                ? new FieldDoc(document, Float.NaN, new Object[] {place.when(), id})
                : new FieldDoc(document, score, new Object[] {score, place.when(), id});
    }

    private static Place place(FieldDoc hit) {
        Object[] fields = hit.fields;
        boolean scored = fields.length == 3;
        int when = scored ? 1 : 0;
        return new Place(
                scored ? (Float) fields[0] : null, (Long) fields[when], ((BytesRef) fields[when + 1]).utf8ToString());
    }

    private Map<Dimension, List<Count>> facets(IndexSearcher searcher, Question question, FacetsCollector matching)
            throws IOException {
        Map<Dimension, List<Count>> facets = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            FacetsCollector counting = question.filters().containsKey(dimension)
                    ? searcher.search(query(question.without(dimension)), new FacetsCollectorManager())
                    : matching;
            facets.put(dimension, counts(searcher, dimension, counting));
        }
        return facets;
    }

    private List<Count> counts(IndexSearcher searcher, Dimension dimension, FacetsCollector matching)
            throws IOException {
        String field = COUNTED + dimension.field();
        if (MultiDocValues.getSortedSetValues(searcher.getIndexReader(), field) == null) {
            return List.of();
        }
        StringDocValuesReaderState state = new StringDocValuesReaderState(searcher.getIndexReader(), field);
        FacetResult counted = new StringValueFacetCounts(state, matching).getTopChildren(MOST_COUNTED, field);
        List<Count> counts = new ArrayList<>();
        if (counted != null) {
            for (LabelAndValue value : counted.labelValues) {
                counts.add(new Count(
                        value.label,
                        dimension == Dimension.ORGANISATION ? organisations.get(value.label) : null,
                        value.value.intValue()));
            }
        }
        return counts;
    }

    private interface Search<T> {
        T run(IndexSearcher searcher) throws IOException;
    }

    private <T> T with(Search<T> search) {
        try {
            see(taken.get());
            IndexSearcher searcher = searchers.acquire();
            try {
                return search.run(searcher);
            } finally {
                searchers.release(searcher);
            }
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
        return with(searcher -> searcher.getIndexReader().numDocs());
    }

    @Override
    public void close() throws IOException {
        searchers.close();
        writer.close();
        writer.getDirectory().close();
    }
}
