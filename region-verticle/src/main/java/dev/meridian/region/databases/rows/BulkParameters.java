package dev.meridian.region.databases.rows;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Caller;
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

    /**
     * Which rows are meant.
     *
     * @param texts of the query, as they were sent
     */
    record Found(List<String> texts, Query query) {}

    /** Refuses callers who are no servers. */
    static void checkMay(Caller caller) {
        if (!caller.isPrivileged()) {
            throw Problem.of(
                    ProblemType.UNAUTHORIZED_SCOPE,
                    caller.describe() + " may not write several rows at once; an API key may");
        }
    }

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

    /**
     * Those without an {@code $id} get one.
     *
     * @param name of the parameter
     */
    static List<Wanted> rows(Parameters parameters, String name, Ids ids) {
        Object given = parameters.raw(name).orElseThrow(() -> Invalid.missing(name));
        if (!(given instanceof JsonArray array) || array.isEmpty() || array.size() > MOST_ROWS) {
            throw Invalid.parameter(name, ROWS_RULE);
        }
        List<Wanted> rows = new ArrayList<>();
        for (Object item : array) {
            if (!(item instanceof JsonObject row)) {
                throw Invalid.parameter(name, ROWS_RULE);
            }
            rows.add(row(row, ids));
        }
        return rows;
    }

    /** One that has no {@code $id} gets one. */
    static Wanted row(JsonObject row, Ids ids) {
        Parameters own = Parameters.of(row);
        return new Wanted(ids.resolve(own.has("$id") ? own.newId("$id") : Ids.CHOOSE), asked(row, own));
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
    static Found found(Parameters parameters) {
        return found(parameters.queries());
    }

    static Found found(List<String> texts) {
        Query query = QueryParser.parse(texts, BulkWrites.MOST_FOUND + 1, BulkWrites.MOST_FOUND);
        if (!(query.cursor() instanceof Cursor.None) || !(query.selection() instanceof Selection.All)) {
            throw Invalid.parameter("queries", "Value must be filters, orders, limit and offset only");
        }
        return new Found(texts, query);
    }

    /** What a row is to hold that brings its permissions along. */
    static Asked asked(JsonObject data) {
        return asked(data, Parameters.of(data));
    }

    private static Asked asked(JsonObject data, Parameters own) {
        Optional<List<String>> permissions = own.texts("$permissions", Access.MOST_PERMISSIONS, 300);
        return new Asked(data, permissions);
    }
}
