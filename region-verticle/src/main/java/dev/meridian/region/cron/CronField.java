package dev.meridian.region.cron;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One field of numbers of a cron expression: its range, and the names that stand for some of them.
 *
 * @param names the first stands for {@code least}
 */
record CronField(int least, int most, List<String> names) {

    static final CronField MINUTE = new CronField(0, 59, List.of());
    static final CronField HOUR = new CronField(0, 23, List.of());
    static final CronField DAY = new CronField(1, 31, List.of());
    static final CronField MONTH = new CronField(
            1, 12, List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"));

    /** Sunday is 0 and 7. */
    static final CronField WEEKDAY = new CronField(0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    /** The numbers of a list, one bit each; nothing if it is not one. */
    Optional<Long> set(String list) {
        long bits = 0;
        for (String item : list.split(",", -1)) {
            Optional<Long> some = item(item);
            if (some.isEmpty()) {
                return Optional.empty();
            }
            bits |= some.get();
        }
        return Optional.of(bits);
    }

    /** A number, a range, or every so many of a range or of all. */
    private Optional<Long> item(String item) {
        int slash = item.indexOf('/');
        String range = slash < 0 ? item : item.substring(0, slash);
        int dash = range.indexOf('-');
        boolean isAll = range.equals("*");
        if (slash >= 0 && !isAll && dash < 0) {
            return Optional.empty();
        }
        OptionalInt from = isAll ? OptionalInt.of(least) : number(dash < 0 ? range : range.substring(0, dash));
        OptionalInt to = isAll ? OptionalInt.of(most) : dash < 0 ? from : number(range.substring(dash + 1));
        OptionalInt step = slash < 0 ? OptionalInt.of(1) : digits(item.substring(slash + 1));
        if (from.isEmpty() || to.isEmpty() || step.isEmpty()) {
            return Optional.empty();
        }
        return every(start(from.getAsInt(), to.getAsInt()), end(from.getAsInt(), to.getAsInt()), step.getAsInt());
    }

    /** A range of weekdays may begin with either Sunday. */
    private int start(int from, int to) {
        return equals(WEEKDAY) && from == 7 && to < 7 ? 0 : from;
    }

    /** A range of weekdays may end with either Sunday. */
    private int end(int from, int to) {
        return equals(WEEKDAY) && to == 0 && from > 0 && from < 7 ? 7 : to;
    }

    private static Optional<Long> every(int from, int to, int step) {
        if (step == 0 || from > to) {
            return Optional.empty();
        }
        long bits = 0;
        for (int number = from; number <= to; number += step) {
            bits |= 1L << number;
        }
        return Optional.of(bits);
    }

    /** One of its numbers, or the name of one. */
    OptionalInt number(String text) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        OptionalInt number = named < 0 ? digits(text) : OptionalInt.of(least + named);
        return number.isPresent() && number.getAsInt() >= least && number.getAsInt() <= most
                ? number
                : OptionalInt.empty();
    }

    private static OptionalInt digits(String text) {
        boolean isNumber = !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
