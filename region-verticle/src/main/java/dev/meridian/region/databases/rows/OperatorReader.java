package dev.meridian.region.databases.rows;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.Operator.Calculation;
import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonArray;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads operators and fits them to their columns. Used once. */
final class OperatorReader {

    private static final int MOST_DAYS = 3_660_000;

    private final Column column;
    private final String method;
    private final JsonArray values;

    private OperatorReader(Column column, String method, JsonArray values) {
        this.column = column;
        this.method = method;
        this.values = values;
    }

    /**
     * Empty for a method that is no operator's: then the text stands for itself.
     *
     * @throws Problem {@code row_invalid_structure} if the operator does not fit the column
     */
    static Optional<Operator> read(Column column, String method, JsonArray values) {
        return new OperatorReader(column, method, values).read();
    }

    private Optional<Operator> read() {
        return switch (method) {
            case "increment" -> numeric(Calculation.ADD, false);
            case "decrement" -> numeric(Calculation.SUBTRACT, true);
            case "multiply" -> numeric(Calculation.MULTIPLY, false);
            case "divide" -> numeric(Calculation.DIVIDE, true);
            case "modulo" -> numeric(Calculation.MODULO, false);
            case "power" -> numeric(Calculation.POWER, false);
            case "arrayAppend" -> list(new Operator.Insert(-1, items()));
            case "arrayPrepend" -> list(new Operator.Insert(0, items()));
            case "arrayInsert" -> list(insertion());
            case "arrayRemove" -> list(new Operator.Remove(only()));
            case "arrayUnique" -> list(new Operator.Unique());
            case "arrayIntersect" -> list(new Operator.Compared(items(), true));
            case "arrayDiff" -> list(new Operator.Compared(items(), false));
            case "arrayFilter" -> list(new Operator.Filtered(condition()));
            case "stringConcat" -> scalar(ValueType.STRING, () -> new Operator.Concat(text(0)));
            case "stringReplace" -> scalar(ValueType.STRING, () -> new Operator.Replace(text(0), text(1)));
            case "toggle" -> scalar(ValueType.BOOLEAN, Operator.Toggle::new);
            case "dateAddDays" -> scalar(ValueType.DATETIME, () -> new Operator.AddDays(days()));
            case "dateSubDays" -> scalar(ValueType.DATETIME, () -> new Operator.AddDays(-days()));
            case "dateSetNow" -> scalar(ValueType.DATETIME, Operator.SetNow::new);
            default -> Optional.empty();
        };
    }

    /** What a column must hold for the operator to be looked into at all. */
    private Optional<Operator> scalar(ValueType type, Supplier<Operator> operator) {
        if (column.array() || column.kind().valueType() != type) {
            throw refused("the column is not one " + type.name().toLowerCase(Locale.ROOT));
        }
        return Optional.of(operator.get());
    }

    private Optional<Operator> list(Operator operator) {
        if (!column.array()) {
            throw refused("the column is not an array");
        }
        return Optional.of(operator);
    }

    private Optional<Operator> numeric(Calculation calculation, boolean isLeast) {
        if (column.array() || !column.kind().isRanged()) {
            throw refused("the column is not one number");
        }
        BigDecimal operand = values.isEmpty() && (calculation == Calculation.ADD || calculation == Calculation.SUBTRACT)
                ? BigDecimal.ONE
                : number(0);
        if (operand.signum() == 0 && (calculation == Calculation.DIVIDE || calculation == Calculation.MODULO)) {
            throw refused("division by zero");
        }
        Optional<BigDecimal> bound =
                values.size() > 1 && values.getValue(1) != null ? Optional.of(number(1)) : Optional.empty();
        return Optional.of(new Operator.Numeric(calculation, operand, bound, isLeast));
    }

    private Operator insertion() {
        if (values.size() != 2 || !(values.getValue(0) instanceof Integer index) || index < 0) {
            throw refused("it takes an index of at least 0 and a value");
        }
        return new Operator.Insert(index, List.of(present(values.getValue(1))));
    }

    private Predicate<@Nullable Object> condition() {
        String name = text(0);
        Object other = values.size() > 1 ? finite(values.getValue(1)) : null;
        return switch (name) {
            case "equal" -> item -> Operator.isEqual(item, other);
            case "notEqual" -> item -> !Operator.isEqual(item, other);
            case "lessThan" -> item -> order(item, other) < 0;
            case "lessThanEqual" -> item -> order(item, other) <= 0;
            case "greaterThan" -> item -> order(item, other) > 0;
            case "greaterThanEqual" -> item -> order(item, other) >= 0;
            case "contains" -> item -> item instanceof String text && text.contains(String.valueOf(other));
            case "isNull" -> item -> item == null;
            case "isNotNull" -> item -> item != null;
            default -> throw refused("there is no condition '" + name + "'");
        };
    }

    private int order(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number && other instanceof Number) {
            return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()));
        }
        if (one instanceof String text && other instanceof String otherText) {
            return text.compareTo(otherText);
        }
        throw refused("the condition's value is of another type than the items");
    }

    private List<Object> items() {
        List<Object> items = new ArrayList<>();
        values.forEach(item -> items.add(present(item)));
        return items;
    }

    private Object only() {
        if (values.size() != 1) {
            throw refused("it takes one value");
        }
        return present(values.getValue(0));
    }

    private Object present(@Nullable Object item) {
        Object finite = finite(item);
        if (finite == null) {
            throw refused("a value is null");
        }
        return finite;
    }

    /** A number that is too large for its type is read as an infinite one, which compares with nothing. */
    private @Nullable Object finite(@Nullable Object item) {
        if (item instanceof Double number && !Double.isFinite(number)) {
            throw refused("a number is too large");
        }
        return item;
    }

    private String text(int index) {
        if (index < values.size() && values.getValue(index) instanceof String text) {
            return text;
        }
        throw refused("value " + (index + 1) + " is not a text");
    }

    private BigDecimal number(int index) {
        if (index < values.size() && values.getValue(index) instanceof Number number) {
            double size = Math.abs(number.doubleValue());
            if (Double.isFinite(size)) {
                return new BigDecimal(number.toString());
            }
        }
        throw refused("value " + (index + 1) + " is not a number");
    }

    private double days() {
        double days = number(0).doubleValue();
        if (Math.abs(days) > MOST_DAYS) {
            throw refused("so many days are more than a date can be moved");
        }
        return days;
    }

    private Problem refused(String reason) {
        return DatabaseProblems.operator(column.key(), "operator " + method + ": " + reason);
    }
}
