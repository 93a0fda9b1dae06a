package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.Relationship.OnDelete;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.permissions.Action;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes a row and what its relationships' rules say goes with it. The author needs the right to delete every one of
 * them. Ties go with either of their rows, by the database's own rule.
 */
final class RowRemoval {

    /** Rows that one deletion may take along. */
    private static final int MOST = 10_000;

    private final RowTransaction transaction;
    private final Author author;
    private final Map<Doomed, StoredRow> found = new LinkedHashMap<>();
    private final Deque<Doomed> open = new ArrayDeque<>();

    private record Doomed(TableId table, String id) {}

    RowRemoval(RowTransaction transaction, Author author) {
        this.transaction = transaction;
        this.author = author;
    }

    void remove(Table table, StoredRow row) {
        doom(table, row);
        while (!open.isEmpty()) {
            Doomed next = open.removeFirst();
            follow(transaction.table(next.table()), next.id());
        }
        found.forEach((doomed, each) -> {
            Table of = transaction.table(doomed.table());
            transaction.delete(of, List.of(each));
            transaction.tell(of, List.of(each), "delete", author.cause());
        });
    }

    private void doom(Table table, StoredRow row) {
        Access.to(table, author.caller()).check(Action.DELETE, row.permissions());
        Doomed doomed = new Doomed(table.id(), row.id());
        if (found.putIfAbsent(doomed, row) == null) {
            open.addLast(doomed);
        }
        if (found.size() > MOST) {
            throw DatabaseProblems.deleteRestricted("More than " + MOST + " rows would be deleted with it.");
        }
    }

    private void follow(Table table, String id) {
        for (Relationship relationship : table.relationships()) {
            if (relationship.governs()) {
                follow(table, relationship, id);
            }
        }
    }

    private void follow(Table table, Relationship relationship, String id) {
        if (relationship.onDelete() == OnDelete.SET_NULL) {
            return;
        }
        Table other = transaction.table(Reach.other(table, relationship));
        for (String tied : transaction.ties(table, relationship).of(id, MOST + 1)) {
            if (relationship.onDelete() == OnDelete.CASCADE) {
                transaction.locked(other, tied).ifPresent(row -> doom(other, row));
            } else if (!found.containsKey(new Doomed(other.id(), tied))) {
                throw DatabaseProblems.deleteRestricted("Rows are tied to it by '" + relationship.key() + "'.");
            }
        }
    }
}
