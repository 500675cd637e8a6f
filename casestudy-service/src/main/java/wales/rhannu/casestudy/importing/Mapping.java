package wales.rhannu.casestudy.importing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.casestudy.importing.FieldMapper.FieldValue;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/**
 * How the rows of one source become case studies.
 *
 * @param fallback the charset of single bytes of what is not in UTF-8; null where all is in one charset
 * @param records the members that lead to the array of records, in a JSON file
 * @param identity the column of the source's own id of a row; null where its number is its id
 * @param filter which rows are left out
 * @param organisation makes what the source calls the organisation
 * @param fields make the rest
 */
record Mapping(
        String source,
        Format format,
        Charset charset,
        @Nullable Charset fallback,
        char delimiter,
        List<String> records,
        @Nullable String identity,
        RowFilter filter,
        FieldMapper organisation,
        List<FieldMapper> fields) {

    private static final int LONGEST_KEY = 200;

    /** The form of a file. */
    enum Format {
        @JsonProperty("csv")
        CSV,
        @JsonProperty("json")
        JSON
    }

    /**
     * A row as a case study.
     *
     * @param content the body of {@code POST /api/v1/case-studies}
     * @param notes what of the row could not be understood and is a gap now
     */
    record Mapped(ObjectNode content, List<Violation> notes) {}

    /** The columns that a file must have. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        fields.forEach(field -> columns.addAll(field.columns()));
        columns.addAll(organisation.columns());
        columns.addAll(filter.columns());
        if (identity != null) {
            columns.add(identity);
        }
        return columns;
    }

    /**
     * What tells a row from the others of its source: the source's own id of it, or its number.
     *
     * @throws DomainException invalid, when it has none
     */
    String keyOf(SourceRow row) {
        if (identity == null) {
            return Integer.toString(row.number());
        }
        String key = PlainText.line(row.text(identity));
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw DomainException.invalid(
                    "/source/row",
                    "The column " + RowBuilder.shown(identity) + " has to have an id of 1 to " + LONGEST_KEY
                            + " characters.");
        }
        return key;
    }

    /** @throws DomainException invalid, when more comes of the row than a case study can hold */
    Mapped map(SourceRow row) {
        List<Violation> notes = new ArrayList<>(row.notes());
        RowTexts texts = new RowTexts(row);
        ContentTree content = new ContentTree();
        long characters = 0;
        List<FieldValue> ofEach = new ArrayList<>();
        for (FieldMapper field : fields) {
            for (FieldValue it : field.map(texts, notes)) {
                // a cell may be read by hundreds of fields
                characters += characters(it.value());
                if (characters > RowBuilder.LONGEST_ROW) {
                    throw DomainException.invalid(
                            "", "All texts together have more than " + RowBuilder.LONGEST_ROW + " characters.");
                }
                if (it.path().contains(FieldMapper.EACH)) {
                    ofEach.add(it);
                } else {
                    content.put(it.path(), it.value(), it.told());
                }
            }
        }
        ofEach.forEach(it -> putInEach(content, it));
        ObjectNode mapped = content.object();
        ObjectNode from = mapped.putObject("source");
        from.put("name", source);
        from.put("row", keyOf(row));
        organisation.map(texts, notes).forEach(whose -> from.set("organisation", whose.value()));
        ArrayNode raw = from.putArray("raw");
        row.cells().forEach((column, value) -> {
            if (!value.isBlank() && !row.cut().contains(column)) {
                raw.addObject().put("column", column).put("value", value);
            }
        });
        return new Mapped(mapped, notes);
    }

    /** What the mapping alone says stands in each element of a list that the row has. */
    private static void putInEach(ContentTree content, FieldValue value) {
        for (String index : content.indexes(value.path().get(0))) {
            List<String> path = new ArrayList<>(value.path());
            path.set(1, index);
            content.put(path, value.value(), false);
        }
    }

    private static long characters(JsonNode value) {
        if (value.isContainer()) {
            return value.valueStream().mapToLong(Mapping::characters).sum();
        }
        return value.isString() ? value.stringValue().length() : 0;
    }
}
