package dev.meridian.region.databases.rows;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.databases.rows.BulkParameters.Wanted;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.rows.RowStore.Draft;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The writes of several rows of one table within a transaction, by servers (contract section 5, "Bulk").
 *
 * <p>What a query finds is worked through in parts of {@value #PART} rows, so that memory holds no more of them than that and
 * those that are answered.
 */
final class BulkWrites {

    /** Rows that one request may change: a transaction that held more would keep others waiting. */
    static final int MOST_FOUND = 100_000;

    /** Rows that a reply lists. */
    static final int MOST_LISTED = 100;

    private static final int PART = 500;

    private final RowChanges changes;

    BulkWrites(RowChanges changes) {
        this.changes = changes;
    }

    Done create(RowTransaction transaction, Table table, Author author, List<Wanted> wanted) {
        List<StoredRow> rows = insert(transaction, table, author, wanted);
        transaction.tell(table, rows, "create", author.cause());
        return new Done(rows.size(), rows);
    }

    Done upsert(RowTransaction transaction, Table table, Author author, List<Wanted> wanted) {
        Map<String, Asked> byId = wanted.stream().collect(Collectors.toMap(Wanted::id, Wanted::asked));
        List<StoredRow> found = transaction.locked(table, byId.keySet());
        Map<String, StoredRow> rows =
                merge(transaction, table, author, "upsert", found, row -> Objects.requireNonNull(byId.get(row.id())))
                        .stream()
                        .collect(Collectors.toMap(StoredRow::id, Function.identity()));
        List<Wanted> absent =
                wanted.stream().filter(one -> !rows.containsKey(one.id())).toList();
        List<StoredRow> made = insert(transaction, table, author, absent);
        transaction.tell(table, made, "upsert", author.cause());
        made.forEach(row -> rows.put(row.id(), row));
        return new Done(
                wanted.size(),
                wanted.stream()
                        .map(one -> Objects.requireNonNull(rows.get(one.id())))
                        .toList());
    }

    Done update(RowTransaction transaction, Table table, Author author, Query query, Asked asked) {
        return each(transaction, table, query, rows -> merge(transaction, table, author, "update", rows, row -> asked));
    }

    Done delete(RowTransaction transaction, Table table, Author author, Query query) {
        return each(transaction, table, query, rows -> {
            rows.forEach(author::checkKnows);
            transaction.delete(table, rows);
            transaction.tell(table, rows, "delete", author.cause());
            return rows;
        });
    }

    private List<StoredRow> insert(RowTransaction transaction, Table table, Author author, List<Wanted> wanted) {
        Access access = Access.to(table, author.caller());
        List<Draft> drafts = wanted.stream()
                .map(one -> changes.draft(table, access, one.id(), one.asked()))
                .toList();
        return transaction.insert(table, drafts);
    }

    /** Answers every row, changed or not; only those that change are written and told of. */
    private List<StoredRow> merge(
            RowTransaction transaction,
            Table table,
            Author author,
            String action,
            List<StoredRow> found,
            Function<StoredRow, Asked> asked) {
        List<StoredRow> after = new ArrayList<>();
        List<StoredRow> changed = new ArrayList<>();
        for (StoredRow before : found) {
            changes.merged(table, author, asked.apply(before), before)
                    .ifPresentOrElse(
                            row -> {
                                after.add(row);
                                changed.add(row);
                            },
                            () -> after.add(before));
        }
        transaction.update(table, changed);
        transaction.tell(table, changed, action, author.cause());
        return after;
    }

    private static Done each(
            RowTransaction transaction, Table table, Query query, Function<List<StoredRow>, List<StoredRow>> work) {
        List<String> ids = found(transaction, table, query);
        List<StoredRow> listed = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += PART) {
            List<String> part = ids.subList(from, Math.min(from + PART, ids.size()));
            work.apply(inOrder(part, transaction.locked(table, part))).stream()
                    .limit(MOST_LISTED - listed.size())
                    .forEach(listed::add);
        }
        return new Done(ids.size(), listed);
    }

    private static List<StoredRow> inOrder(List<String> ids, List<StoredRow> rows) {
        Map<String, StoredRow> byId = rows.stream().collect(Collectors.toMap(StoredRow::id, Function.identity()));
        return ids.stream().map(id -> Objects.requireNonNull(byId.get(id))).toList();
    }

    /** Those rows are locked from here on, so that they are the same ones when their part comes. */
    private static List<String> found(RowTransaction transaction, Table table, Query query) {
        CheckedQuery checked = Validation.check(query, table.shape());
        List<String> ids = transaction.lockedIds(table, checked);
        if (ids.size() > MOST_FOUND) {
            throw Invalid.parameter("queries", "They find more than " + MOST_FOUND + " rows; add a limit");
        }
        return ids;
    }
}
