package dev.meridian.region.listing;

import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Position;
import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.QueryProblems;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers checked queries: a page of rows and how many there are in all. */
public final class Pages {

    private static final String INVALID_REGEX = "2201B";

    private final Reads reads;

    /**
     * @param rows in the order asked for
     * @param total up to {@link Compiler#MAX_TOTAL}; 0 if it was not asked for
     */
    public record Page(Compiled compiled, List<Row> rows, long total) {}

    public Pages(Reads reads) {
        this.reads = reads;
    }

    public Future<Page> page(CheckedQuery query, Visibility visibility, boolean total) {
        Future<Long> counted = total ? count(query, visibility) : Future.succeededFuture(0L);
        Future<Page> page = position(query, visibility).compose(position -> rows(query, visibility, position));
        return Future.all(page, counted)
                .map(both -> new Page(page.result().compiled(), page.result().rows(), counted.result()));
    }

    private Future<Page> rows(CheckedQuery query, Visibility visibility, Position position) {
        Compiled compiled = Compiler.list(query, visibility, position);
        return run(compiled).map(found -> {
            List<Row> rows = new ArrayList<>(found.size());
            found.forEach(rows::add);
            if (compiled.reversed()) {
                Collections.reverse(rows);
            }
            return new Page(compiled, rows, 0);
        });
    }

    private Future<Long> count(CheckedQuery query, Visibility visibility) {
        return run(Compiler.count(query, visibility))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private Future<Position> position(CheckedQuery query, Visibility visibility) {
        return switch (query.cursor()) {
            case Cursor.None none -> Future.succeededFuture(new Position.Start());
            case Cursor.After(String id) -> position(query, visibility, id);
            case Cursor.Before(String id) -> position(query, visibility, id);
        };
    }

    private Future<Position> position(CheckedQuery query, Visibility visibility, String id) {
        Compiled compiled = Compiler.cursor(query, visibility, id);
        return run(compiled).map(rows -> Position.of(query, id, values(rows)));
    }

    private static @Nullable List<@Nullable Object> values(RowSet<Row> rows) {
        for (Row row : rows) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(row.getValue(i));
            }
            return values;
        }
        return null;
    }

    private Future<RowSet<Row>> run(Compiled compiled) {
        Object[] parameters = compiled.parameters().toArray();
        Future<RowSet<Row>> found = compiled.hasOnePlan()
                ? reads.read(compiled.sql(), parameters)
                : reads.search(compiled.sql(), parameters);
        return found.recover(failure -> Future.failedFuture(
                failure instanceof PgException refused && INVALID_REGEX.equals(refused.getSqlState())
                        ? QueryProblems.regex(String.valueOf(refused.getErrorMessage()))
                        : failure));
    }
}
