package dev.meridian.region.api;

import dev.meridian.region.query.Datetimes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;

/** The contract's instants (section 2.5): UTC, milliseconds, the offset written as {@code +00:00}. */
public final class Timestamps {

    private static final DateTimeFormatter IN = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private Timestamps() {}

    public static String format(Instant instant) {
        return Datetimes.format(instant.atOffset(ZoneOffset.UTC));
    }

    /**
     * Reads ISO 8601 with or without a time and an offset; without one it is UTC.
     *
     * @throws java.time.format.DateTimeParseException if it is none
     */
    public static Instant parse(String text) {
        TemporalAccessor parsed = IN.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        return switch (parsed) {
            case OffsetDateTime time -> time.toInstant();
            case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
            default -> LocalDate.from(parsed).atStartOfDay(ZoneOffset.UTC).toInstant();
        };
    }
}
