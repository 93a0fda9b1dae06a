package dev.meridian.region.cron;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A schedule in five fields, in UTC: minute, hour, day of the month, month, weekday (contract section 8.1).
 *
 * <p>It takes what the parser of the open-source server takes (dragonmantank/cron-expression 3): {@code *}, lists, ranges,
 * steps of ranges and of {@code *}, names of months and weekdays, {@code ?}, {@code L}, {@code 15W}, {@code 5L},
 * {@code 5#2}, and {@code @hourly} and its like. Where both fields of days say something, a day that either admits is one.
 * Two things differ: a range that ends before it begins is refused, where that parser takes it and never runs it; and of a
 * step that is longer than its range only the beginning remains.
 */
public final class CronExpression {

    /** What a refusal says of the rule. */
    public static final String RULE =
            "Value must be a valid cron expression of five fields: minute, hour, day of the" + " month, month, weekday";

    private static final Map<String, String> NAMED = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    /** The rarest dates, such as a fifth Friday in February, come within it. */
    private static final int MOST_YEARS = 41;

    private final long minutes;
    private final long hours;
    private final long months;
    private final DayRule days;

    private CronExpression(long minutes, long hours, long months, DayRule days) {
        this.minutes = minutes;
        this.hours = hours;
        this.months = months;
        this.days = days;
    }

    /** Nothing if the text is none. */
    public static Optional<CronExpression> parse(String text) {
        String written = text.strip();
        String[] fields =
                NAMED.getOrDefault(written.toLowerCase(Locale.ROOT), written).split("\\s+", -1);
        if (fields.length != 5) {
            return Optional.empty();
        }
        Optional<Long> minutes = CronField.MINUTE.set(fields[0]);
        Optional<Long> hours = CronField.HOUR.set(fields[1]);
        Optional<Long> months = CronField.MONTH.set(fields[3]);
        Optional<DayRule> ofMonth = DayRule.ofMonth(fields[2]);
        Optional<DayRule> ofWeek = DayRule.ofWeek(fields[4]);
        if (minutes.isEmpty() || hours.isEmpty() || months.isEmpty() || ofMonth.isEmpty() || ofWeek.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new CronExpression(minutes.get(), hours.get(), months.get(), either(ofMonth.get(), ofWeek.get())));
    }

    private static DayRule either(DayRule ofMonth, DayRule ofWeek) {
        if (ofMonth instanceof DayRule.Every) {
            return ofWeek;
        }
        return ofWeek instanceof DayRule.Every ? ofMonth : new DayRule.AnyOf(List.of(ofMonth, ofWeek));
    }

    /** The first whole minute after a moment that it names; nothing if there is none, as of a 30th of February. */
    public Optional<Instant> after(Instant moment) {
        LocalDateTime earliest = LocalDateTime.ofInstant(moment, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(1);
        LocalDate end = earliest.toLocalDate().plusYears(MOST_YEARS);
        LocalDate day = earliest.toLocalDate();
        while (day.isBefore(end)) {
            if (!has(months, day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
                continue;
            }
            if (days.admits(day)) {
                int from = day.equals(earliest.toLocalDate()) ? earliest.getHour() * 60 + earliest.getMinute() : 0;
                Optional<LocalDateTime> found = on(day, from);
                if (found.isPresent()) {
                    return found.map(at -> at.toInstant(ZoneOffset.UTC));
                }
            }
            day = day.plusDays(1);
        }
        return Optional.empty();
    }

    /** @param from minute of the day */
    private Optional<LocalDateTime> on(LocalDate day, int from) {
        for (int hour = from / 60; hour < 24; hour++) {
            if (!has(hours, hour)) {
                continue;
            }
            for (int minute = hour == from / 60 ? from % 60 : 0; minute < 60; minute++) {
                if (has(minutes, minute)) {
                    return Optional.of(day.atTime(hour, minute));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean has(long bits, int number) {
        return (bits >>> number & 1) == 1;
    }
}
