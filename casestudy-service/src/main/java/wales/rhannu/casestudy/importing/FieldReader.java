package wales.rhannu.casestudy.importing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Makes mappers of the rules of a mapping file, and says all that is wrong with one. */
final class FieldReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_TOLD = 100;
    private static final double GREATEST = 1e15;

    private final Set<String> empty;
    private final @Nullable Character decimal;
    private final boolean verbatim;
    private final BiConsumer<String, String> wrong;

    /**
     * For the rules of one mapping.
     *
     * @param empty texts that say nothing, folded
     * @param decimal what stands before the decimals of numbers; null where nobody has said
     * @param verbatim whether texts stay as they are
     * @param wrong is told of a key, and in a sentence what is wrong with it
     */
    FieldReader(Set<String> empty, @Nullable Character decimal, boolean verbatim, BiConsumer<String, String> wrong) {
        this.empty = empty;
        this.decimal = decimal;
        this.verbatim = verbatim;
        this.wrong = wrong;
    }

    /** The mapper of a rule; of one that is wrong, one that is not to be used. */
    FieldMapper read(String key, String path, MappingTargets.Target target, FieldRule rule) {
        String fault = rule.wrong();
        String found = fault == null ? misfit(path, target, rule) : fault;
        if (found != null) {
            wrong.accept(key, "It " + found + ".");
        }
        ValueTable values = new ValueTable();
        if (rule.values() != null) {
            rule.values().forEach((text, value) -> {
                values.put(PlainText.folded(text), value == null ? NODES.nullNode() : value);
                mustFit(key, target, value);
            });
        }
        mustFit(key, target, rule.otherwise());
        mustFit(key, target, rule.constant());
        mustFit(key, target, rule.whenEmpty());
        Set<String> nothing = new LinkedHashSet<>(empty);
        if (fault == null) {
            mustFit(key, target, rule.lastConstant());
            nothing.addAll(folded(rule.unless()));
        }
        DatePatterns dates = found == null
                ? DatePatterns.of(rule, !path.startsWith("dates."), detail -> wrong.accept(key, detail))
                : DatePatterns.NONE;
        Character point = decimal(key, rule.decimal(), decimal, wrong);
        return new FieldMapper(
                List.of(path.split("\\.")),
                new ValueParser("/" + path.replace('.', '/'), target, rule, values, dates, point),
                fault == null ? rule.reads().stream().map(FieldReader::heading).toList() : List.of(),
                Set.copyOf(nothing),
                verbatim);
    }

    /** What of a rule does not go with what it fills; null when all does. */
    private static @Nullable String misfit(String path, MappingTargets.Target target, FieldRule rule) {
        boolean saysMonths = rule.months() != null || rule.years() != null;
        boolean saysDates = saysMonths || rule.dates() != null || rule.notBefore() != null;
        if (target.kind() != MappingTargets.Kind.DATE && saysDates) {
            return "has dates, but what it fills is no date";
        }
        if (!path.startsWith("dates.") && saysMonths) {
            return "has months or years, but what it fills is a day";
        }
        boolean isOfEach = path.contains(FieldMapper.EACH);
        if (target.kind() != MappingTargets.Kind.LIST && !isOfEach && rule.split() != null) {
            return "has split, but what it fills is no list; write the place in a list as *";
        }
        if (isOfEach && rule.split() == null && rule.constant() == null) {
            return "fills each element of a list, so it has split or constant";
        }
        if (target.kind() != MappingTargets.Kind.FIGURE && rule.decimal() != null) {
            return "has decimal, but what it fills is no number";
        }
        return null;
    }

    private void mustFit(String key, MappingTargets.Target target, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return;
        }
        boolean fits =
                switch (target.kind()) {
                    case NAME -> value.isString() && target.names().contains(value.stringValue());
                    case ANSWER -> value.isBoolean() || value.isString();
                    case FIGURE -> isFigure(value) || value.isString();
                    default -> value.isString();
                };
        if (!fits) {
            String names = target.names().isEmpty()
                    ? ""
                    : "; it is one of " + String.join(", ", new TreeSet<>(target.names()));
            wrong.accept(
                    key,
                    "The value " + PlainText.shortened(value.toString(), LONGEST_TOLD) + " does not fit" + names + ".");
        }
    }

    /** Neither infinite, as is what has an exponent of 999, nor no number at all. */
    private static boolean isFigure(JsonNode value) {
        return value.isNumber() && Math.abs(value.doubleValue()) <= GREATEST;
    }

    static @Nullable Character decimal(
            String key, @Nullable String written, @Nullable Character unlessTold, BiConsumer<String, String> wrong) {
        if (written == null) {
            return unlessTold;
        }
        if (!written.equals(".") && !written.equals(",")) {
            wrong.accept(key, "What stands before decimals is a point or a comma.");
            return unlessTold;
        }
        return written.charAt(0);
    }

    /** A column's name without the spaces and line breaks that headers happen to have; the first of several has no number. */
    static String heading(String name) {
        String heading = PlainText.line(name);
        return heading.endsWith("#1") ? heading.substring(0, heading.length() - 2) : heading;
    }

    static Set<String> folded(@Nullable List<String> texts) {
        return texts == null
                ? Set.of()
                : texts.stream().filter(Objects::nonNull).map(PlainText::folded).collect(Collectors.toSet());
    }
}
