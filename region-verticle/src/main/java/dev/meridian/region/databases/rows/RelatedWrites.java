package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.rows.Wish.Target;
import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.permissions.Action;
import dev.meridian.region.query.Filter;
import dev.meridian.region.query.Literal;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.Validation;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Fulfils wishes: makes and changes nested rows as far as their author may, and ties rows to them. */
final class RelatedWrites {

    private static final int MOST_STEPS = Reach.MOST_STEPS;

    /** Makes or changes a nested row. */
    @FunctionalInterface
    interface Nested {
        StoredRow upsert(
                RowTransaction transaction, Table table, Author author, String id, Asked asked, Nesting nesting);
    }

    /**
     * @param id of the row, which is there
     * @return whether any tie is another now
     */
    boolean fulfil(
            RowTransaction transaction,
            Table table,
            Author author,
            String id,
            List<Wish> wishes,
            Nesting nesting,
            Nested nested) {
        boolean changed = false;
        for (Wish wish : wishes) {
            Ties ties = transaction.ties(table, wish.relationship());
            Set<String> present = new LinkedHashSet<>(ties.of(id, Wish.MOST_TARGETS + 1));
            checkTaken(transaction, table, author, wish, present);
            Set<String> wanted = wanted(transaction, table, author, wish, nesting, nested);
            if (!present.equals(wanted)) {
                ties.set(id, wanted);
                changed = true;
            }
        }
        return changed;
    }

    /** Rows that are there already and keep the tie themselves are changed by it, so that their author needs the right to. */
    private static void checkTaken(
            RowTransaction transaction, Table table, Author author, Wish wish, Set<String> present) {
        if (!wish.relationship().isKeptByOther() || author.caller().isPrivileged()) {
            return;
        }
        Set<String> taken = new LinkedHashSet<>();
        wish.targets()
                .forEach(target -> taken.add(
                        switch (target) {
                            case Target.Present(String id) -> id;
                            case Target.Given(String id, JsonObject data) -> id;
                        }));
        taken.removeAll(present);
        if (!taken.isEmpty()) {
            Table other = transaction.table(Reach.other(table, wish.relationship()));
            Access access = Access.to(other, author.caller());
            for (StoredRow row : transaction.locked(other, taken)) {
                if (access.mayRead(row.permissions())) {
                    access.check(Action.UPDATE, row.permissions());
                }
            }
        }
    }

    private Set<String> wanted(
            RowTransaction transaction, Table table, Author author, Wish wish, Nesting nesting, Nested nested) {
        Table other = transaction.table(Reach.other(table, wish.relationship()));
        String key = wish.relationship().key();
        nesting.touch(key);
        Set<String> wanted = new LinkedHashSet<>();
        for (Target target : wish.targets()) {
            if (target instanceof Target.Given(var id, var data)) {
                if (nesting.steps() >= MOST_STEPS) {
                    throw DatabaseProblems.relationshipValue(key, "nested at most " + MOST_STEPS + " deep");
                }
                if (!nesting.counts()) {
                    throw DatabaseProblems.relationshipValue(
                            key, "at most " + Nesting.MOST_ROWS + " nested objects in one request");
                }
                nested.upsert(transaction, other, author, id, BulkParameters.asked(data), nesting.into(key));
                wanted.add(id);
            }
        }
        Set<String> present = new LinkedHashSet<>();
        wish.targets().forEach(target -> {
            if (target instanceof Target.Present(String id)) {
                present.add(id);
            }
        });
        checkThere(transaction, other, author, wish.relationship(), present);
        wanted.addAll(present);
        return wanted;
    }

    /** A row that its author may not read is as good as none. */
    private static void checkThere(
            RowTransaction transaction, Table table, Author author, Relationship relationship, Set<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        List<Literal> values =
                ids.stream().map(id -> (Literal) new Literal.Text(id)).toList();
        Query query = Query.where(new Filter.AnyOf("$id", values), ids.size());
        Set<String> found = new LinkedHashSet<>(transaction.keptIds(
                table, Validation.check(query, table.shape()), Access.related(table, author.caller())));
        ids.stream().filter(id -> !found.contains(id)).findFirst().ifPresent(id -> {
            throw DatabaseProblems.relationshipValue(
                    relationship.key(), "of rows that are there and readable; '" + id + "' is not");
        });
    }
}
