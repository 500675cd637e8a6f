package wales.rhannu.casestudy.importing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/**
 * How the rows of one source become case studies.
 *
 * @param records the members that lead to the array of records, in a JSON file
 * @param organisation makes what the source calls the organisation
 * @param fields make the rest
 */
record Mapping(
        String source,
        Format format,
        Charset charset,
        char delimiter,
        List<String> records,
        FieldMapper organisation,
        List<FieldMapper> fields) {

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
        return columns;
    }

    /** @throws DomainException invalid, when more comes of the row than a case study can hold */
    Mapped map(Row row) {
        List<Violation> notes = new ArrayList<>(row.notes());
        RowTexts texts = new RowTexts(row);
        ContentTree content = new ContentTree();
        long characters = 0;
        for (FieldMapper field : fields) {
            JsonNode value = field.map(texts, notes);
            if (value != null) {
                // a cell may be read by hundreds of fields
                characters += characters(value);
                if (characters > RowBuilder.LONGEST_ROW) {
                    throw DomainException.invalid(
                            "", "All texts together have more than " + RowBuilder.LONGEST_ROW + " characters.");
                }
                content.put(field.pathOf(value), value, field.rule().constant() == null);
            }
        }
        ObjectNode mapped = content.object();
        ObjectNode from = mapped.putObject("source");
        from.put("name", source);
        from.put("row", row.key());
        JsonNode whose = organisation.map(texts, notes);
        if (whose != null) {
            from.set("organisation", whose);
        }
        ArrayNode raw = from.putArray("raw");
        row.cells().forEach((column, value) -> {
            if (!value.isBlank() && !row.cut().contains(column)) {
                raw.addObject().put("column", column).put("value", value);
            }
        });
        return new Mapped(mapped, notes);
    }

    private static long characters(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().mapToLong(Mapping::characters).sum();
        }
        return value.isString() ? value.stringValue().length() : 0;
    }
}
