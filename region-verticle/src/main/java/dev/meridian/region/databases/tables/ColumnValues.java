package dev.meridian.region.databases.tables;

import dev.meridian.region.query.Datetimes;
import dev.meridian.region.query.Texts;
import dev.meridian.region.query.geometry.GeometryReader;
import io.vertx.core.json.JsonArray;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a JSON value fits a column, and what it is then in the database's types. */
public final class ColumnValues {

    private static final Pattern EMAIL = Pattern.compile(
            "[^\\s@\"(),:;<>\\[\\\\\\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\\.[A-Za-z]{2,}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private ColumnValues() {}

    /** One value of the column's type, or a typed array of them; empty if it does not fit. */
    public static Optional<Object> of(Column column, Object json) {
        if (!column.array()) {
            return element(column, json);
        }
        if (!(json instanceof JsonArray array)) {
            return Optional.empty();
        }
        List<Object> elements = new ArrayList<>(array.size());
        for (Object item : array) {
            Optional<Object> element = item == null ? Optional.empty() : element(column, item);
            if (element.isEmpty()) {
                return Optional.empty();
            }
            elements.add(element.get());
        }
        return Optional.of(column.kind().valueType().array(elements));
    }

    /** What a fitting value is like, as a sentence. */
    public static String rule(Column column) {
        String rule = elementRule(column);
        return column.array() ? "Value must be an array in which each is " + rule : "Value must be " + rule;
    }

    private static Optional<Object> element(Column column, Object json) {
        return switch (column.kind().valueType()) {
            case STRING -> json instanceof String text ? text(column, text) : Optional.empty();
            case INTEGER -> whole(column, json);
            case FLOAT -> json instanceof Number number ? real(column, number.doubleValue()) : Optional.empty();
            case BOOLEAN -> json instanceof Boolean ? Optional.of(json) : Optional.empty();
            case DATETIME ->
                json instanceof String text ? Datetimes.parse(text).map(moment -> (Object) moment) : Optional.empty();
            case POINT, LINESTRING, POLYGON ->
                column.kind()
                        .valueType()
                        .shape()
                        .flatMap(shape -> GeometryReader.read(json, shape))
                        .map(geometry -> (Object) geometry);
        };
    }

    private static Optional<Object> text(Column column, String text) {
        boolean fits = Texts.isStorable(text) && isShort(column, text) && hasFormat(column, text);
        return fits ? Optional.of(text) : Optional.empty();
    }

    private static boolean isShort(Column column, String text) {
        long length = column.kind().isCountedInBytes()
                ? text.getBytes(StandardCharsets.UTF_8).length
                : text.codePointCount(0, text.length());
        return length <= column.size();
    }

    private static boolean hasFormat(Column column, String text) {
        return switch (column.kind()) {
            case EMAIL -> EMAIL.matcher(text).matches();
            case URL -> isUrl(text);
            case IP -> isAddress(text);
            case ENUM -> column.elements().contains(text);
            case STRING,
                    VARCHAR,
                    TEXT,
                    MEDIUMTEXT,
                    LONGTEXT,
                    INTEGER,
                    BIGINT,
                    FLOAT,
                    BOOLEAN,
                    DATETIME,
                    POINT,
                    LINE,
                    POLYGON -> true;
        };
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return uri.getScheme() != null && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isAddress(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            return false;
        }
        try {
            return !InetAddress.ofLiteral(text).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<Object> whole(Column column, Object json) {
        return switch (json) {
            case Integer number -> inRange(column, number.longValue());
            case Long number -> inRange(column, number);
            case String digits
            when column.kind() == ColumnKind.BIGINT && digits.matches("-?[0-9]{1,19}") -> {
                BigDecimal number = new BigDecimal(digits);
                boolean fits = number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                        && number.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0;
                yield fits ? inRange(column, number.longValueExact()) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Object> inRange(Column column, long number) {
        Number min = column.min();
        Number max = column.max();
        boolean fits = (min == null || number >= min.longValue()) && (max == null || number <= max.longValue());
        return fits ? Optional.of(number) : Optional.empty();
    }

    private static Optional<Object> real(Column column, double number) {
        Number min = column.min();
        Number max = column.max();
        boolean fits = Double.isFinite(number)
                && (min == null || number >= min.doubleValue())
                && (max == null || number <= max.doubleValue());
        return fits ? Optional.of(number) : Optional.empty();
    }

    private static String elementRule(Column column) {
        return switch (column.kind()) {
            case STRING, VARCHAR -> "a valid string and no longer than " + column.size() + " chars";
            case TEXT, MEDIUMTEXT, LONGTEXT -> "a valid string and no longer than " + column.size() + " bytes";
            case INTEGER, BIGINT -> "a valid integer" + range(column);
            case FLOAT -> "a valid float" + range(column);
            case BOOLEAN -> "a valid boolean";
            case DATETIME -> "a valid date in ISO 8601 format";
            case EMAIL -> "a valid email address";
            case URL -> "a valid URL";
            case IP -> "a valid IP address";
            case POINT -> "a point [longitude, latitude] in degrees";
            case LINE -> "a line of two points or more, [longitude, latitude] in degrees";
            case POLYGON -> "a polygon of closed rings, each of four points or more, [longitude, latitude] in degrees";
            case ENUM -> "one of (" + String.join(", ", column.elements()) + ")";
        };
    }

    private static String range(Column column) {
        if (column.min() == null && column.max() == null) {
            return "";
        }
        return " between " + (column.min() == null ? "-∞" : column.min()) + " and "
                + (column.max() == null ? "∞" : column.max());
    }
}
