package wales.rhannu.benchmarks;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.util.BytesRef;
import org.bson.Document;

/** A made-up study in the index of {@link LuceneSearch}, with the fields that the service's index has. */
final class LuceneDocument {

    private LuceneDocument() {}

    static org.apache.lucene.document.Document of(Document state) {
        org.apache.lucene.document.Document document = new org.apache.lucene.document.Document();
        Document content = state.get("content", Document.class);
        String id = state.getString("id");
        document.add(new SortedDocValuesField("id", new BytesRef(id)));
        String circle = MadeUpStudies.isForAnyone(state) ? "anyone" : "members";
        document.add(new StringField("circle", circle, Field.Store.NO));
        document.add(new StringField("status", state.getString("status"), Field.Store.NO));
        document.add(new NumericDocValuesField(
                "when", Instant.parse(state.getString("changed")).toEpochMilli()));
        Document organisation = state.get("organisation", Document.class);
        counted(document, "organisation", organisation.getString("id"));
        for (String dimension : List.of("kind", "stage", "outcome")) {
            counted(document, dimension, content.getString(dimension));
        }
        content.getList("technologies", String.class).forEach(value -> counted(document, "technology", value));
        text(document, "title", content.get("title", Document.class));
        content.forEach((member, value) -> {
            if (!Set.of("title", "kind", "stage", "outcome", "disclosure").contains(member)) {
                text(document, "text", value);
            }
        });
        text(document, "text", organisation.get("name", Document.class));
        content.append("id", id).append("organisation", organisation);
        document.add(new StoredField("view", content.toJson()));
        return document;
    }

    private static void counted(org.apache.lucene.document.Document document, String dimension, String value) {
        document.add(new StringField(dimension, value.toLowerCase(Locale.ROOT), Field.Store.NO));
        document.add(new SortedSetDocValuesField("counted." + dimension, new BytesRef(value)));
    }

    private static void text(org.apache.lucene.document.Document document, String field, Object value) {
        if (value instanceof String text) {
            document.add(new TextField(field, text, Field.Store.NO));
            document.add(new TextField(field + ".en", text, Field.Store.NO));
        } else if (value instanceof List<?> list) {
            list.forEach(element -> text(document, field, element));
        } else if (value instanceof Document members) {
            members.forEach((member, text) -> {
                if (member.equals("cy")) {
                    document.add(new TextField(field, (String) text, Field.Store.NO));
                } else {
                    text(document, field, text);
                }
            });
        }
    }
}
