package dev.meridian.region.listing;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Filter;
import dev.meridian.region.query.Literal;
import dev.meridian.region.query.Position;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param rows with every column of the table's shape
 * @param total of all pages, capped, or 0 if the caller did not want it
 */
public record Listing(List<Row> rows, long total) {

    /**
     * Answers the parameters {@code queries}, {@code search} and {@code total} of a list request.
     *
     * @param table pinned to what the list is of; where it has a field {@code search}, that is searched
     */
    public static Future<Listing> of(
            Database database, TableShape table, Visibility visibility, Parameters parameters) {
        CheckedQuery query = query(table, parameters);
        boolean isCounted = parameters.flag("total", true);
        return position(database, query, visibility).compose(position -> {
            Compiled page = Compiler.list(query, visibility, position);
            Future<Long> total = isCounted
                    ? run(database, Compiler.count(query, visibility))
                            .map(rows -> rows.iterator().next().getLong(0))
                    : Future.succeededFuture(0L);
            return Future.all(run(database, page), total)
                    .map(both -> new Listing(inOrder(both.resultAt(0), page), both.resultAt(1)));
        });
    }

    /** The reply's body. */
    public JsonObject model(String plural, Function<Row, JsonObject> model) {
        JsonArray items = new JsonArray();
        rows.forEach(row -> items.add(model.apply(row)));
        return new JsonObject().put("total", total).put(plural, items);
    }

    /** The reply's body, of models that are not there at once; they are asked for together. */
    public Future<JsonObject> modelLater(String plural, Function<Row, Future<JsonObject>> model) {
        List<Future<JsonObject>> models = rows.stream().map(model).toList();
        return Future.all(models).map(done -> {
            JsonArray items = new JsonArray();
            models.forEach(one -> items.add(one.result()));
            return new JsonObject().put("total", total).put(plural, items);
        });
    }

    private static CheckedQuery query(TableShape table, Parameters parameters) {
        Optional<String> search = parameters.optionalText("search", 256).filter(text -> !text.isBlank());
        try {
            Query asked = QueryParser.parse(parameters.queries());
            List<Filter> filters = new ArrayList<>(asked.filters());
            search.filter(text -> table.field("search").isPresent())
                    .ifPresent(text -> filters.add(new Filter.Contains(
                            "search", Filter.Quantity.ANY, List.of(new Literal.Text(text.strip())))));
            return Validation.check(
                    new Query(
                            filters,
                            asked.orders(),
                            asked.random(),
                            new Query.Selection.All(),
                            asked.cursor(),
                            asked.limit(),
                            asked.offset()),
                    table);
        } catch (Problem refused) {
            throw Invalid.parameter("queries", "Invalid query: " + refused.text());
        }
    }

    private static Future<Position> position(Database database, CheckedQuery query, Visibility visibility) {
        return switch (query.cursor()) {
            case Query.Cursor.None() -> Future.succeededFuture(new Position.Start());
            case Query.Cursor.After(String id) -> beside(database, query, visibility, id);
            case Query.Cursor.Before(String id) -> beside(database, query, visibility, id);
        };
    }

    private static Future<Position> beside(Database database, CheckedQuery query, Visibility visibility, String id) {
        return run(database, Compiler.cursor(query, visibility, id)).map(rows -> Position.of(query, id, values(rows)));
    }

    private static @Nullable List<@Nullable Object> values(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return null;
        }
        Row row = rows.iterator().next();
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.getValue(i));
        }
        return values;
    }

    private static Future<RowSet<Row>> run(Database database, Compiled statement) {
        return database.read(statement.sql(), statement.parameters().toArray());
    }

    private static List<Row> inOrder(RowSet<Row> found, Compiled statement) {
        List<Row> rows = new ArrayList<>();
        found.forEach(rows::add);
        if (statement.reversed()) {
            Collections.reverse(rows);
        }
        return rows;
    }
}
