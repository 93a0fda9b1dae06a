package dev.meridian.region.proxy;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules of other projects of the region that stand in the way of a new one: of the same domain, of the wildcard over it, or
 * of names below it. One that is not verified, or whose domain has begun to lead elsewhere, gives way to a project that
 * has the domain's own text in the DNS, since only the domain's owner can have entered it; nothing less makes it go.
 */
final class Rivals {

    private static final String FIND = """
            select project_id, rule_id, domain, status <> 'verified' or failing_since is not null as gives_way
              from meridian.proxy_rule where project_id <> $1 and (domain = $2 or %s) for update
            """;
    private static final String OF_NAME = FIND.formatted("domain = '*.' || $3");
    private static final String OF_WILDCARD = FIND.formatted("substr(domain, strpos(domain, '.') + 1) = $3");

    private Rivals() {}

    /** @param id of the rule */
    record Rival(String project, String id) {}

    /**
     * Domains of a region are made one after the other from here on, so that no two that exclude each other pass at once.
     *
     * @param isProven whether the new rule's text was seen
     * @return those that have to go. Fails with {@code rule_already_exists} where one stays
     */
    static Future<List<Rival>> find(SqlConnection transaction, String project, DomainProof wanted, boolean isProven) {
        String sql = wanted.isWildcard() ? OF_WILDCARD : OF_NAME;
        return transaction
                .preparedQuery("select 1 from meridian.region for update")
                .execute()
                .compose(locked -> transaction
                        .preparedQuery(sql)
                        .execute(Tuple.of(project, wanted.domain(), DomainName.parent(wanted.domain()))))
                .map(rows -> {
                    List<Rival> rivals = new ArrayList<>();
                    boolean isSame = false;
                    boolean allGiveWay = true;
                    for (Row row : rows) {
                        rivals.add(new Rival(row.getString("project_id"), row.getString("rule_id")));
                        isSame |= row.getString("domain").equals(wanted.domain());
                        allGiveWay &= row.getBoolean("gives_way");
                    }
                    if (!rivals.isEmpty() && !allGiveWay) {
                        throw isSame ? RuleProblems.exists() : RuleProblems.overlaps();
                    }
                    if (!rivals.isEmpty() && !isProven) {
                        throw RuleProblems.unproven(DnsEntry.text(wanted));
                    }
                    return rivals;
                });
    }
}
