package wales.rhannu.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.StringDocValuesReaderState;
import org.apache.lucene.facet.StringValueFacetCounts;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.MMapDirectory;

/**
 * The yardstick of {@link SearchRate}: the same studies, queries, pages and counts with Lucene alone, in one process, with one
 * searcher whose facet state is computed once. There is no HTTP, no JSON and no change of the index.
 */
final class LuceneSearch {

    private static final List<String> DIMENSIONS = List.of("kind", "stage", "outcome", "organisation", "technology");
    /** How many queries are sent to both, to check that both find the same. */
    static final int COMPARED = 100;

    private static final int PAGE = 20;
    private static final int MOST_COUNTED = 50;
    private static final Sort NEWEST = new Sort(new SortField("when", SortField.Type.LONG, true));
    private static final Sort BEST = new Sort(SortField.FIELD_SCORE, new SortField("when", SortField.Type.LONG, true));
    private static final Analyzer ENGLISH = new EnglishAnalyzer();
    private static final Analyzer FOLDED = new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer words = new StandardTokenizer();
            return new TokenStreamComponents(words, new ASCIIFoldingFilter(new LowerCaseFilter(words)));
        }
    };

    private final IndexSearcher searcher;
    private final Map<String, StringDocValuesReaderState> states = new LinkedHashMap<>();

    private LuceneSearch(DirectoryReader reader) throws IOException {
        searcher = new IndexSearcher(reader);
        for (String dimension : DIMENSIONS) {
            states.put(dimension, new StringDocValuesReaderState(reader, "counted." + dimension));
        }
    }

    /**
     * Arguments: an empty folder, the number of studies, and the seconds to measure. Prints how many results each of the first
     * queries has; then reads numbers of readers from standard input, line by line, and measures with each.
     */
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (MMapDirectory directory = new MMapDirectory(Path.of(arguments[0]))) {
            fill(directory, Integer.parseInt(arguments[1]));
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                LuceneSearch bare = new LuceneSearch(reader);
                List<String> totals = new ArrayList<>();
                for (SearchQuery query : SearchQuery.all().subList(0, COMPARED)) {
                    totals.add(bare.search(query).toString());
                }
                System.out.println(String.join(" ", totals));
                for (String readers = in.readLine(); readers != null; readers = in.readLine()) {
                    System.out.println(bare.measure(Integer.parseInt(readers), Long.parseLong(arguments[2])));
                }
            }
        }
    }

    private static void fill(MMapDirectory directory, int studies) throws IOException {
        Analyzer analyzer = new PerFieldAnalyzerWrapper(FOLDED, Map.of("title.en", ENGLISH, "text.en", ENGLISH));
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (int i = 0; i < studies; i++) {
                writer.addDocument(LuceneDocument.of(MadeUpStudies.state(i)));
            }
        }
    }

    /** Runs this many readers, each of which sends one query after the other. */
    private Result measure(int readers, long seconds) throws InterruptedException {
        List<SearchQuery> all = SearchQuery.all();
        AtomicInteger next = new AtomicInteger();
        Samples samples = new Samples();
        long begun = System.nanoTime();
        long until = begun + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            Thread thread = new Thread(
                    () -> {
                        while (System.nanoTime() < until) {
                            SearchQuery query = all.get(Math.floorMod(next.getAndIncrement(), all.size()));
                            long asked = System.nanoTime();
                            search(query);
                            samples.addNanos(System.nanoTime() - asked);
                        }
                    },
                    "reader-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Result(samples.size() / ((System.nanoTime() - begun) / 1e9), samples.percentile(0.99));
    }

    /** Searches per second, and the 99th percentile of their duration in milliseconds. */
    record Result(double rate, double p99) {

        static Result of(String line) {
            String[] parts = line.split(" ");
            return new Result(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
        }

        @Override
        public String toString() {
            return rate + " " + p99;
        }
    }

    /** The number of results, and the sum of all facet counts. */
    record Totals(long found, long counted) {

        @Override
        public String toString() {
            return found + "/" + counted;
        }
    }

    private Totals search(SearchQuery query) {
        try {
            TopFieldCollectorManager top =
                    new TopFieldCollectorManager(query.words() == null ? NEWEST : BEST, PAGE, null, Integer.MAX_VALUE);
            Object[] results =
                    searcher.search(lucene(query), new MultiCollectorManager(top, new FacetsCollectorManager()));
            long counted = 0;
            for (String dimension : DIMENSIONS) {
                FacetsCollector matching = query.filters().containsKey(dimension)
                        ? searcher.search(lucene(query.without(dimension)), new FacetsCollectorManager())
                        : (FacetsCollector) results[1];
                FacetResult counts = new StringValueFacetCounts(states.get(dimension), matching)
                        .getTopChildren(MOST_COUNTED, "counted." + dimension);
                if (counts != null) {
                    for (LabelAndValue value : counts.labelValues) {
                        counted += value.value.longValue();
                    }
                }
            }
            TopFieldDocs hits = (TopFieldDocs) results[0];
            for (ScoreDoc hit : hits.scoreDocs) {
                if (searcher.storedFields().document(hit.doc, Set.of("view")).get("view") == null) {
                    throw new IllegalStateException("A study has no text");
                }
            }
            return new Totals(hits.totalHits.value, counted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Query lucene(SearchQuery query) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        String words = query.words();
        all.add(words == null ? new MatchAllDocsQuery() : words(words), Occur.MUST);
        all.add(new TermQuery(new Term("circle", "anyone")), Occur.FILTER);
        all.add(new TermQuery(new Term("status", "published")), Occur.FILTER);
        query.filters()
                .forEach((dimension, value) ->
                        all.add(new TermQuery(new Term(dimension, value.toLowerCase(Locale.ROOT))), Occur.FILTER));
        return all.build();
    }

    private static Query words(String typed) {
        List<String> typedWords = List.copyOf(analysed(FOLDED, typed));
        List<String> meant = typedWords.stream()
                .filter(word -> !EnglishAnalyzer.ENGLISH_STOP_WORDS_SET.contains(word))
                .toList();
        List<String> words = meant.isEmpty() ? typedWords : meant;
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            List<Query> ways = new ArrayList<>();
            ways.add(new BoostQuery(new TermQuery(new Term("title", word)), 4));
            ways.add(new TermQuery(new Term("text", word)));
            for (String stem : analysed(ENGLISH, word)) {
                ways.add(new BoostQuery(new TermQuery(new Term("title.en", stem)), 3));
                ways.add(new BoostQuery(new TermQuery(new Term("text.en", stem)), 0.8f));
            }
            if (i == words.size() - 1 && word.length() >= 3) {
                ways.add(new BoostQuery(new PrefixQuery(new Term("title", word)), 0.5f));
                ways.add(new BoostQuery(new PrefixQuery(new Term("text", word)), 0.2f));
            }
            all.add(new DisjunctionMaxQuery(ways, 0.1f), Occur.SHOULD);
        }
        all.setMinimumNumberShouldMatch(words.size() - words.size() / 4);
        return all.build();
    }

    private static Set<String> analysed(Analyzer analyzer, String text) {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream("", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(term.toString());
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }
}
