package dev.meridian.region.databases.rows;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.RowStore.Draft;
import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.permissions.Action;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a row becomes by what a caller asks for it (contract sections 4 and 5). */
final class RowChanges {

    private final Supplier<OffsetDateTime> clock;
    private final boolean literal;

    /**
     * @param data columns by key, {@code $createdAt} and {@code $updatedAt}
     * @param permissions empty where the caller does not say
     */
    record Asked(JsonObject data, Optional<List<String>> permissions) {

        /** The same, with an ID for each nested row that has none. */
        Asked identified(Ids ids) {
            return new Asked(NestedIds.in(data, ids), permissions);
        }
    }

    RowChanges(Supplier<OffsetDateTime> clock) {
        this(clock, false);
    }

    private RowChanges(Supplier<OffsetDateTime> clock, boolean literal) {
        this.clock = clock;
        this.literal = literal;
    }

    /** For whom every text is a text, and none an operator. */
    static RowChanges literal(Supplier<OffsetDateTime> clock) {
        return new RowChanges(clock, true);
    }

    OffsetDateTime now() {
        return clock.get();
    }

    /** A new row. */
    Draft draft(Table table, Access access, String id, Asked asked) {
        OffsetDateTime now = now();
        return new Draft(
                id,
                time(access, asked, "$createdAt").orElse(now),
                time(access, asked, "$updatedAt").orElse(now),
                asked.permissions().map(access::granted).orElseGet(access::byDefault),
                RowData.created(table, asked.data()));
    }

    /** Merges; empty if nothing changes, which needs no more than the right to read. */
    Optional<StoredRow> merged(Table table, Author author, Asked asked, StoredRow before) {
        return merged(table, author, asked, before, false);
    }

    /** @param otherwise whether something of the row changes that is not among its columns */
    Optional<StoredRow> merged(Table table, Author author, Asked asked, StoredRow before, boolean otherwise) {
        Access access = Access.to(table, author.caller());
        Map<String, @Nullable Object> values = new LinkedHashMap<>(before.values());
        values.putAll(
                literal
                        ? RowData.given(table, asked.data())
                        : RowData.changed(table, asked.data(), before.values(), now()));
        OffsetDateTime createdAt = time(access, asked, "$createdAt").orElse(before.createdAt());
        Optional<OffsetDateTime> updatedAt = time(access, asked, "$updatedAt");
        boolean changed = otherwise
                || !isSame(before.values(), values)
                || asked.permissions()
                        .filter(wanted -> !Set.copyOf(wanted).equals(Set.copyOf(before.permissions())))
                        .isPresent()
                || !createdAt.isEqual(before.createdAt())
                || updatedAt.isPresent();
        if (!changed && access.mayRead(before.permissions())) {
            return Optional.empty();
        }
        access.check(Action.UPDATE, before.permissions());
        author.checkKnows(before);
        return Optional.of(new StoredRow(
                before.id(),
                before.sequence(),
                createdAt,
                updatedAt.orElseGet(this::now),
                asked.permissions().map(access::granted).orElse(before.permissions()),
                values));
    }

    /** Adds to a column. */
    StoredRow added(Table table, Author author, StoredRow before, String key, Increment increment) {
        Access.to(table, author.caller()).check(Action.UPDATE, before.permissions());
        author.checkKnows(before);
        Column column = table.column(key).orElseThrow(() -> DatabaseProblems.columnNotFound(key));
        Map<String, @Nullable Object> values = new LinkedHashMap<>(before.values());
        values.put(key, increment.apply(column, before.values().get(key)));
        return new StoredRow(before.id(), before.sequence(), before.createdAt(), now(), before.permissions(), values);
    }

    private static boolean isSame(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
        return after.keySet().stream().allMatch(key -> Objects.deepEquals(before.get(key), after.get(key)));
    }

    private static Optional<OffsetDateTime> time(Access access, Asked asked, String key) {
        return access.maySetTimes() ? RowData.time(asked.data(), key) : Optional.empty();
    }

    /** Does an upsert once more where somebody else has made a row since it was found absent. */
    static <T> T againIfMade(Supplier<T> upsert) {
        try {
            return upsert.get();
        } catch (Problem raced) {
            if (!raced.type().equals(DatabaseProblems.ROW_EXISTS)) {
                throw raced;
            }
            return upsert.get();
        }
    }
}
