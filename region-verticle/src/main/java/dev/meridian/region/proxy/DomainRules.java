package dev.meridian.region.proxy;

import dev.meridian.core.node.Domains;
import dev.meridian.region.deployments.Owner;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.names.HostLabels;
import dev.meridian.region.names.NameKind;
import dev.meridian.region.names.Names;
import dev.meridian.region.node.DomainSettings;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import dev.meridian.region.registry.RegistryStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules in the database, and what the registry tells of them. */
public final class DomainRules {

    private static final String FIND = "select * from meridian.listed_rule where project_id = $1 and ";

    private static final String INSERT = """
            insert into meridian.proxy_rule (project_id, rule_id, domain, type, resource_type, resource_id, placement,
              redirect_url, redirect_status, status, logs, created_at, updated_at, token, attempts, next_check_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15) on conflict do nothing
            """;

    /** Of no effect where another look was written down since the rule was read. */
    private static final String UPDATE = """
            update meridian.proxy_rule set status = $3, logs = $4, failing_since = $5, attempts = $6, updated_at = $7,
              next_check_at = $8
             where project_id = $1 and rule_id = $2 and status = $9 and attempts = $10
               and failing_since is not distinct from $11
            """;

    /** Whoever takes them has until {@code $2} before another does. */
    private static final String TAKE = """
            update meridian.proxy_rule set next_check_at = $2 where (project_id, rule_id) in (
              select project_id, rule_id from meridian.proxy_rule where next_check_at <= $1
               order by next_check_at limit $3 for update skip locked)
            returning project_id, rule_id
            """;

    private static final String UNVERIFIED =
            "select count(*) from meridian.proxy_rule where project_id = $1 and status <> 'verified'";

    private static final Duration TAKEN = Duration.ofMinutes(10);

    private final Database database;
    private final RegistryStore registry;
    private final Names names;
    private final Domains domains;
    private final Events events;
    private final FormerHolders holders;
    private final InstantSource clock;
    private final int mostUnverified;

    public DomainRules(RegionContext region) {
        this.database = region.database();
        this.registry = region.registry();
        this.names = region.names();
        this.events = region.events();
        this.domains = region.node().settings().domains();
        this.clock = region.node().clock();
        DomainSettings settings = region.settings().domains();
        this.holders = new FormerHolders(database, names, region.node().ids(), settings.memory());
        this.mostUnverified = settings.unverified();
    }

    FormerHolders holders() {
        return holders;
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
        return one("rule_id", project, id);
    }

    /** Fails with {@code rule_not_found}. */
    Future<ProxyRule> findByDomain(String project, String domain) {
        return one("domain", project, domain);
    }

    private Future<ProxyRule> one(String column, String project, String value) {
        return database.read(FIND + column + " = $2", project, value).map(DomainRules::first);
    }

    private static ProxyRule first(RowSet<Row> rows) {
        for (Row row : rows) {
            return ProxyRule.of(row);
        }
        throw RuleProblems.noRule();
    }

    /**
     * @param wanted what proves the rule's domain
     * @param isProven whether that was seen
     */
    record Draft(ProxyRule rule, DomainProof wanted, boolean isProven, Optional<Instant> nextCheck) {}

    /**
     * The function or site stays while the rule is made; rules of others that are in its way go. Fails with {@code
     * rule_already_exists}, {@code rule_resource_not_found}, or {@code general_rate_limit_exceeded} where too many rules of
     * the project wait to be verified.
     */
    Future<Void> create(String project, Draft draft, Cause doer) {
        ProxyRule rule = draft.rule();
        return told(database.transaction(connection -> checkResource(connection, project, rule)
                .compose(there -> takeLabel(connection, rule.domain()))
                .compose(taken -> Rivals.find(connection, project, draft.wanted(), draft.isProven()))
                .compose(rivals -> InTurn.each(rivals, rival -> giveWay(connection, rival)))
                .compose(gone -> checkHolder(connection, project, draft))
                .compose(own -> checkRoom(connection, project, rule))
                .compose(clear -> connection.preparedQuery(INSERT).execute(row(project, rule, draft.nextCheck())))
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

    private Future<Void> giveWay(SqlConnection connection, Rivals.Rival rival) {
        return connection
                .preparedQuery(FIND + "rule_id = $2")
                .execute(Tuple.of(rival.project(), rival.id()))
                .compose(rows -> delete(connection, rival.project(), first(rows), Cause.REGION));
    }

    /** Whoever held the domain may have given it up since the DNS was looked at. */
    private Future<Void> checkHolder(SqlConnection connection, String project, Draft draft) {
        String domain = draft.rule().domain();
        return draft.isProven() || !draft.rule().isVerified() || !DomainName.hasToBeProven(domain, domains)
                ? Future.succeededFuture()
                : holders.wasAnothersHere(connection, project, domain)
                        .compose(wasAnothers -> wasAnothers
                                ? Future.failedFuture(RuleProblems.unproven(DnsEntry.text(draft.wanted())))
                                : Future.succeededFuture());
    }

    /** One that is verified needs none; the region's row, which is locked, lets one rule be made at a time. */
    private Future<Void> checkRoom(SqlConnection connection, String project, ProxyRule rule) {
        return rule.isVerified()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(UNVERIFIED)
                        .execute(Tuple.of(project))
                        .compose(rows -> rows.iterator().next().getLong(0) < mostUnverified
                                ? Future.succeededFuture()
                                : Future.failedFuture(RuleProblems.tooManyUnverified(mostUnverified)));
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

    /**
     * Keeps what a look at the DNS came to, unless somebody else has kept another look since. The network is told, and an
     * event happens, only where something has changed.
     */
    Future<Void> update(String project, ProxyRule before, ProxyRule after, Optional<Instant> nextCheck, Cause doer) {
        return told(database.transaction(connection -> connection
                .preparedQuery(UPDATE)
                .execute(Tuple.of(project, after.id(), after.standing().status(), after.logs())
                        .addOffsetDateTime(time(after.standing().failingSince()))
                        .addInteger(after.standing().attempts())
                        .addOffsetDateTime(time(after.updatedAt()))
                        .addOffsetDateTime(nextCheck.map(DomainRules::time).orElse(null))
                        .addString(before.standing().status())
                        .addInteger(before.standing().attempts())
                        .addOffsetDateTime(time(before.standing().failingSince())))
                .compose(rows -> rows.rowCount() == 0 || after.updatedAt().equals(before.updatedAt())
                        ? Future.succeededFuture()
                        : tellNetwork(connection, project, before, after)
                                .compose(put -> tell(connection, project, after, "update", doer)))));
    }

    private Future<Void> tellNetwork(SqlConnection connection, String project, ProxyRule before, ProxyRule after) {
        return before.isVerified() == after.isVerified()
                ? Future.succeededFuture()
                : registry.put(connection, after.told(project));
    }

    /** @param rule its ID */
    record Due(String project, String rule) {}

    /** Takes some of the rules whose domains are to be looked at again. */
    Future<List<Due>> takeDue(Instant now, int most) {
        return database.write(TAKE, time(now), time(now.plus(TAKEN)), most).map(rows -> {
            List<Due> due = new ArrayList<>();
            rows.forEach(row -> due.add(new Due(row.getString("project_id"), row.getString("rule_id"))));
            return due;
        });
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    Future<Void> delete(String project, ProxyRule rule, Cause doer) {
        return told(database.transaction(connection -> delete(connection, project, rule, doer)));
    }

    private Future<Void> delete(SqlConnection connection, String project, ProxyRule rule, Cause doer) {
        return forget(connection, project, "rule_id = $2", Tuple.of(project, rule.id()))
                .compose(gone -> gone == 0
                        ? Future.failedFuture(RuleProblems.noRule())
                        : tell(connection, project, rule, "delete", doer));
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
        return forget(connection, project, "true", Tuple.of(project))
                .compose(gone -> holders.forgetSecret(connection, project));
    }

    private Future<Integer> forget(SqlConnection connection, String project, String which, Tuple arguments) {
        return connection
                .preparedQuery("delete from meridian.proxy_rule where project_id = $1 and " + which
                        + " returning domain, status")
                .execute(arguments)
                .compose(rows -> InTurn.each(rows, row -> forget(connection, project, row))
                        .map(rows.size()));
    }

    private Future<Void> forget(SqlConnection connection, String project, Row row) {
        String domain = row.getString("domain");
        boolean wasHeld =
                row.getString("status").equals(Standing.VERIFIED) && DomainName.hasToBeProven(domain, domains);
        Future<Void> remembered =
                wasHeld ? holders.remember(connection, project, domain, clock.instant()) : Future.succeededFuture();
        return remembered
                .compose(kept -> registry.removeDomain(connection, project, domain))
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

    private static Tuple row(String project, ProxyRule rule, Optional<Instant> nextCheck) {
        return Tuple.of(project, rule.id(), rule.domain(), rule.type(), rule.resourceType(), rule.resourceId())
                .addString(rule.placement())
                .addString(rule.url())
                .addInteger(rule.redirectStatus())
                .addString(rule.standing().status())
                .addString(rule.logs())
                .addOffsetDateTime(time(rule.createdAt()))
                .addString(rule.token())
                .addInteger(rule.standing().attempts())
                .addOffsetDateTime(nextCheck.map(DomainRules::time).orElse(null));
    }
}
