package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.BulkParameters.Found;
import dev.meridian.region.databases.rows.BulkParameters.Wanted;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.rows.RowOperation.Add;
import dev.meridian.region.databases.rows.RowOperation.Create;
import dev.meridian.region.databases.rows.RowOperation.CreateAll;
import dev.meridian.region.databases.rows.RowOperation.Delete;
import dev.meridian.region.databases.rows.RowOperation.DeleteAll;
import dev.meridian.region.databases.rows.RowOperation.Update;
import dev.meridian.region.databases.rows.RowOperation.UpdateAll;
import dev.meridian.region.databases.rows.RowOperation.Upsert;
import dev.meridian.region.databases.rows.RowOperation.UpsertAll;
import dev.meridian.region.databases.tables.Table;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Supplier;

/** Does what is asked of rows within a transaction, the same way whether it is to stay or is only tried out. */
public final class RowOperations {

    /** @param clock what time it is for rows that change */
    public Done apply(
            RowTransaction transaction,
            Table table,
            Author author,
            Supplier<OffsetDateTime> clock,
            RowOperation operation) {
        RowChanges changes = new RowChanges(clock);
        RowWrites one = new RowWrites(changes, new RelatedWrites());
        BulkWrites many = new BulkWrites(changes);
        if (operation instanceof RowOperation.Bulk) {
            if (!table.relationships().isEmpty()) {
                throw DatabaseProblems.bulkOfRelated();
            }
            transaction.hold(table);
        }
        return switch (operation) {
            case Create(String id, Asked asked) -> one.create(transaction, table, author, id, asked);
            case Update(String id, Asked asked) -> one.update(transaction, table, author, id, asked);
            case Upsert(String id, Asked asked) -> one.upsert(transaction, table, author, id, asked);
            case Add(String id, String column, Increment by) -> one.add(transaction, table, author, id, column, by);
            case Delete(String id) -> {
                one.delete(transaction, table, author, id);
                yield new Done(1, List.of());
            }
            case CreateAll(List<Wanted> rows) -> many.create(transaction, table, author, rows);
            case UpdateAll(Found found, Asked asked) -> many.update(transaction, table, author, found.query(), asked);
            case UpsertAll(List<Wanted> rows) -> many.upsert(transaction, table, author, rows);
            case DeleteAll(Found found) -> many.delete(transaction, table, author, found.query());
        };
    }
}
