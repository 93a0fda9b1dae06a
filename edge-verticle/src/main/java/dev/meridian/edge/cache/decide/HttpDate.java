package dev.meridian.edge.cache.decide;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.OptionalLong;

/** Dates in headers, in the three forms that must be understood (RFC 9110 section 5.6.7). */
public final class HttpDate {

    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern(
                    "EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private HttpDate() {}

    /** In the form that is to be sent, to the second. */
    public static String text(long millis) {
        return IMF_FIXDATE.format(LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1_000), 0, ZoneOffset.UTC));
    }

    /** Milliseconds since the epoch; nothing for what is no date. */
    static OptionalLong millis(String text) {
        String date = text.strip();
        ParsePosition end = new ParsePosition(0);
        TemporalAccessor parsed = form(date).parseUnresolved(date, end);
        return parsed == null || end.getIndex() < date.length() ? OptionalLong.empty() : resolved(date);
    }

    /** The only form that a date which begins like this can have. */
    private static DateTimeFormatter form(String date) {
        int comma = date.indexOf(',');
        return comma < 0 ? ASCTIME : comma == 3 ? IMF_FIXDATE : RFC_850;
    }

    /** What has the form may still be no date, such as the 31st of June. */
    private static OptionalLong resolved(String date) {
        try {
            return OptionalLong.of(LocalDateTime.parse(date, form(date))
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli());
        } catch (DateTimeException noDate) {
            return OptionalLong.empty();
        }
    }
}
