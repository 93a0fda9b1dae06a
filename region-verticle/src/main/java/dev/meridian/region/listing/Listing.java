package dev.meridian.region.listing;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Filter;
import dev.meridian.region.query.Literal;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.QueryProblems;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
        return new Pages(Reads.of(database))
                .page(query, visibility, parameters.flag("total", true))
                .map(page -> new Listing(page.rows(), page.total()))
                .recover(failure -> Future.failedFuture(
                        failure instanceof Problem refused && refused.type().equals(QueryProblems.QUERY_INVALID)
                                ? invalid(refused)
                                : failure));
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
            throw invalid(refused);
        }
    }

    private static Problem invalid(Problem refused) {
        return Invalid.parameter("queries", "Invalid query: " + refused.text());
    }
}
