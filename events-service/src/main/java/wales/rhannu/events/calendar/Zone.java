package wales.rhannu.events.calendar;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.fortuna.ical4j.model.component.Daylight;
import net.fortuna.ical4j.model.component.Observance;
import net.fortuna.ical4j.model.component.Standard;
import net.fortuna.ical4j.model.component.VTimeZone;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.RRule;
import net.fortuna.ical4j.model.property.TzId;
import net.fortuna.ical4j.model.property.TzName;
import net.fortuna.ical4j.model.property.TzOffsetFrom;
import net.fortuna.ical4j.model.property.TzOffsetTo;

/** Writes a time zone as VTIMEZONE (RFC 5545, section 3.6.5), by the JDK's rules. */
final class Zone {

    private Zone() {}

    /**
     * A zone as it is for some time: what was before and what comes after is of no meetup.
     *
     * @param from the earliest that is told in its times
     * @param until the latest
     */
    static VTimeZone of(ZoneId zone, Instant from, Instant until) {
        VTimeZone told = new VTimeZone();
        told.add(new TzId(zone.getId()));
        ZoneRules rules = zone.getRules();
        int year = from.atZone(zone).getYear() - 1;
        // transitions that follow no rule are named one by one, as where the moon decides
        List<ZoneOffsetTransition> named = rules.getTransitions().stream()
                .filter(each -> each.getDateTimeBefore().getYear() >= year
                        && each.getInstant().isBefore(until))
                .toList();
        if (!named.isEmpty() || rules.getTransitionRules().isEmpty()) {
            told.add(always(zone, LocalDateTime.of(year, 1, 1, 0, 0)));
        }
        named.forEach(each -> told.add(observance(each, zone)));
        int last = rules.getTransitions().stream()
                .mapToInt(each -> each.getDateTimeBefore().getYear())
                .max()
                .orElse(year);
        for (ZoneOffsetTransitionRule rule : rules.getTransitionRules()) {
            Observance yearly = observance(rule.createTransition(Math.max(year, last + 1)), zone);
            yearly.add(new RRule<>("FREQ=YEARLY;BYMONTH=" + rule.getMonth().getValue() + ";" + day(rule)));
            told.add(yearly);
        }
        return told;
    }

    /** As it is at first. */
    private static Observance always(ZoneId zone, LocalDateTime from) {
        ZoneOffset offset = zone.getRules().getOffset(from);
        Observance observance = new Standard();
        observance.add(new DtStart<>(from));
        observance.add(new TzOffsetFrom(offset));
        observance.add(new TzOffsetTo(offset));
        return observance;
    }

    private static Observance observance(ZoneOffsetTransition first, ZoneId zone) {
        boolean summer = zone.getRules().isDaylightSavings(first.getInstant());
        Observance observance = summer ? new Daylight() : new Standard();
        observance.add(new DtStart<>(first.getDateTimeBefore()));
        observance.add(new TzName(java.time.format.DateTimeFormatter.ofPattern("zzz", java.util.Locale.ENGLISH)
                .format(first.getInstant().atZone(zone))));
        observance.add(new TzOffsetFrom(first.getOffsetBefore()));
        observance.add(new TzOffsetTo(first.getOffsetAfter()));
        return observance;
    }

    private static String day(ZoneOffsetTransitionRule rule) {
        int from = rule.getDayOfMonthIndicator();
        DayOfWeek weekday = rule.getDayOfWeek();
        if (weekday == null) {
            return "BYMONTHDAY=" + from;
        }
        String name = weekday.name().substring(0, 2);
        boolean lastWeek = from == rule.getMonth().maxLength() - 6 && rule.getMonth() != java.time.Month.FEBRUARY;
        if (from == -1 || lastWeek) {
            return "BYDAY=-1" + name;
        }
        if (from > 0 && from % 7 == 1 && from < 28) {
            return "BYDAY=" + (from / 7 + 1) + name;
        }
        // the first such day from one on, or, counted from the month's end, the last until one
        String days = (from > 0
                        ? IntStream.rangeClosed(from, Math.min(31, from + 6))
                        : IntStream.rangeClosed(from - 6, from))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        return "BYMONTHDAY=" + days + ";BYDAY=" + name;
    }
}
