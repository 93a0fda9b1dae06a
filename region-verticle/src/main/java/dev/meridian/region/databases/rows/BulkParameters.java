package dev.meridian.region.databases.rows;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.Query.Selection;
import dev.meridian.region.query.QueryParser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of requests for several rows. */
final class BulkParameters {

    /** In one request. */
    static final int MOST_ROWS = 100;

    private static final String ROWS_RULE = "Value must be an array of 1 to " + MOST_ROWS + " JSON objects";

    private BulkParameters() {}

    /** One row of {@code rows}. */
    record Wanted(String id, Asked asked) {}

    /** What single rows are created of has no meaning beside {@code rows}. */
    static void checkOnlyRows(Parameters parameters, Naming naming) {
        for (String name : List.of(naming.name("rowId"), "data", "permissions")) {
            if (parameters.has(name)) {
                throw Problem.of(
                        ProblemType.BAD_REQUEST,
                        "Param \"" + name + "\" does not go with \"" + naming.name("rows")
                                + "\"; each row brings its own $id, columns and" + " $permissions.");
            }
        }
    }

    /** Those without an {@code $id} get one. */
    static List<Wanted> rows(Parameters parameters, Naming naming, Ids ids) {
        String name = naming.name("rows");
        Object given = parameters.raw(name).orElseThrow(() -> Invalid.missing(name));
        if (!(given instanceof JsonArray array) || array.isEmpty() || array.size() > MOST_ROWS) {
            throw Invalid.parameter(name, ROWS_RULE);
        }
        List<Wanted> rows = new ArrayList<>();
        for (Object item : array) {
            if (!(item instanceof JsonObject row)) {
                throw Invalid.parameter(name, ROWS_RULE);
            }
            Parameters own = Parameters.of(row);
            rows.add(new Wanted(ids.resolve(own.has("$id") ? own.newId("$id") : Ids.CHOOSE), asked(row, own)));
        }
        return rows;
    }

    /** What every row that is found is to get. */
    static Asked data(Parameters parameters) {
        JsonObject data = parameters
                .object("data")
                .filter(given -> !given.isEmpty())
                .orElseThrow(DatabaseProblems::rowMissingPayload);
        return asked(data);
    }

    /** Which rows are meant; without a limit all that there are. */
    static Query query(Parameters parameters) {
        Query query = QueryParser.parse(parameters.queries(), BulkWrites.MOST_FOUND + 1, BulkWrites.MOST_FOUND);
        if (!(query.cursor() instanceof Cursor.None) || !(query.selection() instanceof Selection.All)) {
            throw Invalid.parameter("queries", "Value must be filters, orders, limit and offset only");
        }
        return query;
    }

    /** A row's columns together with its {@code $permissions}. */
    static Asked asked(JsonObject data) {
        return asked(data, Parameters.of(data));
    }

    private static Asked asked(JsonObject data, Parameters own) {
        Optional<List<String>> permissions = own.texts("$permissions", Access.MOST_PERMISSIONS, 300);
        return new Asked(data, permissions);
    }
}
