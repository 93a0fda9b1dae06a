package dev.meridian.region.query;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/** Points in time as the contract writes and reads them (section 2.5): ISO 8601, milliseconds, UTC. */
public final class Datetimes {

    private static final byte[] PATTERN = "0000-00-00T00:00:00.000+00:00".getBytes(StandardCharsets.ISO_8859_1);

    private static final DateTimeFormatter IN = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Datetimes() {}

    /** The present, in UTC and as exact as the contract shows it. */
    public static OffsetDateTime now(InstantSource clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }

    /** Years 1 to 9999; without an offset it is UTC; what is finer than a millisecond is cut off. */
    public static Optional<OffsetDateTime> parse(String text) {
        try {
            TemporalAccessor parsed = IN.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            OffsetDateTime moment = parsed instanceof OffsetDateTime exact
                    ? exact.withOffsetSameInstant(ZoneOffset.UTC)
                    : ((LocalDateTime) parsed).atOffset(ZoneOffset.UTC);
            return Optional.of(moment.truncatedTo(ChronoUnit.MILLIS))
                    .filter(kept -> kept.getYear() >= 1 && kept.getYear() <= 9999);
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    /** For instance {@code 2026-08-21T12:00:00.000+00:00}; of years 0 to 9999. */
    public static String format(OffsetDateTime moment) {
        OffsetDateTime utc = moment.withOffsetSameInstant(ZoneOffset.UTC);
        byte[] text = PATTERN.clone();
        write(text, 0, 4, utc.getYear());
        write(text, 5, 2, utc.getMonthValue());
        write(text, 8, 2, utc.getDayOfMonth());
        write(text, 11, 2, utc.getHour());
        write(text, 14, 2, utc.getMinute());
        write(text, 17, 2, utc.getSecond());
        write(text, 20, 3, utc.getNano() / 1_000_000);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void write(byte[] text, int from, int digits, int number) {
        int rest = number;
        for (int i = from + digits - 1; i >= from; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
