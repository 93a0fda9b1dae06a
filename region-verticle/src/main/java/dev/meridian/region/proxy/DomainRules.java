package dev.meridian.region.proxy;

import dev.meridian.core.node.Domains;
import dev.meridian.region.deployments.Owner;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.names.HostLabels;
import dev.meridian.region.names.NameKind;
import dev.meridian.region.names.Names;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import dev.meridian.region.registry.RegistryStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;

/** Rules in the database, and what the registry tells of them. */
public final class DomainRules {

    private static final String INSERT = """
            insert into meridian.proxy_rule (project_id, rule_id, domain, type, resource_type, resource_id, placement,
              redirect_url, redirect_status, status, logs, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) on conflict do nothing
            """;

    private final Database database;
    private final RegistryStore registry;
    private final Names names;
    private final Domains domains;
    private final Events events;

    public DomainRules(RegionContext region) {
        this.database = region.database();
        this.registry = region.registry();
        this.names = region.names();
        this.events = region.events();
        this.domains = region.node().settings().domains();
    }

    Database database() {
        return database;
    }

    /** Says which domains the hosts of functions and sites are listed under. */
    Future<Void> tellDomains(String site, Domains domains) {
        return database.write(
                        "update meridian.region set run_domain = $2, network_domain = $3 where site = $1",
                        site,
                        domains.run(),
                        domains.network())
                .mapEmpty();
    }

    /** Fails with {@code rule_not_found}. */
    Future<ProxyRule> find(String project, String id) {
        return database.read("select * from meridian.listed_rule where project_id = $1 and rule_id = $2", project, id)
                .map(rows -> {
                    for (Row row : rows) {
                        return ProxyRule.of(row);
                    }
                    throw RuleProblems.noRule();
                });
    }

    /** The function or site stays while the rule is made. Fails with {@code rule_already_exists} or {@code rule_resource_not_found}. */
    Future<Void> create(String project, ProxyRule rule, Cause doer) {
        return told(database.transaction(connection -> checkResource(connection, project, rule)
                .compose(there -> takeLabel(connection, rule.domain()))
                .compose(taken -> connection.preparedQuery(INSERT).execute(row(project, rule)))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(RuleProblems.exists())
                        : registry.put(connection, rule.told(project)))
                .compose(put -> tell(connection, project, rule, "create", doer))));
    }

    private Future<Void> tell(SqlConnection connection, String project, ProxyRule rule, String action, Cause doer) {
        return events.add(connection, project, EventSubject.of("rules", rule.id()), action, rule.model(), doer);
    }

    /** Whether the host is a function's or site's already, the rule's being the second. */
    private Future<Void> takeLabel(SqlConnection connection, String domain) {
        return DomainName.label(domain, domains)
                .map(label -> HostLabels.take(connection, label))
                .orElseGet(() -> Future.succeededFuture(true))
                .compose(isFree -> isFree ? Future.succeededFuture() : Future.failedFuture(RuleProblems.exists()));
    }

    private static Future<Void> checkResource(SqlConnection connection, String project, ProxyRule rule) {
        String table = rule.resourceType();
        return table.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery("select 1 from meridian." + table + " where project_id = $1 and " + table
                                + "_id = $2 for key share")
                        .execute(Tuple.of(project, rule.resourceId()))
                        .compose(rows -> rows.size() == 0
                                ? Future.failedFuture(
                                        RuleProblems.noResource(table.equals(ProxyRule.SITE) ? "Site" : "Function"))
                                : Future.succeededFuture());
    }

    /** Keeps what its verification came to. */
    Future<Void> update(String project, ProxyRule rule, Cause doer) {
        return told(database.transaction(connection -> connection
                .preparedQuery("update meridian.proxy_rule set status = $3, logs = $4, updated_at = $5"
                        + " where project_id = $1 and rule_id = $2")
                .execute(Tuple.of(
                        project,
                        rule.id(),
                        rule.status(),
                        rule.logs(),
                        rule.updatedAt().atOffset(ZoneOffset.UTC)))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(RuleProblems.noRule())
                        : registry.put(connection, rule.told(project)))
                .compose(put -> tell(connection, project, rule, "update", doer))));
    }

    Future<Void> delete(String project, ProxyRule rule, Cause doer) {
        return told(database.transaction(
                connection -> forget(connection, project, "rule_id = $2", Tuple.of(project, rule.id()))
                        .compose(gone -> gone == 0
                                ? Future.failedFuture(RuleProblems.noRule())
                                : tell(connection, project, rule, "delete", doer))));
    }

    /** Removes the rules of a function or site, in the transaction that removes it. */
    public Future<Void> forget(SqlConnection connection, Owner owner) {
        return forget(
                        connection,
                        owner.project(),
                        "resource_type = $2 and resource_id = $3",
                        Tuple.of(owner.project(), owner.kind().word(), owner.id()))
                .mapEmpty();
    }

    /** Removes all rules of a project, in the transaction that removes it. */
    Future<Void> forgetAll(SqlConnection connection, String project) {
        return forget(connection, project, "true", Tuple.of(project)).mapEmpty();
    }

    private Future<Integer> forget(SqlConnection connection, String project, String which, Tuple arguments) {
        return connection
                .preparedQuery(
                        "delete from meridian.proxy_rule where project_id = $1 and " + which + " returning domain")
                .execute(arguments)
                .compose(rows -> InTurn.each(rows, row -> forget(connection, project, row.getString("domain")))
                        .map(rows.size()));
    }

    private Future<Void> forget(SqlConnection connection, String project, String domain) {
        return registry.removeDomain(connection, project, domain)
                .compose(removed -> names.release(connection, project, NameKind.DOMAIN, domain))
                .compose(released -> DomainName.label(domain, domains)
                        .map(label -> HostLabels.release(names, connection, project, label))
                        .orElseGet(Future::succeededFuture));
    }

    private Future<Void> told(Future<Void> committed) {
        return committed.onSuccess(done -> {
            registry.wake();
            names.wake();
        });
    }

    private static Tuple row(String project, ProxyRule rule) {
        return Tuple.of(project, rule.id(), rule.domain(), rule.type(), rule.resourceType(), rule.resourceId())
                .addString(rule.placement())
                .addString(rule.url())
                .addInteger(rule.redirectStatus())
                .addString(rule.status())
                .addString(rule.logs())
                .addOffsetDateTime(rule.createdAt().atOffset(ZoneOffset.UTC));
    }
}
