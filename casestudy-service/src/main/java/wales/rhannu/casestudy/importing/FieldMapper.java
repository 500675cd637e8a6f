package wales.rhannu.casestudy.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import wales.rhannu.starter.aggregate.Violation;

/**
 * Makes one member of a case study of a row, by a {@link FieldRule} that was found to be right; of a member of each element of a
 * list, as many as its text has parts.
 *
 * @param path of the member, as {@code risks.0.risk}; {@code suppliers.*.name} is that of each element
 * @param columns that it reads, as the file's header has them
 * @param empty texts that say nothing
 * @param verbatim whether texts stay as they are
 */
record FieldMapper(List<String> path, ValueParser parser, List<String> columns, Set<String> empty, boolean verbatim) {

    static final String EACH = "*";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_NOTHING = 1_000;
    private static final int LENGTH_OF_A_DAY = "2025-01-31".length();

    /** One more than a list may have, so that what is refused is seen to be too long. */
    private static final int MOST_ITEMS = 101;

    /**
     * A value, and where it stands.
     *
     * @param told whether the row says it, and not the mapping alone
     */
    record FieldValue(List<String> path, JsonNode value, boolean told) {}

    private FieldRule rule() {
        return parser.rule();
    }

    private boolean isList() {
        return parser.target().kind() == MappingTargets.Kind.LIST;
    }

    private boolean isOfEach() {
        return path.contains(EACH);
    }

    /** The values that a row has for it; none for a gap, and a note where the row says something that is not understood. */
    List<FieldValue> map(RowTexts row, List<Violation> notes) {
        JsonNode constant = rule().constant();
        if (constant != null) {
            return given(constant);
        }
        if (rule().first() == null) {
            String text = joined(row);
            return text.isEmpty() ? given(rule().whenEmpty()) : valuesOf(text, notes);
        }
        List<Violation> untold = new ArrayList<>();
        boolean empty = true;
        for (String column : columns) {
            String text = text(row, column);
            empty &= text.isEmpty();
            List<FieldValue> values = text.isEmpty() ? List.of() : valuesOf(text, untold);
            if (!values.isEmpty()) {
                return values;
            }
        }
        notes.addAll(untold);
        JsonNode last = rule().lastConstant();
        return given(last == null && empty ? rule().whenEmpty() : last);
    }

    /** What the mapping says, whatever the row does. */
    private List<FieldValue> given(@Nullable JsonNode value) {
        return value == null ? List.of() : List.of(new FieldValue(placeOf(path, value), listed(value), false));
    }

    private List<FieldValue> valuesOf(String text, List<Violation> notes) {
        List<String> parts = parts(text);
        List<FieldValue> values = new ArrayList<>();
        ArrayNode list = NODES.arrayNode();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            JsonNode value = part.isEmpty() ? null : parser.parse(part, notes);
            if (value == null) {
                continue;
            }
            if (isList()) {
                list.add(value);
            } else {
                values.add(new FieldValue(at(i, value), value, true));
            }
        }
        return list.isEmpty() ? values : List.of(new FieldValue(path, list, true));
    }

    /** The parts of a text in their places; those that say nothing are empty. */
    private List<String> parts(String text) {
        String split = rule().split();
        if (split == null) {
            return List.of(text);
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (from <= text.length() && parts.size() < MOST_ITEMS) {
            int to = text.indexOf(split, from);
            String part = text.substring(from, to < 0 ? text.length() : to);
            String readable = verbatim ? part : PlainText.line(part);
            parts.add(saysNothing(readable) ? "" : readable);
            from = to < 0 ? text.length() + 1 : to + split.length();
        }
        return parts;
    }

    private List<String> at(int index, JsonNode value) {
        List<String> names = new ArrayList<>(path);
        names.replaceAll(name -> name.equals(EACH) ? Integer.toString(index) : name);
        return placeOf(isOfEach() ? names : path, value);
    }

    /** Where a value stands: a month or a year has a place of its own beside the days. */
    private static List<String> placeOf(List<String> path, JsonNode value) {
        return path.get(0).equals("dates")
                        && value.isString()
                        && value.stringValue().length() < LENGTH_OF_A_DAY
                ? List.of("dates", "asStated", path.get(1))
                : path;
    }

    private JsonNode listed(JsonNode value) {
        return isList() ? NODES.arrayNode().add(value) : value;
    }

    private boolean saysNothing(String text) {
        return text.length() <= LONGEST_NOTHING && empty.contains(PlainText.folded(text));
    }

    private String text(RowTexts row, String column) {
        if (verbatim) {
            return row.verbatim(column);
        }
        String text =
                switch (parser.target().kind()) {
                    case MARKDOWN -> row.markdown(column);
                    case WORDS, ANSWER, LIST -> row.clean(column);
                    case JSON -> row.verbatim(column);
                    default -> isOfEach() ? row.clean(column) : row.line(column);
                };
        return saysNothing(text) ? "" : text;
    }

    private String joined(RowTexts row) {
        String join = rule().join() == null ? "\n\n" : rule().join();
        return columns.stream()
                .map(column -> text(row, column))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(join));
    }
}
