package dev.meridian.region.proxy;

import dev.meridian.core.id.Ids;
import dev.meridian.region.names.NameKind;
import dev.meridian.region.names.Names;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Who held a domain before, for a while after its verified rule was deleted. Records that lead here are often left behind
 * then: with them alone, whoever names the domain next would have it.
 *
 * <p>A project is known as a holder by a secret of its own, so that one made anew under a deleted project's ID is another.
 * Regions know of each other's memories by claims, and not whose they are; a project lives in one region only.
 */
final class FormerHolders {

    /** Domains remembered of one project; of more, those that would be forgotten first are forgotten at once. */
    private static final int MOST_OF_PROJECT = 1_000;

    private static final int AT_ONCE = 256;

    private static final String SECRET = """
            insert into meridian.domain_holder as known (project_id, secret) values ($1, $2)
            on conflict (project_id) do update set secret = known.secret returning secret
            """;

    /** By the domain itself, and by the wildcard over it: its CNAME record leads every name below here. */
    private static final String HELD_HERE = """
            select holder = (select secret from meridian.domain_holder where project_id = $1) as is_own
              from meridian.former_domain where domain = any ($2)
            """;

    private static final String REMEMBER = """
            insert into meridian.former_domain (domain, project_id, holder, until)
            select $2, project_id, secret, $3 from meridian.domain_holder where project_id = $1
            on conflict (domain) do update
              set project_id = excluded.project_id, holder = excluded.holder, until = excluded.until
            """;
    private static final String CROP = """
            delete from meridian.former_domain where domain in (
              select domain from meridian.former_domain where project_id = $1
               order by until desc, domain offset $2)
            returning domain
            """;
    private static final String EXPIRE = """
            delete from meridian.former_domain where domain in (
              select domain from meridian.former_domain where until < $1 limit $2 for update skip locked)
            returning project_id, domain
            """;

    private final Database database;
    private final Names names;
    private final Ids ids;
    private final Duration memory;

    /** @param memory how long a holder is remembered */
    FormerHolders(Database database, Names names, Ids ids, Duration memory) {
        this.database = database;
        this.names = names;
        this.ids = ids;
        this.memory = memory;
    }

    /** What the project's texts in the DNS are made of. */
    Future<String> secret(String project) {
        return database.write(SECRET, project, ids.secret(32))
                .map(rows -> rows.iterator().next().getString("secret"));
    }

    /** Whether another project held the domain, or all names beside it; fails where other regions cannot be asked. */
    Future<Boolean> wasAnothers(String project, String domain) {
        String wildcard = "*." + DomainName.parent(domain);
        return wasAnothersHere(database.reads(), project, domain)
                .compose(wasHere -> wasHere
                        ? Future.succeededFuture(true)
                        : Future.all(
                                        names.isElsewhere(NameKind.FORMER, domain),
                                        names.isElsewhere(NameKind.FORMER, wildcard))
                                .map(both -> both.<Boolean>resultAt(0) || both.<Boolean>resultAt(1)));
    }

    /** The same of this region alone, for a transaction that has seen that nobody holds the domain. */
    Future<Boolean> wasAnothersHere(SqlClient client, String project, String domain) {
        String[] names = {domain, "*." + DomainName.parent(domain)};
        return client.preparedQuery(HELD_HERE)
                .execute(Tuple.of(project).addArrayOfString(names))
                .map(rows -> {
                    boolean wasAnothers = false;
                    for (Row row : rows) {
                        wasAnothers |= !Boolean.TRUE.equals(row.getBoolean("is_own"));
                    }
                    return wasAnothers;
                });
    }

    /** In the transaction that deletes the project's verified rule; others are told before the domain's claim is freed. */
    Future<Void> remember(SqlConnection transaction, String project, String domain, Instant now) {
        return transaction
                .preparedQuery(REMEMBER)
                .execute(Tuple.of(project, domain, now.plus(memory).atOffset(ZoneOffset.UTC)))
                .compose(kept -> transaction.preparedQuery(CROP).execute(Tuple.of(project, MOST_OF_PROJECT)))
                .compose(cropped -> InTurn.each(
                        cropped, row -> names.release(transaction, project, NameKind.FORMER, row.getString("domain"))));
    }

    /** In the transaction that removes the project; what it held stays remembered. */
    Future<Void> forgetSecret(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.domain_holder where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    /** Forgets those whose time is over. */
    Future<Void> expire(Instant now) {
        return database.transaction(connection -> connection
                        .preparedQuery(EXPIRE)
                        .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), AT_ONCE))
                        .compose(rows -> InTurn.each(
                                        rows,
                                        row -> names.release(
                                                connection,
                                                row.getString("project_id"),
                                                NameKind.FORMER,
                                                row.getString("domain")))
                                .map(rows.size())))
                .compose(forgotten -> forgotten == AT_ONCE ? expire(now) : Future.<Void>succeededFuture());
    }
}
