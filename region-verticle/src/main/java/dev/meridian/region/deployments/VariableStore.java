package dev.meridian.region.deployments;

import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Variables in the database; their owner hears of each change. */
public final class VariableStore {

    private static final String OF = " where project_id = $1 and owner_type = $2 and owner_id = $3";
    private static final String ONE = OF + " and variable_id = $4";

    private static final String IN_FORCE = """
            select * from meridian.variable
             where project_id = $1 and ((owner_type = $2 and owner_id = $3) or owner_type = $4)
             order by owner_type = $4, sequence limit 2000
            """;

    private final Database database;
    private final VariableHolders owners;

    public VariableStore(Database database, VariableHolders owners) {
        this.database = database;
        this.owners = owners;
    }

    Database database() {
        return database;
    }

    public Future<List<Variable>> of(Owner owner) {
        return database.read(
                        "select * from meridian.variable" + OF + " order by sequence limit 1000",
                        owner.project(),
                        owner.kind().word(),
                        owner.id())
                .map(VariableStore::all);
    }

    /** What a function or site finds: its own variables, and of its project's those that it has none of the same key of. */
    public Future<List<Variable>> inForce(Owner owner) {
        return database.read(IN_FORCE, owner.project(), owner.kind().word(), owner.id(), Owner.Kind.PROJECT.word())
                .map(rows -> {
                    Map<String, Variable> byKey = new LinkedHashMap<>();
                    all(rows).forEach(variable -> byKey.putIfAbsent(variable.key(), variable));
                    return List.copyOf(byKey.values());
                });
    }

    /** All variables of an owner as they are shown. */
    public Future<JsonArray> models(Owner owner) {
        return of(owner).map(known -> {
            JsonArray models = new JsonArray();
            known.forEach(variable -> models.add(variable.model()));
            return models;
        });
    }

    /** Fails with {@code variable_already_exists}. */
    Future<Variable> create(Variable variable) {
        Owner owner = variable.owner();
        return changed(
                owner,
                connection -> connection
                        .preparedQuery(
                                "insert into meridian.variable (project_id, owner_type, owner_id, variable_id, key, value,"
                                        + " secret, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)"
                                        + " on conflict do nothing returning *")
                        .execute(owner.key()
                                .addString(variable.id())
                                .addString(variable.key())
                                .addString(variable.value())
                                .addBoolean(variable.isSecret())
                                .addOffsetDateTime(variable.createdAt().atOffset(ZoneOffset.UTC)))
                        .map(rows -> first(rows).orElseThrow(DeploymentProblems::variableExists)));
    }

    /**
     * Changes what is given. Fails with {@code variable_not_found}, {@code variable_already_exists} for another one's key,
     * or {@code variable_cannot_unset_secret}.
     */
    Future<Variable> update(
            Owner owner,
            String id,
            Optional<String> key,
            Optional<String> value,
            Optional<Boolean> secret,
            Instant now) {
        return changed(
                owner,
                connection -> connection
                        .preparedQuery("select * from meridian.variable" + ONE + " for update")
                        .execute(owner.key().addString(id))
                        .map(rows -> first(rows).orElseThrow(DeploymentProblems::noVariable))
                        .compose(known -> {
                            if (known.isSecret()
                                    && secret.filter(wanted -> !wanted).isPresent()) {
                                throw DeploymentProblems.secretStays();
                            }
                            return taken(connection, known, key.orElse(known.key()))
                                    .compose(free -> connection
                                            .preparedQuery(
                                                    "update meridian.variable set key = $5, value = $6, secret = $7,"
                                                            + " updated_at = $8" + ONE + " returning *")
                                            .execute(owner.key()
                                                    .addString(id)
                                                    .addString(key.orElse(known.key()))
                                                    .addString(value.orElse(known.value()))
                                                    .addBoolean(secret.orElse(known.isSecret()))
                                                    .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))));
                        })
                        .map(rows -> first(rows).orElseThrow(DeploymentProblems::noVariable)));
    }

    private static Future<Void> taken(SqlConnection connection, Variable known, String key) {
        return connection
                .preparedQuery("select 1 from meridian.variable" + OF + " and key = $4 and variable_id <> $5")
                .execute(known.owner().key().addString(key).addString(known.id()))
                .map(rows -> {
                    if (rows.size() > 0) {
                        throw DeploymentProblems.variableExists();
                    }
                    return null;
                });
    }

    Future<Variable> delete(Owner owner, String id) {
        return changed(
                owner,
                connection -> connection
                        .preparedQuery("delete from meridian.variable" + ONE + " returning *")
                        .execute(owner.key().addString(id))
                        .map(rows -> first(rows).orElseThrow(DeploymentProblems::noVariable)));
    }

    private Future<Variable> changed(Owner owner, Function<SqlConnection, Future<Variable>> change) {
        return owners.told(database.transaction(connection -> change.apply(connection)
                .compose(variable -> owners.touch(connection, owner).map(variable))));
    }

    private static Optional<Variable> first(RowSet<Row> rows) {
        return all(rows).stream().findFirst();
    }

    private static List<Variable> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(Variable::of).toList();
    }
}
