package wales.rhannu.casestudy.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.StringDocValuesReaderState;
import org.apache.lucene.facet.StringValueFacetCounts;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.jspecify.annotations.Nullable;
import wales.rhannu.casestudy.search.SearchCriteria.Dimension;
import wales.rhannu.casestudy.search.StudyIndex.Count;
import wales.rhannu.starter.Bilingual;

/**
 * Searches the index as it is at one moment, and keeps what is dear to make and holds until the next: the state of the
 * facets, and what was counted for questions without words, which are few and frequent.
 */
final class StudySearcher extends IndexSearcher {

    private static final int MOST_COUNTED = 50;
    private static final int MOST_REMEMBERED = 256;

    private final Function<String, @Nullable Bilingual> organisations;
    private final Map<Dimension, StringDocValuesReaderState> states;
    private final Map<Counting, Counted> remembered = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Counting, Counted> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    /** What the counts of a question without words depend on. */
    private record Counting(
            Map<Dimension, List<String>> filters,
            List<String> statuses,
            @Nullable String author,
            List<String> circles) {

        static Counting of(SearchCriteria criteria) {
            return new Counting(
                    criteria.filters(),
                    criteria.statuses(),
                    criteria.author(),
                    criteria.by().circles());
        }
    }

    private record Counted(long total, Map<Dimension, List<Count>> facets) {}

    /**
     * Makes the state of the facets, which takes time after a change to the index, but not for each search.
     *
     * @param organisations the names of those that are ours, by id
     */
    StudySearcher(IndexReader reader, Function<String, @Nullable Bilingual> organisations) throws IOException {
        super(reader);
        this.organisations = organisations;
        this.states = new EnumMap<>(Dimension.class);
        FieldInfos fields = FieldInfos.getMergedFieldInfos(reader);
        for (Dimension dimension : Dimension.values()) {
            String field = StudyDocument.counted(dimension);
            if (fields.fieldInfo(field) != null) {
                states.put(dimension, new StringDocValuesReaderState(reader, field));
            }
        }
    }

    StudyIndex.Found find(SearchCriteria criteria, int limit, StudyIndex.@Nullable Place after) throws IOException {
        Sort sort = criteria.hasWords() ? StudyQuery.BEST : StudyQuery.NEWEST;
        Query query = StudyQuery.of(criteria);
        Counting counting = criteria.hasWords() ? null : Counting.of(criteria);
        Counted counted = counting == null ? null : remembered.get(counting);
        TopFieldDocs hits;
        if (counted != null) {
            // the index lies in this order, so that the search ends with the page
            hits = search(query, new TopFieldCollectorManager(sort, limit + 1, after(after), 1));
        } else {
            Object[] results = search(
                    query,
                    new MultiCollectorManager(
                            new TopFieldCollectorManager(sort, limit + 1, after(after), Integer.MAX_VALUE),
                            new FacetsCollectorManager()));
            hits = (TopFieldDocs) results[0];
            counted = new Counted(hits.totalHits.value, facets(criteria, (FacetsCollector) results[1]));
            if (counting != null) {
                remembered.put(counting, counted);
            }
        }
        int shown = Math.min(limit, hits.scoreDocs.length);
        StudyIndex.Place last = hits.scoreDocs.length > shown ? place((FieldDoc) hits.scoreDocs[shown - 1]) : null;
        return new StudyIndex.Found(views(hits.scoreDocs, shown), last, counted.total(), counted.facets());
    }

    /** The next ones in the order of their ids; the last of them is where to go on. */
    TopFieldDocs byId(SearchCriteria criteria, int limit, @Nullable ScoreDoc after) throws IOException {
        return search(
                StudyQuery.of(criteria),
                new TopFieldCollectorManager(StudyQuery.IDS, limit, (FieldDoc) after, Integer.MAX_VALUE));
    }

    /** What readers get of the first of some hits. */
    List<String> views(ScoreDoc[] hits, int count) throws IOException {
        StoredFields stored = storedFields();
        List<String> views = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            views.add(stored.document(hits[i].doc, Set.of(StudyDocument.VIEW)).get(StudyDocument.VIEW));
        }
        return views;
    }

    private @Nullable FieldDoc after(StudyIndex.@Nullable Place place) {
        if (place == null) {
            return null;
        }
        Float score = place.score();
        // behind all documents: turns differ, so the number of the document never decides
        int document = Math.max(0, getIndexReader().maxDoc() - 1);
        return score == null
                ? new FieldDoc(document, Float.NaN, new Object[] {place.when(), place.turn()})
                : new FieldDoc(document, score, new Object[] {score, place.when(), place.turn()});
    }

    private static StudyIndex.Place place(FieldDoc hit) {
        Object[] fields = hit.fields;
        boolean scored = fields.length == 3;
        int when = scored ? 1 : 0;
        return new StudyIndex.Place(scored ? (Float) fields[0] : null, (Long) fields[when], (Long) fields[when + 1]);
    }

    private Map<Dimension, List<Count>> facets(SearchCriteria criteria, FacetsCollector matching) throws IOException {
        Map<Dimension, List<Count>> facets = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            FacetsCollector counting = criteria.filters().containsKey(dimension)
                    ? search(StudyQuery.of(criteria.without(dimension)), new FacetsCollectorManager())
                    : matching;
            facets.put(dimension, counts(dimension, counting));
        }
        return facets;
    }

    private List<Count> counts(Dimension dimension, FacetsCollector matching) throws IOException {
        StringDocValuesReaderState state = states.get(dimension);
        if (state == null) {
            return List.of();
        }
        FacetResult counted = new StringValueFacetCounts(state, matching)
                .getTopChildren(MOST_COUNTED, StudyDocument.counted(dimension));
        List<Count> counts = new ArrayList<>();
        if (counted != null) {
            for (LabelAndValue value : counted.labelValues) {
                counts.add(new Count(
                        value.label,
                        dimension == Dimension.ORGANISATION ? organisations.apply(value.label) : null,
                        value.value.intValue()));
            }
        }
        return counts;
    }
}
