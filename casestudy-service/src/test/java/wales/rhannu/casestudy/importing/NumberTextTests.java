package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTests {

    private static @Nullable BigDecimal read(String text, @Nullable Character decimal) {
        BigDecimal number = NumberText.of(text, decimal).number();
        return number == null ? null : number.stripTrailingZeros();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12 | 12",
                "-7 | -7",
                "−7,25 | -7.25",
                "1,5 | 1.5",
                "12,34 | 12.34",
                "0,500 | 0.5",
                "1234,567 | 1234.567",
                "1.234,50 | 1234.5",
                "1,234.50 | 1234.5",
                "1,234.567 | 1234.567",
                "€1.500,00 | 1500",
                "£1,200.50 | 1200.5",
                "-£1,200.50 | -1200.5",
                "£ 20 | 20",
                "1 500,00 € | 1500",
                "GBP 20 | 20",
                "1 234 567 | 1234567",
                "1'234'567.5 | 1234567.5",
                "1,234,567 | 1234567",
                "1.234.567 | 1234567",
                "10000000.0 | 10000000",
                "0.0001 | 0.0001",
                "1.0E7 | 10000000",
                "1e-4 | 0.0001"
            })
    void whatCanBeOneNumberOnlyIsRead(String text, BigDecimal number) {
        assertThat(read(text, null)).isEqualByComparingTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,500", "£1.500", "-12,000", "100.000"})
    void whatCanBeTwoNumbersIsAmbiguousUntilTheMappingSaysWhatStandsBeforeDecimals(String text) {
        assertThat(NumberText.of(text, null)).isEqualTo(new NumberText(null, true));
        assertThat(NumberText.of(text, '.').isAmbiguous()).isFalse();
        assertThat(NumberText.of(text, ',').isAmbiguous()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,500 | . | 1500",
                "1,500 | , | 1.5",
                "£1.500 | . | 1.5",
                "£1.500 | , | 1500",
                "1.234.567,8 | , | 1234567.8",
                "1 500 | , | 1500",
                "1500 | , | 1500",
                "12,34 | , | 12.34"
            })
    void withTheDecimalSeparatorSaidThereIsNoDoubt(String text, char decimal, BigDecimal number) {
        assertThat(read(text, decimal)).isEqualByComparingTo(number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1,5 | .", "12,34 | .", "1.234,50 | .", "1.5 | ,", "1,234.50 | ,", "1,2,3 | .", "1.2.3 | ,"})
    void whatDoesNotGoWithTheDecimalSeparatorIsNoNumber(String text, char decimal) {
        assertThat(NumberText.of(text, decimal)).isEqualTo(new NumberText(null, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 2",
                "12 34",
                "1 5000",
                "",
                "-",
                "lots",
                "£",
                "20-30",
                "1,2,3",
                "1.2.3",
                "1,23,456",
                "3 €5",
                "£1 €",
                "1k",
                "£1.5m",
                "5%",
                "1e99",
                "1e-99",
                "12345678901234567",
                "1..5",
                ",5",
                "1.234,567.8",
                "٣"
            })
    void whatIsNoNumberIsNone(String text) {
        assertThat(NumberText.of(text, null)).isEqualTo(new NumberText(null, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", ".", ",", "-", "£", " 1", "1e"})
    void aLongTextIsReadInLinearTime(String part) {
        String text = part.repeat(50_000);
        for (int i = 0; i < 20; i++) {
            assertThat(NumberText.of(text, null).number()).isNull();
        }
    }
}
