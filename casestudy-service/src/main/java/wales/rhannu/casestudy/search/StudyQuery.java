package wales.rhannu.casestudy.search;

import java.util.List;
import java.util.Locale;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Translates search criteria to a Lucene query and a sort order. */
final class StudyQuery {

    private static final SortField LATEST = new SortField(StudyDocument.WHEN, SortField.Type.LONG, true);
    private static final SortField BY_TURN = new SortField(StudyDocument.TURN, SortField.Type.LONG);

    /** The order in which the index keeps them as well. */
    static final Sort NEWEST = new Sort(LATEST, BY_TURN);

    static final Sort BEST = new Sort(SortField.FIELD_SCORE, LATEST, BY_TURN);
    static final Sort IDS = new Sort(new SortField(StudyDocument.ID, SortField.Type.STRING));

    private StudyQuery() {}

    /** A value of a filter as it is compared. */
    static String filterable(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }

    /** What finds all that a question asks for. */
    static Query of(SearchCriteria criteria) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        String q = criteria.q();
        query.add(q != null && criteria.hasWords() ? TextAnalysis.query(q) : new MatchAllDocsQuery(), Occur.MUST);
        query.add(in(StudyDocument.CIRCLE, criteria.by().circles()), Occur.FILTER);
        if (!criteria.statuses().isEmpty()) {
            query.add(in(StudyDocument.STATUS, criteria.statuses()), Occur.FILTER);
        }
        String author = criteria.author();
        if (author != null) {
            query.add(new TermQuery(new Term(StudyDocument.AUTHOR, author)), Occur.FILTER);
        }
        criteria.filters()
                .forEach((dimension, values) -> query.add(
                        in(
                                dimension.field(),
                                values.stream().map(StudyQuery::filterable).toList()),
                        Occur.FILTER));
        return query.build();
    }

    private static Query in(String field, List<String> values) {
        if (values.size() == 1) {
            return new TermQuery(new Term(field, values.get(0)));
        }
        return new TermInSetQuery(field, values.stream().map(BytesRef::new).toList());
    }
}
