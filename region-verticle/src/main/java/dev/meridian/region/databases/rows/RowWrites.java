package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.permissions.Action;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The writes of one row within a transaction: checked, done and told of (contract section 5, "Row write rules"). */
final class RowWrites {

    private final RowChanges changes;

    RowWrites(RowChanges changes) {
        this.changes = changes;
    }

    /** @param action what listeners are told: {@code create}, or {@code upsert} */
    StoredRow create(RowTransaction transaction, Table table, Author author, String id, Asked asked, String action) {
        Access access = Access.to(table, author.caller());
        access.checkCreate();
        if (asked.data().isEmpty()) {
            throw DatabaseProblems.rowMissingData();
        }
        List<StoredRow> made = transaction.insert(table, List.of(changes.draft(table, access, id, asked)));
        transaction.tell(table, made, action, author.cause());
        return made.getFirst();
    }

    StoredRow update(RowTransaction transaction, Table table, Author author, String id, Asked asked) {
        return merge(transaction, table, author, present(transaction, table, id), asked, "update");
    }

    StoredRow upsert(RowTransaction transaction, Table table, Author author, String id, Asked asked) {
        Optional<StoredRow> before = transaction.locked(table, id);
        return before.isPresent()
                ? merge(transaction, table, author, before.get(), asked, "upsert")
                : create(transaction, table, author, id, asked, "upsert");
    }

    private StoredRow merge(
            RowTransaction transaction, Table table, Author author, StoredRow before, Asked asked, String action) {
        Optional<StoredRow> merged = changes.merged(table, author, asked, before);
        merged.ifPresent(after -> write(transaction, table, author, after, action));
        return merged.orElse(before);
    }

    void delete(RowTransaction transaction, Table table, Author author, String id) {
        StoredRow row = present(transaction, table, id);
        Access.to(table, author.caller()).check(Action.DELETE, row.permissions());
        author.checkKnows(row);
        transaction.delete(table, List.of(row));
        transaction.tell(table, List.of(row), "delete", author.cause());
    }

    /** @param key of the column that is added to */
    StoredRow add(RowTransaction transaction, Table table, Author author, String id, String key, Increment increment) {
        Access access = Access.to(table, author.caller());
        StoredRow before = present(transaction, table, id);
        access.check(Action.UPDATE, before.permissions());
        Column column = table.column(key).orElseThrow(() -> DatabaseProblems.columnNotFound(key));
        Map<String, @Nullable Object> values = new LinkedHashMap<>(before.values());
        values.put(key, increment.apply(column, before.values().get(key)));
        StoredRow after =
                new StoredRow(id, before.sequence(), before.createdAt(), changes.now(), before.permissions(), values);
        write(transaction, table, author, after, "update");
        return after;
    }

    private static StoredRow present(RowTransaction transaction, Table table, String id) {
        return transaction.locked(table, id).orElseThrow(() -> DatabaseProblems.rowNotFound(id));
    }

    private static void write(RowTransaction transaction, Table table, Author author, StoredRow row, String action) {
        transaction.update(table, List.of(row));
        transaction.tell(table, List.of(row), action, author.cause());
    }
}
