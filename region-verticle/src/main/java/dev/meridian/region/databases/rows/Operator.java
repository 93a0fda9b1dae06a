package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A change of a column's present value (contract section 3, "Operators"): in a row's data a text that is JSON {@code
 * {"method": …, "values": […]}}. Values are as JSON has them. An absent value counts as 0, the empty text, false or the
 * empty list.
 */
sealed interface Operator {

    BigDecimal MOST_EXACT_POWER = BigDecimal.valueOf(1_000);

    /** Characters that a replacement may make of a text, whatever its column holds. */
    long MOST_LENGTH = 64 << 20;

    /** @param bound what the result may not pass, else the value stays; the most, or with {@code isLeast} the least */
    record Numeric(Calculation calculation, BigDecimal operand, Optional<BigDecimal> bound, boolean isLeast)
            implements Operator {}

    enum Calculation {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULO,
        POWER
    }

    /** @param index where they go; -1 for the end */
    record Insert(int index, List<Object> values) implements Operator {}

    record Remove(Object value) implements Operator {}

    record Unique() implements Operator {}

    /** @param isKept whether what is among the others stays, or what is not */
    record Compared(List<Object> others, boolean isKept) implements Operator {}

    record Filtered(Predicate<@Nullable Object> condition) implements Operator {}

    record Concat(String text) implements Operator {}

    record Replace(String search, String replacement) implements Operator {}

    record Toggle() implements Operator {}

    record AddDays(double days) implements Operator {}

    record SetNow() implements Operator {}

    /** Empty if a value is not an operator but itself. */
    static Optional<Operator> read(Column column, Object json) {
        if (!(json instanceof String text) || !text.startsWith("{") || !text.contains("\"method\"")) {
            return Optional.empty();
        }
        try {
            JsonObject object = new JsonObject(text);
            return object.getValue("method") instanceof String method
                            && object.getValue("values", new JsonArray()) instanceof JsonArray values
                    ? OperatorReader.read(column, method, values)
                    : Optional.empty();
        } catch (DecodeException plainText) {
            return Optional.empty();
        }
    }

    /**
     * The new value, as JSON has it.
     *
     * @param before the present one
     */
    default Object apply(Column column, @Nullable Object before, OffsetDateTime now) {
        return switch (this) {
            case Numeric numeric -> numeric(column, before, numeric);
            case Insert(int index, List<Object> values) -> {
                List<Object> list = list(before);
                list.addAll(index < 0 ? list.size() : Math.min(index, list.size()), values);
                yield new JsonArray(list);
            }
            case Remove(Object value) -> kept(before, item -> !isEqual(item, value));
            case Unique() -> new JsonArray(new ArrayList<>(new LinkedHashSet<>(list(before))));
            case Compared(List<Object> others, boolean isKept) ->
                kept(before, item -> others.stream().anyMatch(other -> isEqual(item, other)) == isKept);
            case Filtered(Predicate<@Nullable Object> condition) -> kept(before, condition);
            case Concat(String text) -> (before == null ? "" : before) + text;
            case Replace replace -> replaced(column, before == null ? "" : before.toString(), replace);
            case Toggle() -> !Boolean.TRUE.equals(before);
            case AddDays(double days) -> moved(before, days, now);
            case SetNow() -> Datetimes.format(now);
        };
    }

    /** Refused before it is made where it would be far longer than the column holds. */
    private static String replaced(Column column, String before, Replace replace) {
        long places = replace.search().isEmpty()
                ? before.length() + 1L
                : (before.length() - before.replace(replace.search(), "").length())
                        / replace.search().length();
        long length = before.length()
                + places * (replace.replacement().length() - replace.search().length());
        if (length > Math.min(MOST_LENGTH, 2 * column.size())) {
            throw DatabaseProblems.operator(column.key(), "its result is longer than the column holds");
        }
        return before.replace(replace.search(), replace.replacement());
    }

    private static Object numeric(Column column, @Nullable Object before, Numeric numeric) {
        BigDecimal from = before == null ? BigDecimal.ZERO : new BigDecimal(before.toString());
        BigDecimal by = numeric.operand();
        BigDecimal to = switch (numeric.calculation()) {
            case ADD -> from.add(by);
            case SUBTRACT -> from.subtract(by);
            case MULTIPLY -> from.multiply(by);
            case DIVIDE -> from.divide(by, MathContext.DECIMAL128);
            case MODULO -> from.remainder(by);
            case POWER -> power(column, from, by);
        };
        boolean isPassed = numeric.bound()
                .filter(bound -> numeric.isLeast() ? to.compareTo(bound) < 0 : to.compareTo(bound) > 0)
                .isPresent();
        return ofType(column, isPassed ? from : to);
    }

    private static BigDecimal power(Column column, BigDecimal from, BigDecimal by) {
        double to = Math.pow(from.doubleValue(), by.doubleValue());
        if (!Double.isFinite(to)) {
            throw DatabaseProblems.operator(column.key(), "its result is not a number that can be kept");
        }
        boolean isExact = by.scale() <= 0
                && from.scale() <= 0
                && by.signum() >= 0
                && by.compareTo(MOST_EXACT_POWER) <= 0
                && Math.abs(to) < 1e30;
        return isExact ? from.pow(by.intValueExact()) : BigDecimal.valueOf(to);
    }

    /** Whole columns lose what is behind the point. */
    private static Object ofType(Column column, BigDecimal number) {
        if (column.kind().valueType() == ValueType.FLOAT) {
            return number.doubleValue();
        }
        BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
        try {
            return whole.longValueExact();
        } catch (ArithmeticException tooLarge) {
            throw DatabaseProblems.operator(column.key(), "its result is not within 64 bits");
        }
    }

    private static Object moved(@Nullable Object before, double days, OffsetDateTime now) {
        OffsetDateTime from =
                before == null ? now : Datetimes.parse(before.toString()).orElse(now);
        return Datetimes.format(
                from.plus(Duration.ofMillis(Math.round(days * Duration.ofDays(1).toMillis()))));
    }

    private static List<Object> list(@Nullable Object before) {
        List<Object> list = new ArrayList<>();
        if (before instanceof JsonArray array) {
            array.forEach(list::add);
        }
        return list;
    }

    private static JsonArray kept(@Nullable Object before, Predicate<? super Object> condition) {
        return new JsonArray(list(before).stream().filter(condition).toList());
    }

    /** Numbers by their value, all else by nature. */
    static boolean isEqual(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number && other instanceof Number) {
            return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString())) == 0;
        }
        return Objects.equals(one, other);
    }
}
