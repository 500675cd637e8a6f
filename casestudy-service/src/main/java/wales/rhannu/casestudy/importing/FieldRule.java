package wales.rhannu.casestudy.importing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How one member of a case study is made of a row's columns; written in the mapping file.
 *
 * @param column where the value stands; the second of two columns with one name is {@code name#2}
 * @param columns where the values stand that are joined, those that are empty left out
 * @param first where the value may stand: the first column that has one; a constant may be the last
 * @param join between joined values; a blank line unless told
 * @param constant the value for every row
 * @param values the value for each text of the column, whatever its case, spaces and dashes; {@code Yes*} is any text that
 *     begins so, {@code *Pilot*} any that has it in it, null a gap
 * @param otherwise the value for any other text; an empty cell is none
 * @param whenEmpty the value where the row says nothing
 * @param othersStay whether any other text stands as it is; without this and {@code otherwise} it leaves a gap and a note
 * @param prefix what stands before the text
 * @param split what parts the texts of a list, or of a member of each element of one
 * @param json whether the text is JSON and fills a whole member
 * @param dates patterns of {@code java.time.format.DateTimeFormatter}, tried in turn; {@code uuuu-MM-dd} unless told
 * @param months patterns of months without a day; {@code uuuu-MM} unless told
 * @param years patterns of years alone; {@code uuuu} unless told
 * @param notBefore an earlier date is an error of the source, and leaves a gap
 * @param decimal what stands before the decimals of a number, a point or a comma; that of the whole mapping unless told
 * @param longest more characters than this are cut off, with an ellipsis; the whole stays in {@code source.raw}
 * @param unless texts that say nothing here, beside those of the whole mapping
 */
record FieldRule(
        @JsonProperty("column") @Nullable String column,
        @JsonProperty("columns") @Nullable List<String> columns,
        @JsonProperty("first") @Nullable List<Alternative> first,
        @JsonProperty("join") @Nullable String join,
        @JsonProperty("constant") @Nullable JsonNode constant,
        @JsonProperty("values") @Nullable Map<String, JsonNode> values,
        @JsonProperty("otherwise") @Nullable JsonNode otherwise,
        @JsonProperty("others-stay") @Nullable Boolean othersStay,
        @JsonProperty("when-empty") @Nullable JsonNode whenEmpty,
        @JsonProperty("prefix") @Nullable String prefix,
        @JsonProperty("split") @Nullable String split,
        @JsonProperty("json") @Nullable Boolean json,
        @JsonProperty("dates") @Nullable List<String> dates,
        @JsonProperty("months") @Nullable List<String> months,
        @JsonProperty("years") @Nullable List<String> years,
        @JsonProperty("not-before") @Nullable LocalDate notBefore,
        @JsonProperty("decimal") @Nullable String decimal,
        @JsonProperty("longest") @Nullable Integer longest,
        @JsonProperty("unless") @Nullable List<String> unless) {

    private static final int MOST_COLUMNS = 100;
    private static final int MOST_VALUES = 2_000;
    private static final int LONGEST = 1_000;

    /** One of several places of a value: a column, or a constant where no column before it has one. */
    record Alternative(
            @JsonProperty("column") @Nullable String column, @JsonProperty("constant") @Nullable JsonNode constant) {

        @JsonCreator
        Alternative {}

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Alternative of(String column) {
            return new Alternative(column, null);
        }
    }

    @JsonCreator
    FieldRule {}

    /** The short form: a column's name alone. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static FieldRule of(String column) {
        return new FieldRule(
                column, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null);
    }

    boolean isJson() {
        return Boolean.TRUE.equals(json);
    }

    boolean othersMayStay() {
        return Boolean.TRUE.equals(othersStay);
    }

    /** The value where nothing that it reads has one: the constant that is the last of {@code first}. */
    @Nullable
    JsonNode lastConstant() {
        return first == null || first.isEmpty()
                ? null
                : first.get(first.size() - 1).constant();
    }

    /** The columns that it reads. */
    List<String> reads() {
        List<String> all = new ArrayList<>();
        if (column != null) {
            all.add(column);
        }
        if (columns != null) {
            all.addAll(columns);
        }
        if (first != null) {
            first.stream().map(Alternative::column).filter(Objects::nonNull).forEach(all::add);
        }
        return all;
    }

    /** The fault of this rule, independent of the member that it fills; null if there is none. */
    @Nullable
    String wrong() {
        long ways = Stream.of(column, columns, first, constant)
                .filter(Objects::nonNull)
                .count();
        if (ways != 1) {
            return "has one of column, columns, first and constant";
        }
        if (Stream.of(columns, first, dates, months, years, unless)
                        .anyMatch(it -> it != null && it.stream().anyMatch(Objects::isNull))
                || reads().stream().anyMatch(String::isBlank)) {
            return "has an empty entry in a list";
        }
        if (Stream.of(constant, whenEmpty, lastConstant()).anyMatch(FieldRule::isNoSingleValue)) {
            return "has a constant that is no single value";
        }
        if (first != null && !isInOrder(first)) {
            return "has in first columns, and as the last, if any, a constant";
        }
        if (join != null && columns == null) {
            return "has join without columns";
        }
        if (values == null && (otherwise != null || othersMayStay())) {
            return "says what other values become, but has no values";
        }
        if (otherwise != null && othersMayStay()) {
            return "has otherwise or others-stay, not both";
        }
        if (reads().size() > MOST_COLUMNS || reads().stream().anyMatch(it -> it.length() > LONGEST)) {
            return "reads at most " + MOST_COLUMNS + " columns, whose names have at most " + LONGEST + " characters";
        }
        if (Stream.of(join, prefix, split).anyMatch(it -> it != null && it.length() > LONGEST)) {
            return "has a join, prefix or split of at most " + LONGEST + " characters";
        }
        if (values != null && values.size() > MOST_VALUES) {
            return "has at most " + MOST_VALUES + " values";
        }
        if (isJson()
                && (column == null || Stream.of(values, prefix, split, longest).anyMatch(Objects::nonNull))) {
            return "has json, which goes with a column alone";
        }
        if (split != null && split.isEmpty()) {
            return "has an empty split";
        }
        if (longest != null && longest < 3) {
            return "has a longest of at least 3";
        }
        return null;
    }

    private static boolean isNoSingleValue(@Nullable JsonNode value) {
        return value != null && !value.isString() && !value.isBoolean() && !value.isNumber();
    }

    private static boolean isInOrder(List<Alternative> first) {
        for (int i = 0; i < first.size(); i++) {
            boolean isColumn = first.get(i).column() != null;
            boolean isConstant = first.get(i).constant() != null;
            if (isColumn == isConstant || isConstant && (i == 0 || i < first.size() - 1)) {
                return false;
            }
        }
        return true;
    }
}
