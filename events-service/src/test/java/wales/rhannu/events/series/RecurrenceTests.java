package wales.rhannu.events.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wales.rhannu.starter.aggregate.DomainException;

class RecurrenceTests {

    private static final ZoneId WALES = ZoneId.of("Europe/London");
    /** A Thursday. */
    private static final LocalDate FIRST = LocalDate.of(2027, 3, 25);

    private static final LocalTime NINE = LocalTime.of(9, 0);

    private static List<LocalDate> dates(String rule) {
        return Recurrence.of(rule, WALES, NINE).dates(FIRST);
    }

    private static LocalDate on(int month, int day) {
        return LocalDate.of(2027, month, day);
    }

    @Test
    void aCountCounts() {
        assertThat(dates("FREQ=WEEKLY;COUNT=3")).containsExactly(FIRST, on(4, 1), on(4, 8));
        assertThat(dates("rrule:freq=monthly;byday=4th;count=2")).containsExactly(FIRST, on(4, 22));
    }

    @Test
    void theLastDayIsOneOfThem() {
        assertThat(dates("FREQ=WEEKLY;UNTIL=20270408")).containsExactly(FIRST, on(4, 1), on(4, 8));
    }

    @Test
    void anEndWithATimeIsThatInstantAndNotItsDay() {
        assertThat(dates("FREQ=WEEKLY;UNTIL=20270408T090000")).hasSize(3);
        assertThat(dates("FREQ=WEEKLY;UNTIL=20270408T085959")).hasSize(2);
        // nine o'clock of British Summer Time
        assertThat(dates("FREQ=WEEKLY;UNTIL=20270408T080000Z")).hasSize(3);
        assertThat(dates("FREQ=WEEKLY;UNTIL=20270408T075959Z")).hasSize(2);
        assertThat(dates("FREQ=WEEKLY;UNTIL=20270407T233000Z")).hasSize(2);
        assertThat(dates("FREQ=DAILY;UNTIL=20270331T085959Z")).last().isEqualTo(on(3, 31));
        assertThat(Recurrence.of("FREQ=WEEKLY;UNTIL=20270408", WALES, NINE).withEndIn(WALES))
                .isEqualTo("FREQ=WEEKLY;UNTIL=20270408T225959Z");
    }

    @Test
    void fiveYearsAndTwoHundredAndSixtyAreTheMost() {
        assertThat(dates("FREQ=WEEKLY;COUNT=260")).hasSize(260);
        assertThat(dates("FREQ=YEARLY;UNTIL=20320325")).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "weekly",
                "COUNT=3",
                "FREQ=HOURLY;COUNT=3",
                "FREQ=WEEKLY",
                "FREQ=WEEKLY;COUNT=0",
                "FREQ=WEEKLY;COUNT=-1",
                "FREQ=WEEKLY;COUNT=3;COUNT=4",
                "FREQ=WEEKLY;COUNT=3;UNTIL=20270408",
                "FREQ=WEEKLY;UNTIL=20271399",
                "FREQ=WEEKLY;COUNT=3;BYHOUR=9",
                "FREQ=WEEKLY;COUNT=3;BYDAY=XX",
                "FREQ=WEEKLY;COUNT=3;INTERVAL=0",
                "FREQ=WEEKLY;COUNT=3;FOO=1",
                "FREQ=WEEKLY;COUNT=3;BYDAY=FR",
                "FREQ=DAILY;COUNT=261",
                "FREQ=DAILY;COUNT=999",
                "FREQ=YEARLY;COUNT=7",
                "FREQ=YEARLY;UNTIL=20320326",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"
            })
    void whatDoesNotEndInTimeOrIsNoRuleIsRefused(String rule) {
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> dates(rule))
                .satisfies(refusal ->
                        assertThat(refusal.violations().get(0).pointer()).isEqualTo("/rrule"));
    }
}
