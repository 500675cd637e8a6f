package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkOutcomesTests {

    private static LinkOutcomes counted(String outcome, int count) {
        return LinkOutcomes.in(
                """
                # HELP rhannu_sign_in_links_total
                # TYPE rhannu_sign_in_links_total counter
                rhannu_sign_in_links_total{application="membership-service",outcome="sent"} 7.0
                rhannu_sign_in_links_total{application="membership-service",outcome="%s"} %d.0
                rhannu_sign_in_links_waiting{application="membership-service"} 9.0
                """
                        .formatted(outcome, count));
    }

    @ParameterizedTest
    @CsvSource({
        "limited, past five",
        "unwanted, no member's address",
        "dropped, too many wait",
        "failed, could not be mailed",
    })
    void whatRoseSaysWhyNoMailCame(String outcome, String why) {
        assertThat(counted(outcome, 3).whyNone(counted(outcome, 2), "a@b.cymru"))
                .contains(why)
                .contains("a@b.cymru");
        assertThat(counted(outcome, 1).whyNone(LinkOutcomes.in(""), "a@b.cymru"))
                .as("the first one")
                .contains(why);
    }

    @Test
    void whatStoodBeforeSaysNothing() {
        assertThat(counted("limited", 3).whyNone(counted("limited", 3), "a@b.cymru"))
                .isEqualTo("No link was mailed to a@b.cymru so far");
        assertThat(LinkOutcomes.in("").whyNone(counted("limited", 3), "a@b.cymru"))
                .isEqualTo("No link was mailed to a@b.cymru so far");
    }

    @Test
    void aMailThatWasSentButDidNotArriveIsToldApart() {
        assertThat(LinkOutcomes.in("rhannu_sign_in_links_total{outcome=\"sent\"} 8.0\n")
                        .whyNone(counted("limited", 3), "a@b.cymru"))
                .isEqualTo("A link was mailed, but none reached a@b.cymru");
    }
}
