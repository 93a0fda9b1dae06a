package dev.meridian.region.databases.rows;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.RowStore.Draft;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.permissions.Action;
import dev.meridian.region.query.Datetimes;
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

    private final RegionContext region;

    /**
     * @param data columns by key, {@code $createdAt} and {@code $updatedAt}
     * @param permissions empty where the caller does not say
     */
    record Asked(JsonObject data, Optional<List<String>> permissions) {}

    RowChanges(RegionContext region) {
        this.region = region;
    }

    /** A new row. */
    Draft draft(Table table, Access access, String id, Asked asked) {
        OffsetDateTime now = region.now();
        return new Draft(
                id,
                time(access, asked, "$createdAt").orElse(now),
                time(access, asked, "$updatedAt").orElse(now),
                asked.permissions().map(access::granted).orElseGet(access::byDefault),
                RowData.created(table, asked.data()));
    }

    /** Merges; empty if nothing changes, which needs no more than the right to read. */
    Optional<StoredRow> merged(Table table, ApiRequest request, Asked asked, StoredRow before) {
        Access access = Access.to(table, request.caller());
        Map<String, @Nullable Object> values = new LinkedHashMap<>(before.values());
        values.putAll(RowData.changed(table, asked.data(), before.values(), region.now()));
        OffsetDateTime createdAt = time(access, asked, "$createdAt").orElse(before.createdAt());
        Optional<OffsetDateTime> updatedAt = time(access, asked, "$updatedAt");
        boolean changed = !isSame(before.values(), values)
                || asked.permissions()
                        .filter(wanted -> !Set.copyOf(wanted).equals(Set.copyOf(before.permissions())))
                        .isPresent()
                || !createdAt.isEqual(before.createdAt())
                || updatedAt.isPresent();
        if (!changed && access.mayRead(before.permissions())) {
            return Optional.empty();
        }
        access.check(Action.UPDATE, before.permissions());
        checkNotNewer(request, before);
        return Optional.of(new StoredRow(
                before.id(),
                before.sequence(),
                createdAt,
                updatedAt.orElseGet(() -> region.now()),
                asked.permissions().map(access::granted).orElse(before.permissions()),
                values));
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

    /** X-Appwrite-Timestamp: the caller's state of knowledge must not be older than the row. */
    static void checkNotNewer(ApiRequest request, StoredRow row) {
        request.head().header("x-appwrite-timestamp").ifPresent(text -> {
            OffsetDateTime known = Datetimes.parse(text)
                    .orElseThrow(() -> Invalid.parameter("X-Appwrite-Timestamp", "Value must be a valid date"));
            if (row.updatedAt().isAfter(known)) {
                throw DatabaseProblems.rowConflict();
            }
        });
    }

    /** No transaction exists here, so none can be found. */
    static void checkNoTransaction(ApiRequest request) {
        request.parameters().optionalText("transactionId", 36).ifPresent(id -> {
            throw DatabaseProblems.transactionNotFound(id);
        });
    }
}
