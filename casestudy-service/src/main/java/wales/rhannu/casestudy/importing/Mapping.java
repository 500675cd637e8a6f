package wales.rhannu.casestudy.importing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** A mapping file: how the rows of one source become case studies. */
final class Mapping {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{2,99}");
    private static final Pattern CURRENCY_OR_GROUPS = Pattern.compile("^[£$€]|[,\\s]");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,6})?");
    private static final int LONGEST_NOTHING = 1_000;
    private static final List<String> ISO = List.of("uuuu-MM-dd");

    /** The form of a file. */
    enum Format {
        @JsonProperty("csv")
        CSV,
        @JsonProperty("json")
        JSON
    }

    private record Written(
            @Nullable String source,
            @Nullable Format format,
            @Nullable String charset,
            @Nullable String delimiter,
            @Nullable String records,
            @Nullable FieldRule organisation,
            @Nullable List<String> empty,
            @Nullable Map<String, FieldRule> fields) {}

    /** A rule for a member of a case study, ready to be used. */
    private record Rule(
            String path,
            Form.Target target,
            FieldRule rule,
            List<String> columns,
            Map<String, JsonNode> values,
            List<DateTimeFormatter> dates,
            Set<String> empty) {

        String pointer() {
            return "/" + path.replace('.', '/');
        }

        boolean saysNothing(String text) {
            return text.length() <= LONGEST_NOTHING && empty.contains(PlainText.folded(text));
        }
    }

    private final String source;
    private final Format format;
    private final Charset charset;
    private final char delimiter;
    private final List<String> records;
    private final Rule organisation;
    private final List<Rule> rules;

    private Mapping(
            String source,
            Format format,
            Charset charset,
            char delimiter,
            List<String> records,
            Rule organisation,
            List<Rule> rules) {
        this.source = source;
        this.format = format;
        this.charset = charset;
        this.delimiter = delimiter;
        this.records = records;
        this.organisation = organisation;
        this.rules = rules;
    }

    /** @throws DomainException invalid, saying what is wrong with the file */
    static Mapping read(byte[] yaml) {
        Written written;
        try {
            written = YAML.readValue(yaml, Written.class);
        } catch (JacksonException e) {
            throw DomainException.invalid("/mapping" + pointer(e), unreadable(e));
        }
        List<Violation> violations = new ArrayList<>();
        if (written == null) {
            throw DomainException.invalid("/mapping", "The mapping is empty.");
        }
        Format format = written.format();
        if (written.source() == null || !NAME.matcher(written.source()).matches()) {
            violations.add(at("source", "It is a name of 3 to 100 small letters, digits and hyphens."));
        }
        if (format == null) {
            violations.add(at("format", "It is csv or json."));
        }
        Charset charset = charset(written.charset(), violations);
        if (format == Format.JSON && (written.charset() != null || written.delimiter() != null)) {
            violations.add(at("charset", "JSON is UTF-8 and has no delimiter: charset and delimiter are for CSV."));
        }
        if (format == Format.CSV && written.records() != null) {
            violations.add(at("records", "It is for JSON: every line of a CSV file is a record."));
        }
        String records = written.records() == null ? "" : written.records();
        if (!records.isEmpty() && !records.startsWith("/")) {
            violations.add(at("records", "It is a JSON pointer, as /records."));
        }
        String delimiter = written.delimiter() == null ? "," : written.delimiter();
        if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
            violations.add(at("delimiter", "It is one character."));
        }
        Set<String> empty = folded(written.empty());
        FieldRule organisation = written.organisation();
        Rule organised = null;
        if (organisation == null) {
            violations.add(at("organisation", "Say in which column the organisation stands."));
        } else {
            organised =
                    rule("organisation", new Form.Target(Form.Kind.LINE, Set.of()), organisation, empty, violations);
        }
        List<Rule> rules = new ArrayList<>();
        if (written.fields() == null || written.fields().isEmpty()) {
            violations.add(at("fields", "Say what becomes what."));
        } else {
            written.fields().forEach((path, rule) -> {
                Form.Target target = Form.at(path);
                if (target == null) {
                    violations.add(at("fields/" + path, "A case study has nothing of this name to fill."));
                } else if (rule == null) {
                    violations.add(at("fields/" + path, "It says nothing."));
                } else {
                    rules.add(rule("fields/" + path, path, target, rule, empty, violations));
                }
            });
        }
        if (!violations.isEmpty() || organised == null || format == null) {
            throw DomainException.invalid(violations);
        }
        return new Mapping(
                String.valueOf(written.source()),
                format,
                charset,
                delimiter.charAt(0),
                records.isEmpty()
                        ? List.of()
                        : List.of(records.substring(1).split("/")).stream()
                                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                                .toList(),
                organised,
                List.copyOf(rules));
    }

    private static Violation at(String key, String detail) {
        return new Violation("/mapping/" + key, detail);
    }

    private static Rule rule(
            String key, Form.Target target, FieldRule rule, Set<String> empty, List<Violation> violations) {
        return rule(key, key, target, rule, empty, violations);
    }

    private static Rule rule(
            String key,
            String path,
            Form.Target target,
            FieldRule rule,
            Set<String> empty,
            List<Violation> violations) {
        String wrong = rule.wrong();
        if (wrong == null && target.kind() != Form.Kind.DATE && (rule.dates() != null || rule.notBefore() != null)) {
            wrong = "has dates, but what it fills is no date";
        }
        if (wrong == null && target.kind() != Form.Kind.LIST && rule.split() != null) {
            wrong = "has split, but what it fills is no list";
        }
        if (wrong != null) {
            violations.add(at(key, "It " + wrong + "."));
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (rule.values() != null) {
            rule.values().forEach((text, value) -> {
                values.put(PlainText.folded(text), value == null ? NODES.nullNode() : value);
                mustFit(key, target, value, violations);
            });
        }
        mustFit(key, target, rule.otherwise(), violations);
        mustFit(key, target, rule.constant(), violations);
        Set<String> nothing = new LinkedHashSet<>(empty);
        if (wrong == null) {
            nothing.addAll(folded(rule.unless()));
        }
        return new Rule(
                path,
                target,
                rule,
                rule.wrong() == null
                        ? rule.reads().stream().map(Mapping::heading).toList()
                        : List.of(),
                values,
                formatters(key, wrong == null ? rule.dates() : null, violations),
                Set.copyOf(nothing));
    }

    private static void mustFit(String key, Form.Target target, @Nullable JsonNode value, List<Violation> violations) {
        if (value == null || value.isNull()) {
            return;
        }
        boolean fits =
                switch (target.kind()) {
                    case NAME -> value.isString() && target.names().contains(value.stringValue());
                    case ANSWER -> value.isBoolean() || value.isString();
                    case FIGURE -> value.isNumber() || value.isString();
                    default -> value.isString();
                };
        if (!fits) {
            String names = target.names().isEmpty()
                    ? ""
                    : "; it is one of " + String.join(", ", new java.util.TreeSet<>(target.names()));
            violations.add(at(key, "The value " + value + " does not fit" + names + "."));
        }
    }

    private static List<DateTimeFormatter> formatters(
            String key, @Nullable List<String> patterns, List<Violation> violations) {
        List<DateTimeFormatter> formatters = new ArrayList<>();
        for (String pattern : patterns == null ? ISO : patterns) {
            try {
                formatters.add(
                        DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT));
            } catch (IllegalArgumentException e) {
                violations.add(at(key, "It has a pattern of dates that is none: " + pattern));
            }
        }
        return formatters;
    }

    private static Charset charset(@Nullable String name, List<Violation> violations) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            violations.add(at("charset", "There is no charset " + name + "."));
            return StandardCharsets.UTF_8;
        }
    }

    private static String pointer(JacksonException e) {
        return e.getPath().stream()
                .map(step -> "/" + (step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()))
                .collect(Collectors.joining());
    }

    private static String unreadable(JacksonException e) {
        String line = e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : ", line " + e.getLocation().getLineNr();
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "There is no key " + unknown.getPropertyName() + " here" + line + "; known are "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        String why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        return "This is no mapping that can be read" + line + ": "
                + why.replaceAll("`?\\b(?:[a-z]\\w*\\.)+[A-Z][\\w.$]*(?:<[^`]*>)?`?", "what is expected");
    }

    private static Set<String> folded(@Nullable List<String> texts) {
        return texts == null
                ? Set.of()
                : texts.stream().filter(Objects::nonNull).map(PlainText::folded).collect(Collectors.toSet());
    }

    String source() {
        return source;
    }

    Format format() {
        return format;
    }

    Charset charset() {
        return charset;
    }

    char delimiter() {
        return delimiter;
    }

    /** The members that lead to the array of records, in a JSON file. */
    List<String> records() {
        return records;
    }

    /** The columns that a file must have. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        rules.forEach(rule -> columns.addAll(rule.columns()));
        columns.addAll(organisation.columns());
        return columns;
    }

    /** A column's name without the spaces and line breaks that headers happen to have; the first of several has no number. */
    static String heading(String name) {
        String heading = PlainText.line(name);
        return heading.endsWith("#1") ? heading.substring(0, heading.length() - 2) : heading;
    }

    /**
     * A row as a case study.
     *
     * @param content the body of {@code POST /api/v1/case-studies}
     * @param notes what of the row could not be understood and is a gap now
     */
    record Mapped(ObjectNode content, List<Violation> notes) {}

    Mapped map(Row row) {
        List<Violation> notes = new ArrayList<>(row.notes());
        Branch content = new Branch();
        for (Rule rule : rules) {
            JsonNode value = value(rule, row, notes);
            if (value != null) {
                content.put(
                        List.of(rule.path().split("\\.")), value, rule.rule().constant() == null);
            }
        }
        ObjectNode mapped = (ObjectNode) content.node();
        ObjectNode from = mapped.putObject("source");
        from.put("name", source);
        from.put("row", row.key());
        JsonNode whose = value(organisation, row, notes);
        if (whose != null) {
            from.set("organisation", whose);
        }
        ArrayNode raw = from.putArray("raw");
        row.cells().forEach((column, value) -> {
            if (!value.isBlank()) {
                raw.addObject().put("column", column).put("value", value);
            }
        });
        return new Mapped(mapped, notes);
    }

    private static @Nullable JsonNode value(Rule rule, Row row, List<Violation> notes) {
        JsonNode constant = rule.rule().constant();
        if (constant != null) {
            return constant.isNull() ? null : listed(rule, constant);
        }
        if (rule.rule().first() == null) {
            return translated(rule, joined(rule, row), notes);
        }
        List<Violation> untold = new ArrayList<>();
        for (String column : rule.columns()) {
            JsonNode value = translated(rule, text(rule, row, column), untold);
            if (value != null) {
                return value;
            }
        }
        notes.addAll(untold);
        return null;
    }

    private static String text(Rule rule, Row row, String column) {
        String cell = row.text(column);
        if (cell.isBlank()) {
            return "";
        }
        String text =
                switch (rule.target().kind()) {
                    case MARKDOWN -> PlainText.markdown(cell);
                    case WORDS, ANSWER, LIST -> PlainText.clean(cell);
                    default -> PlainText.line(cell);
                };
        return rule.saysNothing(text) ? "" : text;
    }

    private static String joined(Rule rule, Row row) {
        String join = rule.rule().join() == null ? "\n\n" : rule.rule().join();
        return rule.columns().stream()
                .map(column -> text(rule, row, column))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(join));
    }

    private static @Nullable JsonNode translated(Rule rule, String text, List<Violation> notes) {
        if (text.isEmpty()) {
            return null;
        }
        if (rule.rule().values() != null) {
            JsonNode found = found(rule.values(), PlainText.folded(text));
            JsonNode otherwise = found == null ? rule.rule().otherwise() : found;
            if (otherwise != null) {
                return otherwise.isNull() ? null : listed(rule, otherwise);
            }
            if (!rule.rule().othersStay()) {
                notes.add(new Violation(rule.pointer(), "The mapping has no value for: " + quoted(text)));
                return null;
            }
        }
        String prefix = rule.rule().prefix();
        return understood(rule, prefix == null ? text : prefix + text, notes);
    }

    private static @Nullable JsonNode found(Map<String, JsonNode> values, String text) {
        JsonNode exact = values.get(text);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, JsonNode> value : values.entrySet()) {
            String key = value.getKey();
            if (key.endsWith("*") && text.startsWith(key.substring(0, key.length() - 1))) {
                return value.getValue();
            }
        }
        return null;
    }

    private static @Nullable JsonNode understood(Rule rule, String text, List<Violation> notes) {
        switch (rule.target().kind()) {
            case DATE:
                return date(rule, text, notes);
            case FIGURE:
                String figure = CURRENCY_OR_GROUPS.matcher(text).replaceAll("");
                if (NUMBER.matcher(figure).matches()) {
                    return number(new BigDecimal(figure));
                }
                notes.add(new Violation(rule.pointer(), "This is no number: " + quoted(text)));
                return null;
            case ADDRESS:
                if (isAddress(text)) {
                    return NODES.stringNode(text);
                }
                notes.add(new Violation(rule.pointer(), "This is no web address: " + quoted(text)));
                return null;
            case NAME:
                String name = PlainText.folded(text).replace(' ', '-');
                if (rule.target().names().contains(name)) {
                    return NODES.stringNode(name);
                }
                notes.add(new Violation(rule.pointer(), "This is none of the names there are: " + quoted(text)));
                return null;
            case LIST:
                ArrayNode list = NODES.arrayNode();
                String split = rule.rule().split();
                for (String part : split == null ? new String[] {text} : text.split(Pattern.quote(split), -1)) {
                    String item = PlainText.line(part);
                    if (!item.isEmpty() && !rule.saysNothing(item)) {
                        list.add(limited(rule, item));
                    }
                }
                return list.isEmpty() ? null : list;
            default:
                return NODES.stringNode(limited(rule, text));
        }
    }

    private static JsonNode listed(Rule rule, JsonNode value) {
        return rule.target().kind() == Form.Kind.LIST ? NODES.arrayNode().add(value) : value;
    }

    private static String limited(Rule rule, String text) {
        Integer longest = rule.rule().longest();
        return longest == null ? text : PlainText.shortened(text, longest);
    }

    private static String quoted(String text) {
        return PlainText.shortened(PlainText.line(text), 100);
    }

    private static JsonNode number(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0
                ? NODES.numberNode(number.longValueExact())
                : NODES.numberNode(number.doubleValue());
    }

    private static boolean isAddress(String text) {
        try {
            URI address = new URI(text);
            return ("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme()))
                    && address.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static @Nullable JsonNode date(Rule rule, String text, List<Violation> notes) {
        LocalDate earliest = rule.rule().notBefore();
        for (DateTimeFormatter formatter : rule.dates()) {
            LocalDate date;
            try {
                date = LocalDate.parse(text, formatter);
            } catch (DateTimeException e) {
                continue;
            }
            if (earliest != null && date.isBefore(earliest)) {
                notes.add(new Violation(
                        rule.pointer(), "This is before " + earliest + ", so it is left out: " + quoted(text)));
                return null;
            }
            return NODES.stringNode(date.toString());
        }
        notes.add(new Violation(rule.pointer(), "This is no date that is understood: " + quoted(text)));
        return null;
    }

    /** A part of a case study that grows; where the members are numbers, it is a list, without those that only constants fill. */
    private static final class Branch {

        private final Map<String, Object> members = new LinkedHashMap<>();
        private boolean told;

        void put(List<String> path, JsonNode value, boolean tells) {
            told |= tells;
            if (path.size() == 1) {
                members.put(path.get(0), value);
            } else if (members.computeIfAbsent(path.get(0), it -> new Branch()) instanceof Branch next) {
                next.put(path.subList(1, path.size()), value, tells);
            }
        }

        JsonNode node() {
            boolean list = members.keySet().stream().allMatch(it -> Character.isDigit(it.charAt(0)));
            if (list && !members.isEmpty()) {
                ArrayNode elements = NODES.arrayNode();
                new TreeMap<>(members)
                        .values().stream()
                                .filter(it -> !(it instanceof Branch branch) || branch.told)
                                .forEach(it -> elements.add(nodeOf(it)));
                return elements;
            }
            ObjectNode object = NODES.objectNode();
            members.forEach((name, it) -> {
                JsonNode node = nodeOf(it);
                if (!(node instanceof ArrayNode elements) || !elements.isEmpty()) {
                    object.set(name, node);
                }
            });
            return object;
        }

        private static JsonNode nodeOf(Object it) {
            return it instanceof Branch branch ? branch.node() : (JsonNode) it;
        }
    }
}
