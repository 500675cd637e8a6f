package wales.rhannu.casestudy.importing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.aggregate.WebAddress;

/**
 * Makes one member of a case study of a row, by a {@link FieldRule} that was found to be right.
 *
 * @param path of the member, as {@code risks.0.risk}
 * @param columns that it reads, as the file's header has them
 * @param values what the texts of a column stand for
 * @param dates how dates are written
 * @param decimal what stands before the decimals of numbers; null where nobody has said
 * @param empty texts that say nothing
 */
record FieldMapper(
        String path,
        Form.Target target,
        FieldRule rule,
        List<String> columns,
        ValueTable values,
        DatePatterns dates,
        @Nullable Character decimal,
        Set<String> empty) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_NOTHING = 1_000;

    /** One more than a list may have, so that what is refused is seen to be too long. */
    private static final int MOST_ITEMS = 101;

    private static final int LENGTH_OF_A_DAY = "2025-01-31".length();

    private String pointer() {
        return "/" + path.replace('.', '/');
    }

    private boolean saysNothing(String text) {
        return text.length() <= LONGEST_NOTHING && empty.contains(PlainText.folded(text));
    }

    /** Where a value stands: a month or a year has a place of its own beside the days. */
    List<String> pathOf(JsonNode value) {
        List<String> names = List.of(path.split("\\."));
        return names.get(0).equals("dates") && value.stringValue().length() < LENGTH_OF_A_DAY
                ? List.of("dates", "asStated", names.get(1))
                : names;
    }

    /** The value that a row has for it; null for a gap, and a note where the row says something that is not understood. */
    @Nullable
    JsonNode map(RowTexts row, List<Violation> notes) {
        JsonNode constant = rule.constant();
        if (constant != null) {
            return constant.isNull() ? null : listed(constant);
        }
        if (rule.first() == null) {
            return translated(joined(row), notes);
        }
        List<Violation> untold = new ArrayList<>();
        for (String column : columns) {
            JsonNode value = translated(text(row, column), untold);
            if (value != null) {
                return value;
            }
        }
        notes.addAll(untold);
        return null;
    }

    private String text(RowTexts row, String column) {
        String text =
                switch (target.kind()) {
                    case MARKDOWN -> row.markdown(column);
                    case WORDS, ANSWER, LIST -> row.clean(column);
                    default -> row.line(column);
                };
        return saysNothing(text) ? "" : text;
    }

    private String joined(RowTexts row) {
        String join = rule.join() == null ? "\n\n" : rule.join();
        return columns.stream()
                .map(column -> text(row, column))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(join));
    }

    private @Nullable JsonNode translated(String text, List<Violation> notes) {
        if (text.isEmpty()) {
            return null;
        }
        if (rule.values() != null) {
            JsonNode found = values.find(PlainText.folded(text));
            JsonNode otherwise = found == null ? rule.otherwise() : found;
            if (otherwise != null) {
                return otherwise.isNull() ? null : listed(otherwise);
            }
            if (!rule.othersStay()) {
                notes.add(new Violation(pointer(), "The mapping has no value for: " + quoted(text)));
                return null;
            }
        }
        String prefix = rule.prefix();
        return understood(prefix == null ? text : prefix + text, notes);
    }

    private @Nullable JsonNode understood(String text, List<Violation> notes) {
        switch (target.kind()) {
            case DATE:
                return date(text, notes);
            case FIGURE:
                return figure(text, notes);
            case ADDRESS:
                if (WebAddress.isValid(text)) {
                    return NODES.stringNode(text);
                }
                notes.add(new Violation(pointer(), "This is no web address: " + quoted(text)));
                return null;
            case NAME:
                String name = PlainText.folded(text).replace(' ', '-');
                if (target.names().contains(name)) {
                    return NODES.stringNode(name);
                }
                notes.add(new Violation(pointer(), "This is none of the names there are: " + quoted(text)));
                return null;
            case LIST:
                return list(text);
            default:
                return NODES.stringNode(limited(text));
        }
    }

    private @Nullable JsonNode figure(String text, List<Violation> notes) {
        FigureText figure = FigureText.of(text, decimal);
        if (figure.number() != null) {
            return number(figure.number());
        }
        notes.add(new Violation(
                pointer(),
                figure.isAmbiguous()
                        ? "This may be two numbers, so the mapping has to say what stands before decimals (decimal): "
                                + quoted(text)
                        : "This is no number: " + quoted(text)));
        return null;
    }

    private @Nullable JsonNode list(String text) {
        ArrayNode list = NODES.arrayNode();
        String split = rule.split();
        int from = 0;
        while (from <= text.length() && list.size() < MOST_ITEMS) {
            int to = split == null ? -1 : text.indexOf(split, from);
            String item = PlainText.line(text.substring(from, to < 0 ? text.length() : to));
            if (!item.isEmpty() && !saysNothing(item)) {
                list.add(limited(item));
            }
            from = to < 0 || split == null ? text.length() + 1 : to + split.length();
        }
        return list.isEmpty() ? null : list;
    }

    private JsonNode listed(JsonNode value) {
        return target.kind() == Form.Kind.LIST ? NODES.arrayNode().add(value) : value;
    }

    private String limited(String text) {
        Integer longest = rule.longest();
        return longest == null ? text : PlainText.shortened(text, longest);
    }

    private static String quoted(String text) {
        return PlainText.shortened(PlainText.line(PlainText.shortened(text, 1_000)), 100);
    }

    private static JsonNode number(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0
                ? NODES.numberNode(number.longValueExact())
                : NODES.numberNode(number.doubleValue());
    }

    private @Nullable JsonNode date(String text, List<Violation> notes) {
        LocalDate earliest = rule.notBefore();
        Temporal date = dates.read(text);
        if (date == null) {
            notes.add(new Violation(pointer(), "This is no date that is understood: " + quoted(text)));
            return null;
        }
        if (earliest != null && lastDayOf(date).isBefore(earliest)) {
            notes.add(new Violation(pointer(), "This is before " + earliest + ", so it is left out: " + quoted(text)));
            return null;
        }
        return NODES.stringNode(date instanceof Year year ? String.format("%04d", year.getValue()) : date.toString());
    }

    private static LocalDate lastDayOf(Temporal date) {
        if (date instanceof Year year) {
            return year.atMonth(12).atEndOfMonth();
        }
        return date instanceof YearMonth month ? month.atEndOfMonth() : LocalDate.from(date);
    }
}
