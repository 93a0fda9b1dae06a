package dev.meridian.region.sites;

import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Site;
import dev.meridian.region.api.Parameters;
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

/** Sites in the database, and what the registry tells of them. */
final class SiteStore implements Owners {

    static final int MOST_COMMAND = 8_192;

    private static final String ONE = " where project_id = $1 and site_id = $2";

    private static final String INSERT = """
            insert into meridian.site (project_id, site_id, name, framework, enabled, logging, timeout_seconds,
              install_command, build_command, start_command, output_directory, build_runtime, adapter, fallback_file,
              deployment_retention, build_specification, runtime_specification, updated_at, created_at, activated_at,
              label, deployment_id, previous_deployment_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $18, $19, '', '')
            on conflict do nothing returning *
            """;

    private static final String SERVED = """
            select s.*, coalesce(d.artefact_sha256, '') as sha256, coalesce(d.build_size, 0) as artefact_bytes,
                   coalesce(p.artefact_sha256, '') as previous_sha256, coalesce(p.build_size, 0) as previous_bytes
              from meridian.site s
              left join meridian.deployment d on d.project_id = s.project_id and d.owner_type = 'site'
               and d.owner_id = s.site_id and d.deployment_id = s.deployment_id
              left join meridian.deployment p on p.project_id = s.project_id and p.owner_type = 'site'
               and p.owner_id = s.site_id and p.deployment_id = s.previous_deployment_id
             where s.project_id = $1 and s.site_id = $2
            """;

    private final Database database;
    private final RegistryStore registry;
    private final Names names;
    private final DomainRules rules;

    SiteStore(Database database, RegistryStore registry, Names names, DomainRules rules) {
        this.database = database;
        this.registry = registry;
        this.names = names;
        this.rules = rules;
    }

    Database database() {
        return database;
    }

    static Owner owner(String project, String id) {
        return new Owner(Owner.Kind.SITE, project, id);
    }

    @Override
    public Owner.Kind kind() {
        return Owner.Kind.SITE;
    }

    /** Fails with {@code site_not_found}. */
    Future<AppSite> find(String project, String id) {
        return database.read("select * from meridian.site" + ONE, project, id)
                .map(rows -> first(rows).orElseThrow(SiteProblems::noSite));
    }

    /** The site as the registry tells of it, as of now. Fails with {@code site_not_found}. */
    Future<Site> served(String project, String id) {
        return database.read(SERVED, project, id).map(rows -> {
            for (Row row : rows) {
                return told(project, row);
            }
            throw SiteProblems.noSite();
        });
    }

    @Override
    public Future<Owned> owned(String project, String id) {
        return find(project, id).map(site -> new Owned(owner(project, id), site.deploymentId(), site.plan()));
    }

    @Override
    public BuildPlan plan(BuildPlan known, Parameters form) {
        return new BuildPlan(
                "",
                form.optionalText("buildCommand", MOST_COMMAND).orElse(known.commands()),
                form.optionalText("installCommand", MOST_COMMAND).orElse(known.installCommand()),
                form.optionalText("outputDirectory", MOST_COMMAND).orElse(known.outputDirectory()));
    }

    /** Makes a site; empty if the label was taken in between. Fails with {@code site_already_exists}. */
    Future<Optional<AppSite>> create(String project, AppSite site, String label) {
        return told(database.transaction(connection -> HostLabels.take(connection, label)
                .compose(isFree ->
                        isFree ? insert(connection, project, site, label) : isTaken(connection, project, site.id()))));
    }

    private Future<Optional<AppSite>> insert(SqlConnection connection, String project, AppSite site, String label) {
        return connection
                .preparedQuery(INSERT)
                .execute(settings(project, site).addString(label))
                .compose(rows -> first(rows)
                        .map(made -> tell(connection, project, made.id()).map(Optional.of(made)))
                        .orElseGet(() -> isTaken(connection, project, site.id())));
    }

    private static Future<Optional<AppSite>> isTaken(SqlConnection connection, String project, String id) {
        return connection
                .preparedQuery("select * from meridian.site" + ONE)
                .execute(Tuple.of(project, id))
                .map(rows -> {
                    if (rows.size() > 0) {
                        throw SiteProblems.siteExists();
                    }
                    return Optional.empty();
                });
    }

    Future<AppSite> update(String project, AppSite site) {
        return told(database.transaction(connection -> changed(
                connection,
                project,
                site.id(),
                "name = $3, framework = $4, enabled = $5, logging = $6, timeout_seconds = $7, install_command = $8,"
                        + " build_command = $9, start_command = $10, output_directory = $11, build_runtime = $12,"
                        + " adapter = $13, fallback_file = $14, deployment_retention = $15, build_specification = $16,"
                        + " runtime_specification = $17, updated_at = $18",
                settings(project, site))));
    }

    /** Sets the pointer; fails with {@code deployment_not_found} if the deployment is gone by now. */
    Future<AppSite> activate(String project, String id, String deploymentId, Instant now) {
        return told(
                database.transaction(connection -> DeploymentStore.hold(connection, owner(project, id), deploymentId)
                        .compose(held -> point(connection, project, id, deploymentId, now))));
    }

    @Override
    public Future<Void> activate(SqlConnection transaction, Owner owner, String deploymentId, Instant now) {
        return point(transaction, owner.project(), owner.id(), deploymentId, now)
                .mapEmpty();
    }

    /** What is active already stays active since when it was. */
    private Future<AppSite> point(
            SqlConnection connection, String project, String id, String deploymentId, Instant now) {
        return changed(
                connection,
                project,
                id,
                "previous_deployment_id = case when deployment_id = $3 then previous_deployment_id else deployment_id end,"
                        + " activated_at = case when deployment_id = $3 then activated_at else $4 end,"
                        + " live = live or deployment_id <> $3, deployment_id = $3, updated_at = $4",
                Tuple.of(project, id, deploymentId, now.atOffset(ZoneOffset.UTC)));
    }

    @Override
    public Future<Void> letGo(SqlConnection transaction, Owner owner, String deploymentId, Instant now) {
        return transaction
                .preparedQuery("update meridian.site set"
                        + " deployment_id = case when deployment_id = $3 then '' else deployment_id end,"
                        + " previous_deployment_id = case when previous_deployment_id = $3 then ''"
                        + " else previous_deployment_id end, updated_at = $4" + ONE
                        + " and (deployment_id = $3 or previous_deployment_id = $3)")
                .execute(Tuple.of(owner.project(), owner.id(), deploymentId, now.atOffset(ZoneOffset.UTC)))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture()
                        : tell(transaction, owner.project(), owner.id()));
    }

    /** Variables are for builds: what is served is what it was until the next one. */
    @Override
    public Future<Void> touch(SqlConnection transaction, Owner owner) {
        return transaction
                .preparedQuery("update meridian.site set live = false" + ONE)
                .execute(Tuple.of(owner.project(), owner.id()))
                .mapEmpty();
    }

    @Override
    public Future<Void> touchAll(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("update meridian.site set live = false where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    private Future<AppSite> changed(SqlConnection connection, String project, String id, String set, Tuple arguments) {
        return connection
                .preparedQuery("update meridian.site set " + set + ONE + " returning *")
                .execute(arguments)
                .map(rows -> first(rows).orElseThrow(SiteProblems::noSite))
                .compose(site -> tell(connection, project, id).map(site));
    }

    /** Removes a site with all that it has, and tells so, in a transaction. */
    Future<Void> delete(SqlConnection connection, String project, String id) {
        return DeploymentStore.deleteAll(connection, owner(project, id))
                .compose(deleted -> connection
                        .preparedQuery("delete from meridian.site" + ONE + " returning label")
                        .execute(Tuple.of(project, id)))
                .map(rows -> {
                    for (Row row : rows) {
                        return row.getString("label");
                    }
                    throw SiteProblems.noSite();
                })
                .compose(label -> HostLabels.release(names, connection, project, label))
                .compose(released -> rules.forget(connection, owner(project, id)))
                .compose(forgotten -> registry.removeSite(connection, project, id));
    }

    /** Removes all sites of a project and tells so, in a transaction. */
    Future<Void> deleteAll(SqlConnection connection, String project) {
        return connection
                .preparedQuery("select site_id from meridian.site where project_id = $1")
                .execute(Tuple.of(project))
                .compose(rows -> InTurn.each(rows, row -> delete(connection, project, row.getString("site_id"))));
    }

    @Override
    public <T> Future<T> told(Future<T> committed) {
        return committed.onSuccess(done -> registry.wake());
    }

    private Future<Void> tell(SqlConnection connection, String project, String id) {
        return connection
                .preparedQuery(SERVED)
                .execute(Tuple.of(project, id))
                .compose(rows ->
                        registry.put(connection, told(project, rows.iterator().next())));
    }

    private static Site told(String project, Row row) {
        return Site.newBuilder()
                .setProjectId(project)
                .setSiteId(row.getString("site_id"))
                .setLabel(row.getString("label"))
                .setName(row.getString("name"))
                .setEnabled(row.getBoolean("enabled"))
                .setDeploymentId(row.getString("deployment_id"))
                .setArtefactSha256(row.getString("sha256"))
                .setArtefactBytes(row.getLong("artefact_bytes"))
                .setFallbackFile(row.getString("fallback_file"))
                .setPlacement(Placement.PLACEMENT_EDGE)
                .setActivatedAtMillis(
                        row.getOffsetDateTime("activated_at").toInstant().toEpochMilli())
                .setPreviousDeploymentId(row.getString("previous_deployment_id"))
                .setPreviousSha256(row.getString("previous_sha256"))
                .setPreviousBytes(row.getLong("previous_bytes"))
                .build();
    }

    private static Tuple settings(String project, AppSite site) {
        return Tuple.of(project, site.id())
                .addString(site.name())
                .addString(site.framework())
                .addBoolean(site.enabled())
                .addBoolean(site.logging())
                .addInteger(site.timeoutSeconds())
                .addString(site.plan().installCommand())
                .addString(site.plan().commands())
                .addString(site.startCommand())
                .addString(site.plan().outputDirectory())
                .addString(site.buildRuntime())
                .addString(site.adapter())
                .addString(site.fallbackFile())
                .addInteger(site.deploymentRetention())
                .addString(site.buildSpecification())
                .addString(site.runtimeSpecification())
                .addOffsetDateTime(site.updatedAt().atOffset(ZoneOffset.UTC));
    }

    private static Optional<AppSite> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(AppSite.of(rows.iterator().next()));
    }
}
