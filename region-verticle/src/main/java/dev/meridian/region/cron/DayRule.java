package dev.meridian.region.cron;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Which days one of the two fields of days admits. */
sealed interface DayRule {

    boolean admits(LocalDate day);

    /** Every day: {@code *}; or {@code ?}, which leaves it to the other field. */
    record Every() implements DayRule {
        @Override
        public boolean admits(LocalDate day) {
            return true;
        }
    }

    /** Some days of the month, one bit each. */
    record OfMonth(long days) implements DayRule {
        @Override
        public boolean admits(LocalDate day) {
            return (days >>> day.getDayOfMonth() & 1) == 1;
        }
    }

    record LastOfMonth() implements DayRule {
        @Override
        public boolean admits(LocalDate day) {
            return day.getDayOfMonth() == day.lengthOfMonth();
        }
    }

    /** Monday to Friday nearest to a day of the month, and in the same month. */
    record NearestWorkday(int target) implements DayRule {
        @Override
        public boolean admits(LocalDate day) {
            if (target > day.lengthOfMonth()) {
                return false;
            }
            LocalDate wanted = day.withDayOfMonth(target);
            int shift = switch (wanted.getDayOfWeek()) {
                case SATURDAY -> target == 1 ? 2 : -1;
                case SUNDAY -> target == day.lengthOfMonth() ? -2 : 1;
                case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> 0;
            };
            return day.equals(wanted.plusDays(shift));
        }
    }

    /** Some weekdays, one bit each; Sunday is 0. */
    record OfWeek(long weekdays) implements DayRule {
        @Override
        public boolean admits(LocalDate day) {
            return (weekdays >>> day.getDayOfWeek().getValue() % 7 & 1) == 1;
        }
    }

    /** The first to fifth of a weekday in the month. */
    record NthOfWeekday(DayOfWeek weekday, int nth) implements DayRule {
        @Override
        public boolean admits(LocalDate day) {
            return day.getDayOfWeek() == weekday && (day.getDayOfMonth() + 6) / 7 == nth;
        }
    }

    record LastOfWeekday(DayOfWeek weekday) implements DayRule {
        @Override
        public boolean admits(LocalDate day) {
            return day.getDayOfWeek() == weekday && day.getDayOfMonth() + 7 > day.lengthOfMonth();
        }
    }

    record AnyOf(List<DayRule> rules) implements DayRule {
        @Override
        public boolean admits(LocalDate day) {
            return rules.stream().anyMatch(rule -> rule.admits(day));
        }
    }

    /** A field of days of the month. */
    static Optional<DayRule> ofMonth(String field) {
        String text = field.toUpperCase(Locale.ROOT);
        if (isOpen(text)) {
            return Optional.of(new Every());
        }
        if (text.equals("L")) {
            return Optional.of(new LastOfMonth());
        }
        if (text.endsWith("W")) {
            OptionalInt target = CronField.DAY.number(text.substring(0, text.length() - 1));
            return target.isPresent() ? Optional.of(new NearestWorkday(target.getAsInt())) : Optional.empty();
        }
        return CronField.DAY.set(text).map(OfMonth::new);
    }

    /** A field of weekdays. */
    static Optional<DayRule> ofWeek(String field) {
        String text = field.toUpperCase(Locale.ROOT);
        if (isOpen(text)) {
            return Optional.of(new Every());
        }
        List<DayRule> rules = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            Optional<DayRule> rule = weekdays(item);
            if (rule.isEmpty()) {
                return Optional.empty();
            }
            rules.add(rule.get());
        }
        return Optional.of(rules.size() == 1 ? rules.getFirst() : new AnyOf(List.copyOf(rules)));
    }

    private static Optional<DayRule> weekdays(String item) {
        int hash = item.indexOf('#');
        if (hash >= 0) {
            String nth = item.substring(hash + 1);
            return nth.matches("[1-5]")
                    ? weekday(item.substring(0, hash)).map(day -> new NthOfWeekday(day, Integer.parseInt(nth)))
                    : Optional.empty();
        }
        if (item.endsWith("L")) {
            return weekday(item.substring(0, item.length() - 1)).map(LastOfWeekday::new);
        }
        return CronField.WEEKDAY.set(item).map(bits -> new OfWeek(bits | bits >>> 7));
    }

    private static Optional<DayOfWeek> weekday(String text) {
        OptionalInt number = CronField.WEEKDAY.number(text);
        return number.isPresent()
                ? Optional.of(DayOfWeek.of(number.getAsInt() == 0 ? 7 : number.getAsInt()))
                : Optional.empty();
    }

    private static boolean isOpen(String text) {
        return text.equals("*") || text.equals("?");
    }
}
