package dev.meridian.region.functions;

import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.StreamSupport;

/** Variables in the database; a change of one outdates what was launched with the old. */
final class VariableStore {

    private final Database database;
    private final FunctionStore functions;

    VariableStore(Database database, FunctionStore functions) {
        this.database = database;
        this.functions = functions;
    }

    Future<List<Variable>> of(String project, String functionId) {
        return database.read(
                        "select * from meridian.function_variable where project_id = $1 and function_id = $2"
                                + " order by sequence limit 1000",
                        project,
                        functionId)
                .map(VariableStore::all);
    }

    Future<Variable> create(String project, Variable variable) {
        return functions.told(database.transaction(connection -> connection
                .preparedQuery("insert into meridian.function_variable (project_id, function_id, variable_id, key,"
                        + " value, secret, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)"
                        + " on conflict do nothing returning *")
                .execute(Tuple.of(project, variable.functionId(), variable.id(), variable.key(), variable.value())
                        .addBoolean(variable.isSecret())
                        .addOffsetDateTime(FunctionStore.utc(variable.createdAt())))
                .map(rows -> all(rows).stream().findFirst().orElseThrow(FunctionProblems::variableExists))
                .compose(made -> functions
                        .touch(connection, project, variable.functionId())
                        .map(made))));
    }

    Future<Void> delete(String project, String functionId, String id) {
        return functions.told(database.transaction(connection -> connection
                .preparedQuery("delete from meridian.function_variable where project_id = $1 and function_id = $2"
                        + " and variable_id = $3 returning *")
                .execute(Tuple.of(project, functionId, id))
                .map(rows -> all(rows).stream().findFirst().orElseThrow(FunctionProblems::noVariable))
                .compose(deleted -> functions.touch(connection, project, functionId))));
    }

    private static List<Variable> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(Variable::of).toList();
    }
}
