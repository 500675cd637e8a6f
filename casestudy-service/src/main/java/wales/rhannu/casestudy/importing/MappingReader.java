package wales.rhannu.casestudy.importing;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** Reads mapping files, and says all that is wrong with one. */
final class MappingReader {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{2,99}");
    private static final int MOST_TOLD = 100;
    private static final int LONGEST_TOLD = 100;
    private static final int LONGEST_POINTER = 1_000;
    private static final double GREATEST = 1e15;

    /** A mapping as it is written. */
    private record Written(
            @Nullable String source,
            Mapping.@Nullable Format format,
            @Nullable String charset,
            @Nullable String delimiter,
            @Nullable String records,
            @Nullable String decimal,
            @Nullable FieldRule organisation,
            @Nullable List<String> empty,
            @Nullable Map<String, FieldRule> fields) {}

    private final List<Violation> violations = new ArrayList<>();

    private @Nullable Character decimal;

    private MappingReader() {}

    /** @throws DomainException invalid, saying what is wrong with the file */
    static Mapping read(byte[] yaml) {
        return new MappingReader().mapping(written(yaml));
    }

    private static Written written(byte[] yaml) {
        Written written;
        try {
            written = YAML.readValue(yaml, Written.class);
        } catch (JacksonException e) {
            throw DomainException.invalid("/mapping" + pointer(e), unreadable(e));
        } catch (RuntimeException | StackOverflowError e) {
            throw DomainException.invalid("/mapping", "This is not a mapping that can be read.");
        }
        if (written == null) {
            throw DomainException.invalid("/mapping", "The mapping is empty.");
        }
        return written;
    }

    private Mapping mapping(Written written) {
        Mapping.Format format = written.format();
        if (written.source() == null || !NAME.matcher(written.source()).matches()) {
            wrong("source", "It is a name of 3 to 100 small letters, digits and hyphens.");
        }
        if (format == null) {
            wrong("format", "It is csv or json.");
        }
        Charset charset = charset(written.charset());
        if (format == Mapping.Format.JSON && (written.charset() != null || written.delimiter() != null)) {
            wrong("charset", "JSON is UTF-8 and has no delimiter: charset and delimiter are for CSV.");
        }
        String delimiter = written.delimiter() == null ? "," : written.delimiter();
        if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
            wrong("delimiter", "It is one character.");
        }
        List<String> records = records(format, written.records());
        Set<String> empty = folded(written.empty());
        // JSON's own numbers have a point
        decimal = decimal("decimal", written.decimal(), format == Mapping.Format.JSON ? '.' : null);
        FieldMapper organisation = organisation(written.organisation(), empty);
        List<FieldMapper> fields = fields(written.fields(), empty);
        if (!violations.isEmpty() || organisation == null || format == null) {
            throw DomainException.invalid(violations);
        }
        return new Mapping(
                String.valueOf(written.source()), format, charset, delimiter.charAt(0), records, organisation, fields);
    }

    private void wrong(String key, String detail) {
        if (violations.size() < MOST_TOLD) {
            violations.add(new Violation(PlainText.shortened("/mapping/" + key, LONGEST_POINTER), detail));
        }
    }

    private Charset charset(@Nullable String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            wrong("charset", "There is no charset " + shown(name) + ".");
            return StandardCharsets.UTF_8;
        }
    }

    private @Nullable Character decimal(String key, @Nullable String written, @Nullable Character unlessTold) {
        if (written == null) {
            return unlessTold;
        }
        if (!written.equals(".") && !written.equals(",")) {
            wrong(key, "What stands before decimals is a point or a comma.");
            return unlessTold;
        }
        return written.charAt(0);
    }

    private List<String> records(Mapping.@Nullable Format format, @Nullable String pointer) {
        if (format == Mapping.Format.CSV && pointer != null) {
            wrong("records", "It is for JSON: every line of a CSV file is a record.");
        }
        if (pointer == null || pointer.isEmpty()) {
            return List.of();
        }
        if (!pointer.startsWith("/") || pointer.length() > LONGEST_POINTER) {
            wrong("records", "It is a JSON pointer, as /records, of at most " + LONGEST_POINTER + " characters.");
        }
        return List.of(pointer.substring(1).split("/")).stream()
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private @Nullable FieldMapper organisation(@Nullable FieldRule rule, Set<String> empty) {
        if (rule == null) {
            wrong("organisation", "Say in which column the organisation stands.");
            return null;
        }
        return field("organisation", "organisation", new Form.Target(Form.Kind.LINE, Set.of()), rule, empty);
    }

    private List<FieldMapper> fields(@Nullable Map<String, FieldRule> rules, Set<String> empty) {
        List<FieldMapper> fields = new ArrayList<>();
        if (rules == null || rules.isEmpty()) {
            wrong("fields", "Say what becomes what.");
            return fields;
        }
        rules.forEach((path, rule) -> {
            Form.Target target = Form.at(path);
            if (target == null) {
                wrong("fields/" + path, "A case study has nothing of this name to fill.");
            } else if (rule == null) {
                wrong("fields/" + path, "It says nothing.");
            } else {
                fields.add(field("fields/" + path, path, target, rule, empty));
            }
        });
        return List.copyOf(fields);
    }

    private FieldMapper field(String key, String path, Form.Target target, FieldRule rule, Set<String> empty) {
        String wrong = rule.wrong();
        boolean saysMonths = rule.months() != null || rule.years() != null;
        boolean saysDates = saysMonths || rule.dates() != null || rule.notBefore() != null;
        boolean onlyDays = !path.startsWith("dates.");
        if (wrong == null && target.kind() != Form.Kind.DATE && saysDates) {
            wrong = "has dates, but what it fills is no date";
        }
        if (wrong == null && onlyDays && saysMonths) {
            wrong = "has months or years, but what it fills is a day";
        }
        if (wrong == null && target.kind() != Form.Kind.LIST && rule.split() != null) {
            wrong = "has split, but what it fills is no list";
        }
        if (wrong == null && target.kind() != Form.Kind.FIGURE && rule.decimal() != null) {
            wrong = "has decimal, but what it fills is no number";
        }
        if (wrong != null) {
            wrong(key, "It " + wrong + ".");
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
        Set<String> nothing = new LinkedHashSet<>(empty);
        if (wrong == null) {
            nothing.addAll(folded(rule.unless()));
        }
        return new FieldMapper(
                path,
                target,
                rule,
                rule.wrong() == null
                        ? rule.reads().stream().map(MappingReader::heading).toList()
                        : List.of(),
                values,
                wrong == null ? DatePatterns.of(rule, onlyDays, detail -> wrong(key, detail)) : DatePatterns.NONE,
                decimal(key, rule.decimal(), decimal),
                Set.copyOf(nothing));
    }

    private void mustFit(String key, Form.Target target, @Nullable JsonNode value) {
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
            wrong(key, "The value " + shown(value.toString()) + " does not fit" + names + ".");
        }
    }

    /** Neither infinite, as is what has an exponent of 999, nor no number at all. */
    private static boolean isFigure(JsonNode value) {
        return value.isNumber() && Math.abs(value.doubleValue()) <= GREATEST;
    }

    /** A column's name without the spaces and line breaks that headers happen to have; the first of several has no number. */
    private static String heading(String name) {
        String heading = PlainText.line(name);
        return heading.endsWith("#1") ? heading.substring(0, heading.length() - 2) : heading;
    }

    private static Set<String> folded(@Nullable List<String> texts) {
        return texts == null
                ? Set.of()
                : texts.stream().filter(Objects::nonNull).map(PlainText::folded).collect(Collectors.toSet());
    }

    private static String shown(@Nullable String text) {
        return text == null ? "" : PlainText.shortened(text, LONGEST_TOLD);
    }

    private static String pointer(JacksonException e) {
        String pointer = e.getPath().stream()
                .map(step -> "/" + (step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()))
                .collect(Collectors.joining());
        return PlainText.shortened(pointer, LONGEST_POINTER);
    }

    private static String unreadable(JacksonException e) {
        String line = e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : ", line " + e.getLocation().getLineNr();
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "There is no key " + shown(unknown.getPropertyName()) + " here" + line + "; known are "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        return "This is not a mapping that can be read" + line
                + ": it is YAML, each key stands once, and a value has the form that its key asks for.";
    }
}
