package dev.meridian.edge.cache.decide;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Dates in headers, in the three forms that must be understood (RFC 9110 section 5.6.7). */
final class HttpDate {

    private static final List<DateTimeFormatter> FORMS = List.of(
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

    private HttpDate() {}

    /** Milliseconds since the epoch; nothing for what is no date. */
    static OptionalLong millis(String text) {
        return FORMS.stream()
                .map(form -> parse(text.strip(), form))
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong parse(String text, DateTimeFormatter form) {
        try {
            return OptionalLong.of(
                    LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC).toEpochMilli());
        } catch (DateTimeException notThisForm) {
            return OptionalLong.empty();
        }
    }
}
