package wales.rhannu.casestudy.importing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** Reads mapping files, and reports all faults of a file together. */
final class MappingReader {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{2,99}");
    private static final int MOST_TOLD = 100;
    private static final int LONGEST_TOLD = 100;
    private static final int LONGEST_POINTER = 1_000;

    /** A mapping file's content before it is validated. */
    private record MappingDocument(
            @Nullable String source,
            Mapping.@Nullable Format format,
            @Nullable String charset,
            @JsonProperty("fallback-charset") @Nullable String fallback,
            @Nullable String delimiter,
            @Nullable String records,
            @Nullable String decimal,
            @Nullable Boolean verbatim,
            @Nullable String identity,
            @JsonProperty("leave-out") @Nullable Map<String, List<String>> leaveOut,
            @Nullable Map<String, List<String>> only,
            @Nullable FieldRule organisation,
            @Nullable List<String> empty,
            @Nullable Map<String, FieldRule> fields) {}

    private final List<Violation> violations = new ArrayList<>();

    private MappingReader() {}

    /** @throws DomainException invalid, saying what is wrong with the file */
    static Mapping read(byte[] yaml) {
        return new MappingReader().mapping(written(yaml));
    }

    private static MappingDocument written(byte[] yaml) {
        MappingDocument written;
        try {
            written = YAML.readValue(yaml, MappingDocument.class);
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

    private Mapping mapping(MappingDocument written) {
        Mapping.Format format = written.format();
        if (written.source() == null || !NAME.matcher(written.source()).matches()) {
            wrong("source", "It is a name of 3 to 100 small letters, digits and hyphens.");
        }
        if (format == null) {
            wrong("format", "It is csv or json.");
        }
        Charset charset = charset("charset", written.charset());
        Charset fallback = written.fallback() == null ? null : charset("fallback-charset", written.fallback());
        if (fallback != null
                && (format == Mapping.Format.JSON
                        || charset != StandardCharsets.UTF_8
                        || !CsvRowReader.isOfOneByte(fallback))) {
            wrong("fallback-charset", "It is for CSV in UTF-8, and a charset of single bytes, as windows-1252.");
        }
        if (format == Mapping.Format.JSON && (written.charset() != null || written.delimiter() != null)) {
            wrong("charset", "JSON is UTF-8 and has no delimiter: charset and delimiter are for CSV.");
        }
        String delimiter = written.delimiter() == null ? "," : written.delimiter();
        if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
            wrong("delimiter", "It is one character.");
        }
        List<String> records = records(format, written.records());
        FieldReader reader = new FieldReader(
                FieldReader.folded(written.empty()),
                // JSON's own numbers have a point
                FieldReader.decimal(
                        "decimal", written.decimal(), format == Mapping.Format.JSON ? '.' : null, this::wrong),
                Boolean.TRUE.equals(written.verbatim()),
                this::wrong);
        if (written.identity() != null && written.identity().isBlank()) {
            wrong("identity", "Say in which column the source's own id stands.");
        }
        RowFilter filter =
                new RowFilter(conditions("leave-out", written.leaveOut()), conditions("only", written.only()));
        FieldMapper organisation = organisation(written.organisation(), reader);
        List<FieldMapper> fields = fields(written.fields(), reader);
        if (!violations.isEmpty() || organisation == null || format == null) {
            throw DomainException.invalid(violations);
        }
        return new Mapping(
                String.valueOf(written.source()),
                format,
                charset,
                fallback,
                delimiter.charAt(0),
                records,
                written.identity() == null ? null : FieldReader.heading(written.identity()),
                filter,
                organisation,
                fields);
    }

    private Map<String, ValueTable> conditions(String key, @Nullable Map<String, List<String>> written) {
        Map<String, ValueTable> conditions = new LinkedHashMap<>();
        if (written == null) {
            return conditions;
        }
        if (written.size() > RowFilter.MOST_COLUMNS
                || written.values().stream().anyMatch(texts -> texts != null && texts.size() > RowFilter.MOST_TEXTS)) {
            wrong(
                    key,
                    "It names at most " + RowFilter.MOST_COLUMNS + " columns, each with at most " + RowFilter.MOST_TEXTS
                            + " texts.");
            return conditions;
        }
        written.forEach((column, texts) -> {
            if (column.isBlank() || texts == null || texts.isEmpty() || texts.contains(null)) {
                wrong(key, "It names columns, each with the texts that count: { Status: [Withdrawn] }.");
            } else {
                ValueTable table = new ValueTable();
                texts.forEach(text -> table.put(PlainText.folded(text), BooleanNode.TRUE));
                conditions.put(FieldReader.heading(column), table);
            }
        });
        return conditions;
    }

    private void wrong(String key, String detail) {
        if (violations.size() < MOST_TOLD) {
            violations.add(new Violation(PlainText.shortened("/mapping/" + key, LONGEST_POINTER), detail));
        }
    }

    private Charset charset(String key, @Nullable String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            wrong(key, "There is no charset " + shown(name) + ".");
            return StandardCharsets.UTF_8;
        }
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

    private @Nullable FieldMapper organisation(@Nullable FieldRule rule, FieldReader reader) {
        if (rule == null) {
            wrong("organisation", "Say in which column the organisation stands.");
            return null;
        }
        return reader.read(
                "organisation", "organisation", new MappingTargets.Target(MappingTargets.Kind.LINE, Set.of()), rule);
    }

    private List<FieldMapper> fields(@Nullable Map<String, FieldRule> rules, FieldReader reader) {
        List<FieldMapper> fields = new ArrayList<>();
        if (rules == null || rules.isEmpty()) {
            wrong("fields", "Say what becomes what.");
            return fields;
        }
        rules.forEach((path, rule) -> {
            MappingTargets.Target target =
                    rule != null && rule.isJson() ? MappingTargets.wholeAt(path) : MappingTargets.at(path);
            if (target == null) {
                wrong("fields/" + path, "A case study has nothing of this name to fill.");
            } else if (rule == null) {
                wrong("fields/" + path, "It says nothing.");
            } else if (isBoth(path, rules.keySet())) {
                wrong("fields/" + path, "The elements of a list are filled by * or by numbers, not by both.");
            } else {
                fields.add(reader.read("fields/" + path, path, target, rule));
            }
        });
        return List.copyOf(fields);
    }

    private static boolean isBoth(String path, Set<String> paths) {
        int each = path.indexOf("." + FieldMapper.EACH + ".");
        return each > 0
                && paths.stream()
                        .anyMatch(other -> other.startsWith(path.substring(0, each + 1))
                                && Character.isDigit(other.charAt(each + 1)));
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
