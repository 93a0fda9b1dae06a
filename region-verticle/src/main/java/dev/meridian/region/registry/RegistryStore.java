package dev.meridian.region.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.proto.registry.v1.CachePolicy;
import dev.meridian.proto.registry.v1.Deleted;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Site;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What this region tells the network: its projects, functions, sites, domains and cache policies, each change with a
 * version.
 *
 * <p>Versions come from one row that a change locks until it commits, so that the order of versions is the order of
 * commits, and whoever has seen a version has seen all below it. A removed record stays as a tombstone. Put and remove
 * run in the transaction of the change itself; call {@link #wake} once it has committed, else watchers hear of it at
 * their next look.
 */
public final class RegistryStore {

    private static final String NEXT_VERSION =
            "update meridian.region set registry_version = registry_version + 1 where site = $1 returning registry_version";

    private static final String PUT = """
            insert into meridian.registry_record (project_id, key, version, body) values ($1, $2, $3, $4)
            on conflict (project_id, key) do update set version = excluded.version, body = excluded.body
            """;

    private final Database database;
    private final String site;
    private final String epoch;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    private RegistryStore(Database database, String site, String epoch) {
        this.database = database;
        this.site = site;
        this.epoch = epoch;
    }

    /** @param freshEpoch what marks this database's versions, if it is a new one */
    public static Future<RegistryStore> open(Database database, String site, String freshEpoch) {
        return database.write(
                        "insert into meridian.region values ($1, $2, 0, 0) on conflict (site) do nothing",
                        site,
                        freshEpoch)
                .compose(done -> database.read("select epoch from meridian.region where site = $1", site))
                .map(rows ->
                        new RegistryStore(database, site, rows.iterator().next().getString("epoch")));
    }

    public Future<Void> put(SqlConnection transaction, Project project) {
        return put(
                transaction,
                project.getProjectId(),
                Record.newBuilder().setKey("project/" + project.getProjectId()).setProject(project));
    }

    public Future<Void> put(SqlConnection transaction, Function function) {
        return put(
                transaction,
                function.getProjectId(),
                Record.newBuilder()
                        .setKey(functionKey(function.getProjectId(), function.getFunctionId()))
                        .setFunction(function));
    }

    public Future<Void> put(SqlConnection transaction, Site site) {
        return put(
                transaction,
                site.getProjectId(),
                Record.newBuilder()
                        .setKey(siteKey(site.getProjectId(), site.getSiteId()))
                        .setSite(site));
    }

    public Future<Void> put(SqlConnection transaction, Domain domain) {
        return put(
                transaction,
                domain.getProjectId(),
                Record.newBuilder().setKey("domain/" + domain.getDomain()).setDomain(domain));
    }

    public Future<Void> put(SqlConnection transaction, CachePolicy policy) {
        return put(
                transaction,
                policy.getProjectId(),
                Record.newBuilder()
                        .setKey(cachePolicyKey(policy.getProjectId()))
                        .setCachePolicy(policy));
    }

    public Future<Void> removeProject(SqlConnection transaction, String project) {
        return remove(transaction, project, "project/" + project);
    }

    public Future<Void> removeFunction(SqlConnection transaction, String project, String function) {
        return remove(transaction, project, functionKey(project, function));
    }

    public Future<Void> removeSite(SqlConnection transaction, String project, String site) {
        return remove(transaction, project, siteKey(project, site));
    }

    public Future<Void> removeDomain(SqlConnection transaction, String project, String domain) {
        return remove(transaction, project, "domain/" + domain);
    }

    public Future<Void> removeCachePolicy(SqlConnection transaction, String project) {
        return remove(transaction, project, cachePolicyKey(project));
    }

    /** Tells watchers in this process that something may have changed. */
    public void wake() {
        watchers.forEach(Runnable::run);
    }

    String site() {
        return site;
    }

    String epoch() {
        return epoch;
    }

    void onWake(Runnable watcher) {
        watchers.add(watcher);
    }

    void forget(Runnable watcher) {
        watchers.remove(watcher);
    }

    /** The newest version. */
    Future<Long> version() {
        return database.read("select registry_version from meridian.region where site = $1", site)
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** The next records after a version, in order, at most as many as asked for. */
    Future<List<Record>> after(long version, int most) {
        return database.read(
                        "select body, version from meridian.registry_record where version > $1 order by version limit $2",
                        version,
                        most)
                .map(RegistryStore::records);
    }

    private Future<Void> remove(SqlConnection transaction, String project, String key) {
        return put(transaction, project, Record.newBuilder().setKey(key).setDeleted(Deleted.getDefaultInstance()));
    }

    private Future<Void> put(SqlConnection transaction, String project, Record.Builder entry) {
        return transaction
                .preparedQuery(NEXT_VERSION)
                .execute(Tuple.of(site))
                .compose(rows -> {
                    long version = rows.iterator().next().getLong(0);
                    Buffer body =
                            Buffer.buffer(entry.setVersion(version).build().toByteArray());
                    return transaction.preparedQuery(PUT).execute(Tuple.of(project, entry.getKey(), version, body));
                })
                .mapEmpty();
    }

    private static List<Record> records(RowSet<Row> rows) {
        List<Record> records = new ArrayList<>();
        for (Row row : rows) {
            try {
                records.add(Record.parseFrom(row.getBuffer("body").getBytes()));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("registry record " + row.getLong("version") + " is damaged", e);
            }
        }
        return records;
    }

    private static String functionKey(String project, String function) {
        return "function/" + project + '/' + function;
    }

    private static String siteKey(String project, String site) {
        return "site/" + project + '/' + site;
    }

    private static String cachePolicyKey(String project) {
        return "cache-policy/" + project;
    }
}
