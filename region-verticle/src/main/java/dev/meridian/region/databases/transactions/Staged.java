package dev.meridian.region.databases.transactions;

import dev.meridian.region.databases.rows.Author;
import dev.meridian.region.databases.rows.OperationJson;
import dev.meridian.region.databases.rows.RowOperation;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.sealing.Sealer;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A staged operation. All that it depends on but the rows is fixed with it, so that it does the same each time.
 *
 * @param author who staged it, with the rights that they had then
 * @param at when that was, which is the time of the rows that it changes
 */
record Staged(TableId table, RowOperation operation, Author author, OffsetDateTime at) {

    /** What {@link #kept} kept. */
    static Staged of(Sealer sealer, Transaction transaction, String kept) {
        String text = kept.startsWith("{") ? kept : sealer.open(kept, place(transaction.project(), transaction.id()));
        return of(transaction.project(), text);
    }

    /** As the database keeps it: sealed where there is a key, since values of encrypted columns may be in it. */
    String kept(Sealer sealer, String transaction) {
        return sealer.isAvailable() ? sealer.seal(text(), place(table.project(), transaction)) : text();
    }

    private static String place(String project, String transaction) {
        return "transaction/" + project + "/" + transaction;
    }

    /** As it is kept: text and not the database's own JSON, which writes numbers in another way. */
    String text() {
        return new JsonObject()
                .put("database", table.database())
                .put("table", table.table())
                .put("operation", OperationJson.write(operation))
                .put("caller", CallerJson.write(author.caller()))
                .put("knows", author.knows().map(Datetimes::format).orElse(null))
                .put("at", Datetimes.format(at))
                .encode();
    }

    /** What {@link #text} wrote. */
    static Staged of(String project, String text) {
        JsonObject json = new JsonObject(text);
        return new Staged(
                new TableId(project, json.getString("database"), json.getString("table")),
                OperationJson.read(json.getJsonObject("operation")),
                new Author(
                        CallerJson.read(json.getJsonObject("caller")),
                        Optional.ofNullable(json.getString("knows")).map(Staged::time)),
                time(json.getString("at")));
    }

    private static OffsetDateTime time(String text) {
        return Datetimes.parse(text).orElseThrow();
    }
}
