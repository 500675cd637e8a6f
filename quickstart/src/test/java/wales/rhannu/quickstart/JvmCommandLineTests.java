package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JvmCommandLineTests {

    private static final ManagedProcess MONGODB = ManagedProcess.named("mongodb");

    private static List<String> options(String heap) {
        return JvmCommandLine.options(MONGODB, Map.of("RHANNU_MONGODB_HEAP", heap));
    }

    @Test
    void aPartBeginsWithHalfOfItsHeap() {
        assertThat(JvmCommandLine.options(MONGODB, Map.of())).contains("-Xms144m", "-Xmx288m");
        assertThat(options("128")).contains("-Xms64m", "-Xmx128m");
        assertThat(options(" 1024 ")).contains("-Xms512m", "-Xmx1024m");
    }

    @Test
    void aHeapIsOfOnePart() {
        assertThat(JvmCommandLine.options(ManagedProcess.named("kafka"), Map.of("RHANNU_MONGODB_HEAP", "128")))
                .contains("-Xmx160m");
        assertThat(JvmCommandLine.options(
                        ManagedProcess.named("membership"), Map.of("RHANNU_MEMBERSHIP_SERVICE_HEAP", "128")))
                .contains("-Xmx128m");
    }

    @Test
    void aHeapInWhichNothingStartsIsRefused() {
        for (String heap : List.of("15", "1", "0", "-1")) {
            assertThatThrownBy(() -> options(heap))
                    .isInstanceOf(CommandException.class)
                    .hasMessage("RHANNU_MONGODB_HEAP is " + heap + " MiB: no part starts with less than 16");
        }
        assertThatThrownBy(() -> options("plenty"))
                .isInstanceOf(CommandException.class)
                .hasMessage("RHANNU_MONGODB_HEAP is not a number of MiB: plenty");
    }

    @Test
    void furtherOptionsComeLastSoThatTheyHold() {
        List<String> plain = JvmCommandLine.options(MONGODB, Map.of());
        List<String> more = JvmCommandLine.options(
                MONGODB, Map.of("RHANNU_JAVA_OPTIONS", "  -XX:TieredStopAtLevel=1   -Dsome.thing=else "));
        assertThat(more.subList(0, plain.size())).isEqualTo(plain);
        assertThat(more.subList(plain.size(), more.size()))
                .containsExactly("-XX:TieredStopAtLevel=1", "-Dsome.thing=else");
        assertThat(JvmCommandLine.options(MONGODB, Map.of("RHANNU_JAVA_OPTIONS", "  ")))
                .isEqualTo(plain);
    }
}
