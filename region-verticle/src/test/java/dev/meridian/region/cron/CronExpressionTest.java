package dev.meridian.region.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronExpressionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *        | 2026-01-01T00:00:00Z | 2026-01-01T00:01:00Z",
                "* * * * *        | 2026-01-01T00:00:59.999Z | 2026-01-01T00:01:00Z",
                "*/15 * * * *     | 2026-01-01T00:45:00Z | 2026-01-01T01:00:00Z",
                "5-20/5 3 * * *   | 2026-01-01T03:20:00Z | 2026-01-02T03:05:00Z",
                "0 9-17 * * 1-5   | 2026-01-02T17:00:00Z | 2026-01-05T09:00:00Z",
                "0 0 * * MON,fri  | 2026-01-06T00:00:00Z | 2026-01-09T00:00:00Z",
                "0 0 * * FRI-SUN  | 2026-01-05T00:00:00Z | 2026-01-09T00:00:00Z",
                "0 0 * * 7-1      | 2026-01-05T00:00:00Z | 2026-01-11T00:00:00Z",
                "0 0 * * 7        | 2026-01-05T00:00:00Z | 2026-01-11T00:00:00Z",
                "0 0 1 FEB-MAR *  | 2026-01-05T00:00:00Z | 2026-02-01T00:00:00Z",
                "0 0 29 2 *       | 2026-01-05T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 L * *        | 2026-02-05T00:00:00Z | 2026-02-28T00:00:00Z",
                "0 0 1W * *       | 2026-07-31T00:00:00Z | 2026-08-03T00:00:00Z",
                "0 0 31W * *      | 2026-05-01T00:00:00Z | 2026-05-29T00:00:00Z",
                "0 0 * * 5L       | 2026-01-05T00:00:00Z | 2026-01-30T00:00:00Z",
                "0 0 * * FRI#2    | 2026-01-05T00:00:00Z | 2026-01-09T00:00:00Z",
                "0 0 13 * 5       | 2026-01-05T00:00:00Z | 2026-01-09T00:00:00Z",
                "0 0 ? * 5        | 2026-01-10T00:00:00Z | 2026-01-16T00:00:00Z",
                "0 0 13 * ?       | 2026-01-05T00:00:00Z | 2026-01-13T00:00:00Z",
                "@Hourly          | 2026-01-05T00:30:00Z | 2026-01-05T01:00:00Z",
                "@weekly          | 2026-01-05T00:30:00Z | 2026-01-11T00:00:00Z",
                "0 0 1 1 *        | 2026-12-31T23:59:59Z | 2027-01-01T00:00:00Z",
                "*/90 * * * *     | 2026-01-01T00:30:00Z | 2026-01-01T01:00:00Z"
            })
    void theNextTimeIsFound(String expression, Instant after, Instant next) {
        assertThat(parsed(expression).after(after)).contains(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * 0 *",
                "* * * * 8",
                "a * * * *",
                "*/0 * * * *",
                "*/-1 * * * *",
                "5/15 * * * *",
                "1,,2 * * * *",
                "1- * * * *",
                "-1 * * * *",
                "30-10 * * * *",
                "1-2-3 * * * *",
                "* * * JANUARY *",
                "* * W * *",
                "* * 15W,20 * *",
                "* * L,1 * *",
                "* * * * 1#6",
                "* * * * #1",
                "* * * * L",
                "1.5 * * * *",
                "? * * * *",
                "@every 5m",
                "@reboot",
                "00000 * * * *",
                "* * * * *;drop",
                "١ * * * *"
            })
    void whatIsNoExpressionIsNotTaken(String text) {
        assertThat(CronExpression.parse(text)).isEmpty();
    }

    @Test
    void aDateThatNeverComesHasNoNextTime() {
        assertThat(parsed("0 0 30 2 *").after(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    /** A fifth Friday in February comes once in 28 years. */
    @Test
    void theRarestDateIsFound() {
        assertThat(parsed("0 0 * 2 5#5").after(Instant.parse("2008-03-01T00:00:00Z")))
                .contains(Instant.parse("2036-02-29T00:00:00Z"));
    }

    /** Against a plain search, minute for minute; replay with {@code -Dmeridian.seed=N}. */
    @Test
    void theNextTimeIsTheOneThatAPlainSearchFinds() {
        long seed = Long.getLong("meridian.seed", System.nanoTime());
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < 400; i++) {
            Generated some = Generated.of(random);
            Instant after = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(200_000_000));

            Optional<Instant> next = parsed(some.text).after(after);

            Optional<Instant> plain = some.search(after);
            if (plain.isPresent()) {
                assertThat(next)
                        .as("seed %d: %s after %s", seed, some.text, after)
                        .isEqualTo(plain);
                found++;
            } else {
                assertThat(next.orElse(Instant.MAX))
                        .as("seed %d: %s after %s", seed, some.text, after)
                        .isAfterOrEqualTo(after.truncatedTo(ChronoUnit.MINUTES).plus(Generated.DAYS, ChronoUnit.DAYS));
            }
        }
        assertThat(found).as("seed %d", seed).isGreaterThan(200);
    }

    private static CronExpression parsed(String text) {
        return CronExpression.parse(text).orElseThrow(() -> new AssertionError(text));
    }

    /** An expression, and the numbers that it was written from. */
    private record Generated(
            String text,
            Set<Integer> minutes,
            Set<Integer> hours,
            Optional<Set<Integer>> days,
            Set<Integer> months,
            Optional<Set<Integer>> weekdays) {

        private static final int DAYS = 40;

        static Generated of(Random random) {
            StringBuilder text = new StringBuilder();
            Set<Integer> minutes = field(random, text, 0, 59).orElseGet(() -> all(0, 59));
            Set<Integer> hours = field(random, text, 0, 23).orElseGet(() -> all(0, 23));
            Optional<Set<Integer>> days = field(random, text, 1, 31);
            Set<Integer> months = field(random, text, 1, 12).orElseGet(() -> all(1, 12));
            Optional<Set<Integer>> weekdays = field(random, text, 0, 7);
            return new Generated(text.toString().strip(), minutes, hours, days, months, weekdays);
        }

        /** Nothing for a star. */
        private static Optional<Set<Integer>> field(Random random, StringBuilder text, int least, int most) {
            if (random.nextInt(3) == 0) {
                text.append("* ");
                return Optional.empty();
            }
            Set<Integer> numbers = new TreeSet<>();
            List<String> items = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                int from = least + random.nextInt(most - least + 1);
                int to = from + random.nextInt(most - from + 1);
                int step = 1 + random.nextInt(most);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        items.add(Integer.toString(from));
                        numbers.add(from);
                    }
                    case 1 -> {
                        items.add(from + "-" + to);
                        numbers.addAll(all(from, to));
                    }
                    case 2 -> {
                        items.add(from + "-" + to + "/" + step);
                        numbers.addAll(every(from, to, step));
                    }
                    default -> {
                        items.add("*/" + step);
                        numbers.addAll(every(least, most, step));
                    }
                }
            }
            text.append(String.join(",", items)).append(' ');
            return Optional.of(numbers);
        }

        private static Set<Integer> all(int from, int to) {
            return every(from, to, 1);
        }

        private static Set<Integer> every(int from, int to, int step) {
            Set<Integer> numbers = new TreeSet<>();
            IntStream.rangeClosed(from, to)
                    .filter(number -> (number - from) % step == 0)
                    .forEach(numbers::add);
            return numbers;
        }

        Optional<Instant> search(Instant after) {
            LocalDateTime at = LocalDateTime.ofInstant(after, ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
            LocalDateTime end = at.plusDays(DAYS);
            for (at = at.plusMinutes(1); at.isBefore(end); at = at.plusMinutes(1)) {
                if (names(at)) {
                    return Optional.of(at.toInstant(ZoneOffset.UTC));
                }
            }
            return Optional.empty();
        }

        private boolean names(LocalDateTime at) {
            return minutes.contains(at.getMinute())
                    && hours.contains(at.getHour())
                    && months.contains(at.getMonthValue())
                    && isDay(at);
        }

        private boolean isDay(LocalDateTime at) {
            boolean byDay = days.isPresent() && days.get().contains(at.getDayOfMonth());
            boolean byWeekday = weekdays.isPresent() && isWeekday(weekdays.get(), at.getDayOfWeek());
            return byDay || byWeekday || (days.isEmpty() && weekdays.isEmpty());
        }

        private static boolean isWeekday(Set<Integer> named, DayOfWeek day) {
            return named.contains(day.getValue()) || (day == DayOfWeek.SUNDAY && named.contains(0));
        }
    }
}
