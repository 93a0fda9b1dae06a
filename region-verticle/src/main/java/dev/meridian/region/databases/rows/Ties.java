package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.postgres.OpenTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The ties of one relationship, from one of its ends, within a transaction. */
final class Ties {

    private final OpenTransaction transaction;
    private final Relationship relationship;
    private final String link;
    private final String near;
    private final String far;

    Ties(OpenTransaction transaction, Table table, Relationship relationship) {
        this.transaction = transaction;
        this.relationship = relationship;
        this.link = table.shape().schema().quoted() + "." + relationship.link().quoted();
        this.near = relationship.near().quoted();
        this.far = relationship.far().quoted();
    }

    /** IDs of rows that a row is tied to. */
    List<String> of(String id, int limit) {
        List<String> ids = new ArrayList<>();
        transaction
                .statement(
                        "select " + far + " from " + link + " where " + near + " = $1::text order by 1 limit $2::int8",
                        id,
                        (long) limit)
                .forEach(row -> ids.add(row.getString(0)));
        return ids;
    }

    /** Ties a row to exactly these. Where they may have one such tie only, it is taken from whom they had it with. */
    void set(String id, Collection<String> ids) {
        String[] others = ids.toArray(String[]::new);
        transaction.statement(
                "delete from " + link + " where " + near + " = $1::text and not " + far + " = any($2::text[])",
                id,
                others);
        if (others.length == 0) {
            return;
        }
        if (!relationship.isFromMany() && relationship.isToMany()) {
            transaction.statement(
                    "delete from " + link + " where " + far + " = any($2::text[]) and " + near + " <> $1::text",
                    id,
                    others);
        }
        transaction.statement(
                "insert into " + link + " (" + near + ", " + far
                        + ") select $1::text, other from unnest($2::text[]) other"
                        + " on conflict (parent, child) do nothing",
                id,
                others);
    }
}
