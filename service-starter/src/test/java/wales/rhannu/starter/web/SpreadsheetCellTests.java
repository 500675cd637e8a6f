package wales.rhannu.starter.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadsheetCellTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(1)",
                "\t=1",
                "\rx",
                "\nx",
                " =1",
                "\uFF1D1+1", // full-width
                "\uFF0B1",
                "\uFF0D1",
                "\uFF20SUM(1)",
                "\uFE661", // small
                "\u207C1", // raised
                "\u200B=1", // zero-width space
                "\u200D\u2060\uFEFF=1",
                "\u00AD=1", // soft hyphen
                "\u00A0\u3000=1", // spaces that do not break, ideographic
                "\uFE0F=1", // variation selector
                "\u3164=1", // Hangul filler
                "\u202E=1", // right-to-left override
                "\uDB40\uDC01=1", // tag
                "\u200B\uFF1D1",
                "'=1",
                "''+1"
            })
    void whatASpreadsheetWouldComputeIsText(String text) {
        assertThat(SpreadsheetCell.harmless(text)).isEqualTo("'" + text);
        assertThat(SpreadsheetCell.text("'" + text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\u200B", "Dŵr", "a=1", "1-2", "20–30.5", "\u200Ba", "ŵ@x", "'a", "'", "\uD83D\uDE80"})
    void anythingElseStaysAsItIs(String text) {
        assertThat(SpreadsheetCell.harmless(text)).isEqualTo(text);
        assertThat(SpreadsheetCell.text(text)).isEqualTo(text);
    }
}
