package wales.rhannu.casestudy.importing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.temporal.Temporal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.aggregate.WebAddress;

/**
 * Makes a value of a text, by what stands at its place in a case study.
 *
 * @param pointer of the place, for notes
 * @param values what texts stand for
 * @param dates how dates are written
 * @param decimal what stands before the decimals of numbers; null where nobody has said
 */
record ValueParser(
        String pointer,
        MappingTargets.Target target,
        FieldRule rule,
        ValueTable values,
        DatePatterns dates,
        @Nullable Character decimal) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The value of a text that says something; null for a gap, with a note unless the mapping wants one. */
    @Nullable
    JsonNode parse(String text, List<Violation> notes) {
        if (rule.values() != null) {
            JsonNode found = values.find(PlainText.folded(text));
            JsonNode otherwise = found == null ? rule.otherwise() : found;
            if (otherwise != null) {
                return otherwise.isNull() ? null : otherwise;
            }
            if (!rule.othersMayStay()) {
                notes.add(new Violation(pointer, "The mapping has no value for: " + quoted(text)));
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
                notes.add(new Violation(pointer, "This is no web address: " + quoted(text)));
                return null;
            case NAME:
                String name = PlainText.folded(text).replace(' ', '-');
                if (target.names().contains(name)) {
                    return NODES.stringNode(name);
                }
                notes.add(new Violation(pointer, "This is none of the names there are: " + quoted(text)));
                return null;
            case JSON:
                return json(text, notes);
            default:
                Integer longest = rule.longest();
                return NODES.stringNode(longest == null ? text : PlainText.shortened(text, longest));
        }
    }

    private @Nullable JsonNode json(String text, List<Violation> notes) {
        try {
            JsonNode node = JSON.readTree(text);
            if (!node.isNull() && !node.isMissingNode()) {
                return node;
            }
        } catch (JacksonException e) {
            // said below
        }
        notes.add(new Violation(pointer, "This is no JSON: " + quoted(text)));
        return null;
    }

    private @Nullable JsonNode figure(String text, List<Violation> notes) {
        NumberText figure = NumberText.of(text, decimal);
        if (figure.number() != null) {
            return number(figure.number());
        }
        notes.add(new Violation(
                pointer,
                figure.isAmbiguous()
                        ? "This may be two numbers, so the mapping has to say what stands before decimals (decimal): "
                                + quoted(text)
                        : "This is no number: " + quoted(text)));
        return null;
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
            notes.add(new Violation(pointer, "This is no date that is understood: " + quoted(text)));
            return null;
        }
        if (earliest != null && lastDayOf(date).isBefore(earliest)) {
            notes.add(new Violation(pointer, "This is before " + earliest + ", so it is left out: " + quoted(text)));
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

    private static String quoted(String text) {
        return PlainText.shortened(PlainText.line(PlainText.shortened(text, 1_000)), 100);
    }
}
