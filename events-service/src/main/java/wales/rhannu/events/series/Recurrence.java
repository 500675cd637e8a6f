package wales.rhannu.events.series;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.fortuna.ical4j.model.Recur;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * On which dates something recurs, by a rule of RFC 5545 (section 3.3.10) that ends. A rule is of dates: how long it is
 * until noon is no matter for the clocks going forward or back.
 *
 * @param rule without {@code RRULE:}, its parts in capitals, {@code UNTIL} a date
 */
record Recurrence(String rule) {

    static final int MOST = 260;
    static final int LONGEST_IN_YEARS = 5;
    private static final int LONGEST_RULE = 500;

    private static final String DAY = "(MO|TU|WE|TH|FR|SA|SU)";
    /** The parts of a rule, each with what its value looks like. */
    private static final Map<String, Pattern> PARTS = Map.of(
            "FREQ", Pattern.compile("DAILY|WEEKLY|MONTHLY|YEARLY"),
            "UNTIL", Pattern.compile("\\d{8}(T\\d{6}Z?)?"),
            "COUNT", Pattern.compile("[1-9]\\d{0,2}"),
            "INTERVAL", Pattern.compile("[1-9]\\d{0,2}"),
            "BYDAY", Pattern.compile(list("[+-]?([1-9]|[1-4]\\d|5[0-3])?" + DAY)),
            "BYMONTHDAY", Pattern.compile(list("[+-]?([1-9]|[12]\\d|3[01])")),
            "BYMONTH", Pattern.compile(list("([1-9]|1[0-2])")),
            "BYSETPOS", Pattern.compile(list("[+-]?[1-9]\\d{0,2}")),
            "WKST", Pattern.compile(DAY));

    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
    private static final Set<String> OF_TIMES = Set.of("BYHOUR", "BYMINUTE", "BYSECOND");

    private static String list(String element) {
        return element + "(," + element + "){0,50}";
    }

    /**
     * Reads a rule.
     *
     * @param zone of the meetups
     * @param begins at which time of day they begin: the last is the last that begins no later than an {@code UNTIL} that has a
     *     time
     * @throws DomainException invalid, at {@code /rrule}
     */
    static Recurrence of(@Nullable String text, ZoneId zone, LocalTime begins) {
        if (text == null || text.isBlank() || text.length() > LONGEST_RULE) {
            throw wrong("rrule-missing");
        }
        String rule = text.strip().toUpperCase(Locale.ROOT);
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : (rule.startsWith("RRULE:") ? rule.substring(6) : rule).split(";", -1)) {
            String[] named = part.split("=", 2);
            if (OF_TIMES.contains(named[0])) {
                throw wrong("rrule-of-times");
            }
            Pattern value = PARTS.get(named[0]);
            if (named.length != 2 || value == null || !value.matcher(named[1]).matches()) {
                throw wrong("rrule-part-unknown", part);
            }
            if (parts.put(named[0], named[1]) != null) {
                throw wrong("rrule-part-twice", named[0]);
            }
        }
        if (!parts.containsKey("FREQ")) {
            throw wrong("rrule-without-freq");
        }
        if (parts.containsKey("COUNT") == parts.containsKey("UNTIL")) {
            throw wrong("rrule-without-end");
        }
        parts.computeIfPresent("UNTIL", (name, until) -> date(until, zone, begins));
        return new Recurrence(parts.entrySet().stream()
                .map(part -> part.getKey() + "=" + part.getValue())
                .collect(Collectors.joining(";")));
    }

    private static String date(String until, ZoneId zone, LocalTime begins) {
        try {
            LocalDate date = LocalDate.parse(until.substring(0, 8), DateTimeFormatter.BASIC_ISO_DATE);
            if (until.length() > 8) {
                LocalDateTime at = LocalDateTime.parse(until.replace("Z", ""), DATE_TIME);
                LocalDateTime local = until.endsWith("Z")
                        ? at.atZone(ZoneOffset.UTC).withZoneSameInstant(zone).toLocalDateTime()
                        : at;
                date = local.toLocalTime().isBefore(begins)
                        ? local.toLocalDate().minusDays(1)
                        : local.toLocalDate();
            }
            return date.format(DateTimeFormatter.BASIC_ISO_DATE);
        } catch (DateTimeException e) {
            throw wrong("rrule-until");
        }
    }

    private static DomainException wrong(String code, Object... arguments) {
        return DomainException.invalid("/rrule", code, arguments);
    }

    /**
     * The dates, in order, exceptions included.
     *
     * @throws DomainException invalid, at {@code /rrule}: too many, or over too long a time, or without the first
     */
    List<LocalDate> dates(LocalDate first) {
        LocalDate last = first.plusYears(LONGEST_IN_YEARS);
        List<LocalDate> dates;
        boolean ends;
        try {
            Recur<LocalDate> recur = new Recur<>(rule);
            // a day longer than allowed, to tell whether it ends
            dates = recur.getDates(first, first, last.plusDays(1), MOST + 1);
            ends = recur.getUntil() != null ? !recur.getUntil().isAfter(last) : dates.size() == recur.getCount();
        } catch (RuntimeException e) {
            throw wrong("rrule-unknown");
        }
        if (dates.isEmpty() || !dates.get(0).equals(first)) {
            throw wrong("rrule-not-the-first");
        }
        if (dates.size() > MOST) {
            throw wrong("rrule-too-many", MOST);
        }
        if (!ends || dates.get(dates.size() - 1).isAfter(last)) {
            throw wrong("rrule-too-long", 5);
        }
        return dates;
    }

    /** As a calendar has it whose events have times: its end is an instant. */
    String withEndIn(ZoneId zone) {
        return java.util.Arrays.stream(rule.split(";"))
                .map(part -> {
                    if (!part.startsWith("UNTIL=")) {
                        return part;
                    }
                    LocalDate until = LocalDate.parse(part.substring(6), DateTimeFormatter.BASIC_ISO_DATE);
                    return "UNTIL="
                            + until.plusDays(1)
                                    .atStartOfDay(zone)
                                    .minusSeconds(1)
                                    .withZoneSameInstant(ZoneOffset.UTC)
                                    .format(DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT));
                })
                .collect(Collectors.joining(";"));
    }
}
