package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.rows.Wish.Parted;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.permissions.Action;
import java.util.List;
import java.util.Optional;

/**
 * The writes of one row within a transaction, and of rows nested in it: checked, done and told of (contract section 5, "Row
 * write rules").
 */
final class RowWrites {

    private final RowChanges changes;
    private final RelatedWrites related;

    RowWrites(RowChanges changes, RelatedWrites related) {
        this.changes = changes;
        this.related = related;
    }

    Done create(RowTransaction transaction, Table table, Author author, String id, Asked asked) {
        Nesting nesting = Nesting.top();
        return done(create(transaction, table, author, id, asked, "create", nesting), nesting);
    }

    Done update(RowTransaction transaction, Table table, Author author, String id, Asked asked) {
        Nesting nesting = Nesting.top();
        StoredRow before = present(transaction, table, id);
        return done(merge(transaction, table, author, before, asked, "update", nesting), nesting);
    }

    Done upsert(RowTransaction transaction, Table table, Author author, String id, Asked asked) {
        Nesting nesting = Nesting.top();
        return done(upsert(transaction, table, author, id, asked, nesting), nesting);
    }

    private StoredRow upsert(
            RowTransaction transaction, Table table, Author author, String id, Asked asked, Nesting nesting) {
        Optional<StoredRow> before = transaction.locked(table, id);
        return before.isPresent()
                ? merge(transaction, table, author, before.get(), asked, action(nesting, "update"), nesting)
                : create(transaction, table, author, id, asked, action(nesting, "create"), nesting);
    }

    /** What listeners are told of: a nested row's own change, or the upsert that was asked for. */
    private static String action(Nesting nesting, String nested) {
        return nesting.steps() == 0 ? "upsert" : nested;
    }

    private StoredRow create(
            RowTransaction transaction,
            Table table,
            Author author,
            String id,
            Asked asked,
            String action,
            Nesting nesting) {
        Access access = Access.to(table, author.caller());
        access.checkCreate();
        if (asked.data().isEmpty()) {
            throw DatabaseProblems.rowMissingData();
        }
        Parted parted = Wish.part(table, asked);
        List<StoredRow> made = transaction.insert(table, List.of(changes.draft(table, access, id, parted.asked())));
        fulfil(transaction, table, author, id, parted, nesting);
        transaction.tell(table, made, action, author.cause());
        return made.getFirst();
    }

    private StoredRow merge(
            RowTransaction transaction,
            Table table,
            Author author,
            StoredRow before,
            Asked asked,
            String action,
            Nesting nesting) {
        Parted parted = Wish.part(table, asked);
        if (!parted.wishes().isEmpty()) {
            Access.to(table, author.caller()).check(Action.UPDATE, before.permissions());
        }
        boolean tied = fulfil(transaction, table, author, before.id(), parted, nesting);
        Optional<StoredRow> merged = changes.merged(table, author, parted.asked(), before, tied);
        merged.ifPresent(after -> write(transaction, table, author, after, action));
        return merged.orElse(before);
    }

    private boolean fulfil(
            RowTransaction transaction, Table table, Author author, String id, Parted parted, Nesting nesting) {
        return related.fulfil(transaction, table, author, id, parted.wishes(), nesting, this::upsert);
    }

    void delete(RowTransaction transaction, Table table, Author author, String id) {
        StoredRow row = present(transaction, table, id);
        Access.to(table, author.caller()).check(Action.DELETE, row.permissions());
        author.checkKnows(row);
        new RowRemoval(transaction, author).remove(table, row);
    }

    /** @param key of the column that is added to */
    Done add(RowTransaction transaction, Table table, Author author, String id, String key, Increment increment) {
        StoredRow after = changes.added(table, author, present(transaction, table, id), key, increment);
        write(transaction, table, author, after, "update");
        return new Done(1, List.of(after));
    }

    private static Done done(StoredRow row, Nesting nesting) {
        return new Done(1, List.of(row), nesting.paths());
    }

    private static StoredRow present(RowTransaction transaction, Table table, String id) {
        return transaction.locked(table, id).orElseThrow(() -> DatabaseProblems.rowNotFound(id));
    }

    private static void write(RowTransaction transaction, Table table, Author author, StoredRow row, String action) {
        transaction.update(table, List.of(row));
        transaction.tell(table, List.of(row), action, author.cause());
    }
}
