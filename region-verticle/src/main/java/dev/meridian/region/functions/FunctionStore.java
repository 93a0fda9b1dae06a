package dev.meridian.region.functions;

import dev.meridian.proto.registry.v1.Function;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.DatabasesFeature;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.DeploymentStore;
import dev.meridian.region.deployments.Owner;
import dev.meridian.region.deployments.Owners;
import dev.meridian.region.names.HostLabels;
import dev.meridian.region.names.Names;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import dev.meridian.region.proxy.DomainRules;
import dev.meridian.region.registry.RegistryStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Functions in the database, and what the registry tells of them. */
final class FunctionStore implements Owners {

    private static final String ONE = " where project_id = $1 and function_id = $2";

    private final Database database;
    private final RegistryStore registry;
    private final Names names;
    private final DomainRules rules;

    FunctionStore(Database database, RegistryStore registry, Names names, DomainRules rules) {
        this.database = database;
        this.registry = registry;
        this.names = names;
        this.rules = rules;
    }

    Database database() {
        return database;
    }

    /** Fails with {@code function_not_found}. */
    Future<AppFunction> find(String project, String id) {
        return database.read("select * from meridian.function" + ONE, project, id)
                .map(rows -> first(rows).orElseThrow(FunctionProblems::noFunction));
    }

    static Owner owner(String project, String id) {
        return new Owner(Owner.Kind.FUNCTION, project, id);
    }

    @Override
    public Owner.Kind kind() {
        return Owner.Kind.FUNCTION;
    }

    @Override
    public Future<Owned> owned(String project, String id) {
        return find(project, id)
                .map(function -> new Owned(
                        owner(project, id),
                        function.deploymentId(),
                        new BuildPlan(function.entrypoint(), function.commands(), "", "")));
    }

    @Override
    public BuildPlan plan(BuildPlan known, Parameters form) {
        return new BuildPlan(
                form.optionalText("entrypoint", 1_028)
                        .filter(text -> !text.isEmpty())
                        .orElse(known.entrypoint()),
                form.optionalText("commands", 8_192).orElse(known.commands()),
                "",
                "");
    }

    /** Makes a function; empty if another one took the label in between. Fails with {@code function_already_exists}. */
    Future<Optional<AppFunction>> create(String project, AppFunction function) {
        return told(database.transaction(connection -> HostLabels.take(connection, function.label())
                .compose(isFree ->
                        isFree ? insert(connection, project, function) : isTaken(connection, project, function.id()))));
    }

    private Future<Optional<AppFunction>> insert(SqlConnection connection, String project, AppFunction function) {
        return connection
                .preparedQuery("insert into meridian.function (project_id, function_id, name, runtime, execute, events,"
                        + " scopes, schedule, timeout_seconds, enabled, logging, entrypoint, commands,"
                        + " deployment_retention, build_specification, runtime_specification, updated_at, created_at,"
                        + " label, deployment_id, configuration) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
                        + " $12, $13, $14, $15, $16, $17, $17, $18, '', 1) on conflict do nothing returning *")
                .execute(settings(project, function).addString(function.label()))
                .compose(rows -> first(rows)
                        .map(made -> listen(connection, project, made.listensToDatabases())
                                .compose(listening -> Schedules.keep(connection, project, made))
                                .compose(kept -> tell(connection, project, made.id()))
                                .map(Optional.of(made)))
                        .orElseGet(() -> isTaken(connection, project, function.id())));
    }

    private static Future<Optional<AppFunction>> isTaken(SqlConnection connection, String project, String id) {
        return connection
                .preparedQuery("select * from meridian.function" + ONE)
                .execute(Tuple.of(project, id))
                .map(rows -> {
                    if (rows.size() > 0) {
                        throw FunctionProblems.functionExists();
                    }
                    return Optional.empty();
                });
    }

    Future<AppFunction> update(String project, AppFunction function) {
        return told(database.transaction(connection -> locked(connection, project, function.id())
                .compose(before -> update(connection, project, function)
                        .compose(updated -> listen(
                                        connection,
                                        project,
                                        before.listensToDatabases() != updated.listensToDatabases())
                                .compose(listening -> Schedules.keep(connection, project, updated))
                                .map(updated)))));
    }

    /** Fails with {@code function_not_found}. Nobody else changes it until the transaction is over. */
    static Future<AppFunction> locked(SqlConnection connection, String project, String id) {
        return lockedIfThere(connection, project, id).map(found -> found.orElseThrow(FunctionProblems::noFunction));
    }

    static Future<Optional<AppFunction>> lockedIfThere(SqlConnection connection, String project, String id) {
        return connection
                .preparedQuery("select * from meridian.function" + ONE + " for no key update")
                .execute(Tuple.of(project, id))
                .map(FunctionStore::first);
    }

    /** @param changes whether a function begins or ceases to be told of what happens in databases */
    private static Future<Void> listen(SqlConnection connection, String project, boolean changes) {
        return changes ? DatabasesFeature.listenersChanged(connection, project) : Future.succeededFuture();
    }

    private Future<AppFunction> update(SqlConnection connection, String project, AppFunction function) {
        return changed(
                connection,
                project,
                function.id(),
                "name = $3, runtime = $4, execute = $5, events = $6, scopes = $7, schedule = $8, timeout_seconds = $9,"
                        + " enabled = $10, logging = $11, entrypoint = $12, commands = $13,"
                        + " deployment_retention = $14, build_specification = $15, runtime_specification = $16,"
                        + " updated_at = $17",
                settings(project, function));
    }

    Future<AppFunction> activate(String project, String id, String deploymentId, Instant now) {
        return told(
                database.transaction(connection -> DeploymentStore.hold(connection, owner(project, id), deploymentId)
                        .compose(held -> point(connection, project, id, deploymentId, now))));
    }

    @Override
    public Future<Void> activate(SqlConnection transaction, Owner owner, String deploymentId, Instant now) {
        return point(transaction, owner.project(), owner.id(), deploymentId, now)
                .mapEmpty();
    }

    private Future<AppFunction> point(
            SqlConnection connection, String project, String id, String deploymentId, Instant now) {
        return changed(
                connection,
                project,
                id,
                "deployment_id = $3, updated_at = $4",
                Tuple.of(project, id, deploymentId, now.atOffset(ZoneOffset.UTC)));
    }

    @Override
    public Future<Void> letGo(SqlConnection transaction, Owner owner, String deploymentId, Instant now) {
        return transaction
                .preparedQuery("select 1 from meridian.function" + ONE + " and deployment_id = $3 for update")
                .execute(Tuple.of(owner.project(), owner.id(), deploymentId))
                .compose(rows -> rows.size() == 0 ? Future.succeededFuture() : activate(transaction, owner, "", now));
    }

    /**
     * Changes settings and tells so, in a transaction.
     *
     * @param set assignments, whose parameters begin with the third: the first two say which function
     */
    Future<AppFunction> changed(SqlConnection connection, String project, String id, String set, Tuple arguments) {
        return connection
                .preparedQuery(
                        "update meridian.function set configuration = configuration + 1, " + set + ONE + " returning *")
                .execute(arguments)
                .map(rows -> first(rows).orElseThrow(FunctionProblems::noFunction))
                .compose(function -> tell(connection, project, id).map(function));
    }

    /** Launches of the function are outdated then. */
    @Override
    public Future<Void> touch(SqlConnection transaction, Owner owner) {
        return transaction
                .preparedQuery("update meridian.function set configuration = configuration + 1" + ONE)
                .execute(Tuple.of(owner.project(), owner.id()))
                .compose(touched -> tell(transaction, owner.project(), owner.id()));
    }

    @Override
    public Future<Void> touchAll(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("update meridian.function set configuration = configuration + 1 where project_id = $1"
                        + " returning function_id")
                .execute(Tuple.of(project))
                .compose(rows -> InTurn.each(rows, row -> tell(transaction, project, row.getString("function_id"))));
    }

    /** Removes a function with all that it has, and tells so, in a transaction. */
    Future<Void> delete(SqlConnection connection, String project, String id) {
        return DeploymentStore.deleteAll(connection, owner(project, id))
                .compose(deleted -> connection
                        .preparedQuery("delete from meridian.function" + ONE + " returning *")
                        .execute(Tuple.of(project, id)))
                .map(rows -> first(rows).orElseThrow(FunctionProblems::noFunction))
                .compose(deleted -> listen(connection, project, deleted.listensToDatabases())
                        .compose(listening -> HostLabels.release(names, connection, project, deleted.label())))
                .compose(released -> connection
                        .preparedQuery("delete from meridian.execution" + ONE)
                        .execute(Tuple.of(project, id)))
                .compose(deleted -> rules.forget(connection, owner(project, id)))
                .compose(forgotten -> registry.removeFunction(connection, project, id));
    }

    /** Removes all functions of a project and tells so, in a transaction. */
    Future<Void> deleteAll(SqlConnection connection, String project) {
        return connection
                .preparedQuery("select function_id from meridian.function where project_id = $1")
                .execute(Tuple.of(project))
                .compose(rows -> InTurn.each(rows, row -> delete(connection, project, row.getString("function_id"))));
    }

    @Override
    public <T> Future<T> told(Future<T> committed) {
        return committed.onSuccess(done -> registry.wake());
    }

    /** Tells the network what a function is now, in a transaction that has locked it. */
    Future<Void> tell(SqlConnection connection, String project, String id) {
        return connection
                .preparedQuery("select f.*, coalesce(d.artefact_sha256, '') as sha256,"
                        + " coalesce(d.build_size, 0) as artefact_bytes, coalesce(d.entrypoint, '') as built_entrypoint"
                        + " from meridian.function f left join meridian.deployment d on d.project_id = f.project_id"
                        + " and d.owner_type = 'function' and d.owner_id = f.function_id and d.deployment_id = f.deployment_id"
                        + " where f.project_id = $1 and f.function_id = $2")
                .execute(Tuple.of(project, id))
                .compose(rows ->
                        registry.put(connection, record(project, rows.iterator().next())));
    }

    private static Function record(String project, Row row) {
        AppFunction function = AppFunction.of(row);
        return Function.newBuilder()
                .setProjectId(project)
                .setFunctionId(function.id())
                .setName(function.name())
                .setLabel(function.label())
                .setRuntime(function.runtime())
                .setEnabled(function.enabled())
                .setLogging(function.logging())
                .setDeploymentId(function.deploymentId())
                .setArtefactSha256(row.getString("sha256"))
                .setArtefactBytes(row.getLong("artefact_bytes"))
                .setEntrypoint(row.getString("built_entrypoint"))
                .addAllExecute(function.execute())
                .setTimeoutSeconds(function.timeoutSeconds())
                .setPlacement(function.place())
                .setConfiguration(function.configuration())
                .build();
    }

    private static Tuple settings(String project, AppFunction function) {
        return Tuple.of(project, function.id())
                .addString(function.name())
                .addString(function.runtime())
                .addArrayOfString(function.execute().toArray(String[]::new))
                .addArrayOfString(function.events().toArray(String[]::new))
                .addArrayOfString(function.scopes().toArray(String[]::new))
                .addString(function.schedule())
                .addInteger(function.timeoutSeconds())
                .addBoolean(function.enabled())
                .addBoolean(function.logging())
                .addString(function.entrypoint())
                .addString(function.commands())
                .addInteger(function.deploymentRetention())
                .addString(function.buildSpecification())
                .addString(function.runtimeSpecification())
                .addOffsetDateTime(function.updatedAt().atOffset(ZoneOffset.UTC));
    }

    private static Optional<AppFunction> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(AppFunction.of(rows.iterator().next()));
    }
}
