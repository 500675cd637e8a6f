package wales.rhannu.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Generated files with 40 columns and about 5 kB per row, like the inventories that public bodies publish; the same in every run.
 */
final class WideRows {

    private static final int COLUMNS = 40;
    private static final String[] WORDS = {
        "service",
        "letters",
        "team",
        "records",
        "council",
        "checks",
        "requests",
        "people",
        "reviews",
        "forms",
        "claims",
        "reports",
        "gwasanaeth",
        "llythyrau",
        "cofnodion",
        "cyngor",
        "ceisiadau",
        "pobl",
        "sorts",
        "finds",
        "predicts",
        "reads",
        "sends",
        "copies",
        "before",
        "after",
        "every",
        "week",
        "without",
        "with",
        "and",
        "for",
        "the",
        "of"
    };

    private WideRows() {}

    static byte[] mapping(String source) {
        return """
                source: %s
                format: csv
                organisation: Agency
                fields:
                  title.en: { column: Column 1, longest: 300 }
                  summary.en: { column: Column 2, longest: 5000 }
                  problem.en: { columns: [Column 3, Column 4], longest: 20000 }
                  solution.en: { column: Column 5, longest: 20000 }
                  sector: { column: Column 6, longest: 300 }
                  technologies: { column: Column 7, longest: 200 }
                  kind: { constant: ai }
                  outcome: { constant: not-known }
                """
                .formatted(source)
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] file(String name, int rows) {
        Random random = new Random(name.hashCode());
        StringBuilder csv = new StringBuilder("Agency");
        for (int column = 1; column < COLUMNS; column++) {
            csv.append(",Column ").append(column);
        }
        csv.append("\r\n");
        for (int row = 1; row <= rows; row++) {
            csv.append("Bureau ").append(row % 37);
            for (int column = 1; column < COLUMNS; column++) {
                // a few long texts, and many short answers
                int words = column == 1 ? 6 : column < 6 ? 90 : column < 12 ? 30 : 8;
                csv.append(",\"").append(column == 1 ? name + " " + row : "");
                text(csv, random, words);
                csv.append('"');
            }
            csv.append("\r\n");
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void text(StringBuilder csv, Random random, int words) {
        for (int word = 0; word < words; word++) {
            csv.append(word == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
    }
}
