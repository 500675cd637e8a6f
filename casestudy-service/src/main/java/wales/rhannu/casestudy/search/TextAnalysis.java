package wales.rhannu.casestudy.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * How words are indexed and looked for: in English by their stem, in both languages as they are written, but for accents
 * and case, so that w finds ŵ. What somebody types has no syntax: whatever is no letter or digit parts words.
 */
final class TextAnalysis {

    static final String TITLE = "title";
    static final String TEXT = "text";
    static final String TITLE_ENGLISH = "title.en";
    static final String TEXT_ENGLISH = "text.en";

    private static final int MOST_WORDS = 32;
    private static final int SHORTEST_PREFIX = 3;

    private static final Analyzer ENGLISH = new EnglishAnalyzer();
    private static final Analyzer FOLDED = new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer words = new StandardTokenizer();
            return new TokenStreamComponents(words, new ASCIIFoldingFilter(new LowerCaseFilter(words)));
        }
    };
    static final Analyzer ANALYZER =
            new PerFieldAnalyzerWrapper(FOLDED, Map.of(TITLE_ENGLISH, ENGLISH, TEXT_ENGLISH, ENGLISH));

    private TextAnalysis() {}

    /** Finds what has all of the words, or most where there are many; the last may be the beginning of one. */
    static Query query(String typed) {
        List<String> words = new ArrayList<>(analysed(FOLDED, typed));
        List<String> meant = words.stream()
                .filter(word -> !EnglishAnalyzer.ENGLISH_STOP_WORDS_SET.contains(word))
                .toList();
        List<String> sought = meant.isEmpty() ? words : meant;
        if (sought.isEmpty()) {
            return new MatchNoDocsQuery("no words");
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (int i = 0; i < sought.size(); i++) {
            all.add(word(sought.get(i), i == sought.size() - 1), Occur.SHOULD);
        }
        all.setMinimumNumberShouldMatch(sought.size() - sought.size() / 4);
        return all.build();
    }

    private static Query word(String word, boolean last) {
        List<Query> ways = new ArrayList<>();
        ways.add(new BoostQuery(new TermQuery(new Term(TITLE, word)), 4));
        ways.add(new TermQuery(new Term(TEXT, word)));
        for (String stem : analysed(ENGLISH, word)) {
            ways.add(new BoostQuery(new TermQuery(new Term(TITLE_ENGLISH, stem)), 3));
            ways.add(new BoostQuery(new TermQuery(new Term(TEXT_ENGLISH, stem)), 0.8f));
        }
        if (last && word.length() >= SHORTEST_PREFIX) {
            ways.add(new BoostQuery(new PrefixQuery(new Term(TITLE, word)), 0.5f));
            ways.add(new BoostQuery(new PrefixQuery(new Term(TEXT, word)), 0.2f));
        }
        return new DisjunctionMaxQuery(ways, 0.1f);
    }

    private static Set<String> analysed(Analyzer analyzer, String text) {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream("", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (words.size() < MOST_WORDS && tokens.incrementToken()) {
                words.add(term.toString());
            }
            if (words.size() < MOST_WORDS) {
                tokens.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }
}
