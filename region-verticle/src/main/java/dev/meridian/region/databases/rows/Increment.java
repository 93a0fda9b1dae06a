package dev.meridian.region.databases.rows;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.databases.tables.ColumnValues;
import dev.meridian.region.query.ValueType;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is added to a number, and how far it may go.
 *
 * @param by negative to take away
 * @param bound the most when adding, the least when taking away
 */
record Increment(BigDecimal by, Optional<BigDecimal> bound) {

    /** @param sign 1 to add {@code value} up to {@code max}, -1 to take it away down to {@code min} */
    static Increment read(Parameters parameters, int sign) {
        BigDecimal value = decimal(parameters, "value").orElse(BigDecimal.ONE);
        if (value.signum() <= 0) {
            throw Invalid.parameter("value", "Value must be greater than 0");
        }
        return new Increment(sign > 0 ? value : value.negate(), decimal(parameters, sign > 0 ? "max" : "min"));
    }

    private static Optional<BigDecimal> decimal(Parameters parameters, String name) {
        return parameters.decimal(name).map(BigDecimal::valueOf);
    }

    /** The new value, in the database's type. An absent value counts as 0. */
    Object apply(Column column, @Nullable Object before) {
        if (column.array() || !column.kind().isRanged()) {
            throw DatabaseProblems.columnType(column.key());
        }
        BigDecimal from = before == null ? BigDecimal.ZERO : new BigDecimal(before.toString());
        BigDecimal to = from.add(by);
        if (bound.isPresent() && to.subtract(bound.get()).signum() * by.signum() > 0) {
            throw DatabaseProblems.limitPassed(column.key());
        }
        return fitting(column, to);
    }

    private static Object fitting(Column column, BigDecimal to) {
        try {
            Object value = column.kind().valueType() == ValueType.FLOAT
                    ? (Object) to.doubleValue()
                    : (Object) to.longValueExact();
            return ColumnValues.of(column, value).orElseThrow(() -> DatabaseProblems.limitPassed(column.key()));
        } catch (ArithmeticException e) {
            throw DatabaseProblems.limitPassed(column.key());
        }
    }
}
