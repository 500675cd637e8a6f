package wales.rhannu.casestudy.search;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.web.SpreadsheetCell;

/** Streams the found case studies as CSV for spreadsheets or as a JSON array. */
final class Export {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** The members that have a column of JSON, since one of text cannot hold all that is in them. */
    private static final List<String> WHOLE = List.of(
            "stopReason",
            "team",
            "sector",
            "publicFunction",
            "techniques",
            "technologies",
            "suppliers",
            "dates",
            "benefits",
            "costs",
            "lessons",
            "people",
            "data",
            "risks",
            "assessments",
            "reuse",
            "media",
            "disclosure");

    /** The columns, in this order; new ones are added at the end. */
    static final Map<String, Function<JsonNode, String>> COLUMNS = columns();

    private Export() {}

    private static Map<String, Function<JsonNode, String>> columns() {
        Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();
        columns.put("id", at("/id"));
        columns.put("organisation_id", at("/organisation/id"));
        columns.put("organisation_cy", at("/organisation/name/cy"));
        columns.put("organisation_en", at("/organisation/name/en"));
        columns.put("source_organisation", at("/source/organisation"));
        columns.put("kind", at("/kind"));
        columns.put("stage", at("/stage"));
        columns.put("outcome", at("/outcome"));
        for (String pair : List.of("title", "summary", "problem", "previousProcess", "alternatives", "solution")) {
            columns.put(column(pair) + "_cy", at("/" + pair + "/cy"));
            columns.put(column(pair) + "_en", at("/" + pair + "/en"));
        }
        columns.put("stop_reason", at("/stopReason"));
        columns.put("sector", at("/sector"));
        columns.put("public_function", at("/publicFunction"));
        columns.put("techniques", at("/techniques"));
        columns.put("technologies", at("/technologies"));
        columns.put("suppliers", each("/suppliers", at("/name")));
        columns.put("delivery", at("/delivery"));
        columns.put("begun", at("/dates/begun"));
        columns.put("live", at("/dates/live"));
        columns.put("retired", at("/dates/retired"));
        columns.put(
                "lessons",
                each(
                        "/lessons",
                        lesson ->
                                labelled(at("/kind").apply(lesson), at("/text").apply(lesson))));
        columns.put(
                "benefits",
                each(
                        "/benefits",
                        benefit -> labelled(
                                at("/type").apply(benefit),
                                String.join(
                                                " ",
                                                at("/realised").apply(benefit),
                                                at("/unit").apply(benefit))
                                        .strip())));
        columns.put("cost_set_up", at("/costs/setUp"));
        columns.put("cost_annual", at("/costs/annual"));
        columns.put("staff_days", at("/costs/staffDays"));
        columns.put("currency", at("/costs/currency"));
        columns.put("code_url", at("/reuse/codeUrl"));
        columns.put("licence", at("/reuse/licence"));
        columns.put("atrs_record_url", at("/atrsRecordUrl"));
        columns.put("source_name", at("/source/name"));
        columns.put("source_row", at("/source/row"));
        columns.put("published", at("/published"));
        columns.put("changed", at("/changed"));
        columns.put("status", at("/status"));
        columns.put("begun_as_stated", at("/dates/asStated/begun"));
        columns.put("live_as_stated", at("/dates/asStated/live"));
        columns.put("retired_as_stated", at("/dates/asStated/retired"));
        // for programs: what the columns before it show in short, whole
        WHOLE.forEach(member -> columns.put(column(member) + "_json", view -> whole(view.path(member))));
        return columns;
    }

    private static String column(String member) {
        return member.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static String whole(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isContainer() && node.isEmpty() ? "" : node.toString();
    }

    private static Function<JsonNode, String> at(String pointer) {
        return view -> text(view.at(pointer));
    }

    private static Function<JsonNode, String> each(String pointer, Function<JsonNode, String> element) {
        return view -> {
            List<String> texts = new ArrayList<>();
            view.at(pointer).forEach(node -> texts.add(element.apply(node)));
            return String.join("; ", texts);
        };
    }

    private static String labelled(String label, String text) {
        return label.isEmpty() ? text : label + ": " + text;
    }

    private static String text(JsonNode node) {
        if (node.isArray()) {
            return each("", Export::text).apply(node);
        }
        if (node.has("from")) {
            return text(node.path("from")) + "\u2013" + text(node.path("to"));
        }
        if (node.isObject()) {
            List<String> texts = new ArrayList<>();
            node.forEach(text -> texts.add(text(text)));
            return String.join(" / ", texts);
        }
        return node.isMissingNode() || node.isNull() ? "" : node.asString();
    }

    static void csv(StudyIndex index, SearchCriteria criteria, JsonMapper json, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        // or a spreadsheet takes ŵ for two others
        writer.write(BYTE_ORDER_MARK);
        CSVPrinter csv = new CSVPrinter(writer, CSVFormat.RFC4180);
        csv.printRecord(COLUMNS.keySet());
        writing(() -> index.each(criteria, view -> {
            JsonNode tree = json.readTree(view);
            try {
                csv.printRecord(COLUMNS.values().stream()
                        .map(column -> SpreadsheetCell.harmless(column.apply(tree)))
                        .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
        csv.flush();
    }

    static void json(StudyIndex index, SearchCriteria criteria, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        String[] before = {"["};
        writing(() -> index.each(criteria, view -> {
            try {
                writer.write(before[0]);
                writer.write(view);
                before[0] = ",\n";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
        writer.write(before[0].equals("[") ? "[]" : "]");
        writer.flush();
    }

    private static void writing(Runnable all) throws IOException {
        try {
            all.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
