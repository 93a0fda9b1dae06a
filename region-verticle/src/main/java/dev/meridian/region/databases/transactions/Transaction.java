package dev.meridian.region.databases.transactions;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A transaction as it is stored.
 *
 * @param operations how many are staged
 * @param size bytes of their texts
 */
record Transaction(
        String project,
        String id,
        String status,
        int operations,
        long size,
        OffsetDateTime expiresAt,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt) {

    static final String PENDING = "pending";
    static final String COMMITTED = "committed";
    static final String FAILED = "failed";

    static final int MOST_OPERATIONS = 100;

    /** As much as a request may bring. */
    static final int MOST_BYTES = 10 << 20;

    static final TableShape SHAPE = TableShape.of(
            Table.META,
            new Identifier("row_transaction"),
            List.of(
                    Field.required("$id", "transaction_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    Field.required("status", "status", ValueType.STRING),
                    Field.required("operations", "operations", ValueType.INTEGER),
                    Field.required("expiresAt", "expires_at", ValueType.DATETIME)));

    static Transaction of(Row row) {
        return new Transaction(
                row.getString("project_id"),
                row.getString("transaction_id"),
                row.getString("status"),
                row.getInteger("operations"),
                row.getLong("size"),
                row.getOffsetDateTime("expires_at"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"));
    }

    void checkUsable(OffsetDateTime now) {
        if (!now.isBefore(expiresAt)) {
            throw DatabaseProblems.transactionExpired(id);
        }
        if (!status.equals(PENDING)) {
            throw DatabaseProblems.transactionNotReady(id, status);
        }
    }

    /** Refuses more operations than a transaction may hold. */
    void checkRoom(List<String> texts) {
        if (operations + texts.size() > MOST_OPERATIONS) {
            throw DatabaseProblems.transactionLimit(
                    "A transaction holds " + MOST_OPERATIONS + " operations at most; " + operations + " are staged.");
        }
        if (size + bytes(texts) > MOST_BYTES) {
            throw DatabaseProblems.transactionLimit("A transaction holds " + MOST_BYTES + " bytes at most.");
        }
    }

    /** With more operations, given by their texts. */
    Transaction with(List<String> texts, OffsetDateTime now) {
        return new Transaction(
                project, id, status, operations + texts.size(), size + bytes(texts), expiresAt, createdAt, now);
    }

    static long bytes(List<String> texts) {
        return texts.stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    Transaction ended(String as, OffsetDateTime now) {
        return new Transaction(project, id, as, operations, size, expiresAt, createdAt, now);
    }

    JsonObject model() {
        return model(id, status, operations, createdAt, updatedAt, expiresAt);
    }

    /** The SDK's model Transaction, of a row with the columns of {@link #SHAPE}. */
    static JsonObject model(Row row) {
        return model(
                row.getString("transaction_id"),
                row.getString("status"),
                row.getInteger("operations"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"),
                row.getOffsetDateTime("expires_at"));
    }

    private static JsonObject model(
            String id,
            String status,
            int operations,
            OffsetDateTime createdAt,
            OffsetDateTime updatedAt,
            OffsetDateTime expiresAt) {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Datetimes.format(createdAt))
                .put("$updatedAt", Datetimes.format(updatedAt))
                .put("status", status)
                .put("operations", operations)
                .put("expiresAt", Datetimes.format(expiresAt));
    }
}
