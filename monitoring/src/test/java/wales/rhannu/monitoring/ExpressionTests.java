package wales.rhannu.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpressionTests {

    @Test
    void functionsLabelsRangesAndStringsAreNoMetrics() {
        assertThat(
                        metrics(
                                "histogram_quantile(0.99, sum by (job, le) (rate(a_seconds_bucket{job=\"b\", c=~\"d|e\"}[5m]))) > 1"))
                .containsExactly("a_seconds_bucket");
    }

    @Test
    void everyOperandCounts() {
        assertThat(metrics("min(a) without (x) / b > 0.1 and c:d:rate5m unless on (instance) e offset 5m"))
                .containsExactly("a", "b", "c:d:rate5m", "e");
    }

    @Test
    void aVariableOfADashboardIsNone() {
        assertThat(metrics("sum by(le)(rate(a_count{instance=~\"$instance\"}[$__rate_interval])) * 1e3"))
                .containsExactly("a_count");
    }

    private static Iterable<String> metrics(String text) {
        return new Expression(text).metrics();
    }
}
