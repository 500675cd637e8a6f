package wales.rhannu.casestudy.search;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.util.BytesRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.casestudy.search.SearchCriteria.Dimension;
import wales.rhannu.casestudy.study.StudyState;
import wales.rhannu.casestudy.study.StudyView;

/** The Lucene document of a case study: fields for search, filters, facets and sort order, and the stored view. */
final class StudyDocument {

    static final String ID = "id";
    static final String CIRCLE = "circle";
    static final String STATUS = "status";
    static final String AUTHOR = "author";
    static final String WHEN = "when";
    /** A number by which those of the same moment are ordered. */
    static final String TURN = "turn";
    /** The {@link StudyView} as JSON. */
    static final String VIEW = "view";

    private StudyDocument() {}

    /** The field that holds a dimension's values as they are written. */
    static String counted(Dimension dimension) {
        return "counted." + dimension.field();
    }

    static Document of(StudyState state, JsonMapper json) {
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
        document.add(new NumericDocValuesField(TURN, turn(state.id())));
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

    /** 62 bits of the id's hash for the order of equal hits, because comparing the ids themselves would decompress each one. */
    static long turn(String id) {
        return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).getLeastSignificantBits();
    }

    private static void counted(Document document, Dimension dimension, JsonNode value) {
        if (value.isString() && !value.stringValue().isBlank()) {
            document.add(
                    new StringField(dimension.field(), StudyQuery.filterable(value.stringValue()), Field.Store.NO));
            document.add(new SortedSetDocValuesField(
                    counted(dimension), new BytesRef(value.stringValue().strip())));
        }
    }

    private static void texts(Document document, JsonNode tree) {
        text(document, TextAnalysis.TITLE, TextAnalysis.TITLE_ENGLISH, tree.path("title"));
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
                "dates",
                "team")) {
            text(document, TextAnalysis.TEXT, TextAnalysis.TEXT_ENGLISH, tree.path(member));
        }
        text(
                document,
                TextAnalysis.TEXT,
                TextAnalysis.TEXT_ENGLISH,
                tree.path("organisation").path("name"));
        text(
                document,
                TextAnalysis.TEXT,
                TextAnalysis.TEXT_ENGLISH,
                tree.path("source").path("organisation"));
    }

    /** Welsh texts are indexed only in the field without stemming, because the stemmer is for English. */
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
}
