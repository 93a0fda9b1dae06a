package dev.meridian.region.postgres;

import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Function;

/** The answer to a statement that answers one row or none. */
public final class FirstRow {

    private FirstRow() {}

    public static Optional<Row> of(Iterable<Row> rows) {
        return of(rows, Function.identity());
    }

    /** @param shape what the row is read as */
    public static <T> Optional<T> of(Iterable<Row> rows, Function<Row, T> shape) {
        for (Row row : rows) {
            return Optional.of(shape.apply(row));
        }
        return Optional.empty();
    }
}
