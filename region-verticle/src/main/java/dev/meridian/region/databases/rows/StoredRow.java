package dev.meridian.region.databases.rows;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row with the columns that were selected.
 *
 * @param values by column key, in the database's types ({@link dev.meridian.region.query.ValueType#held}, arrays of it);
 *     null for an absent one
 */
public record StoredRow(
        String id,
        long sequence,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        List<String> permissions,
        Map<String, @Nullable Object> values) {}
