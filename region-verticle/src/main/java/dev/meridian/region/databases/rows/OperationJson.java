package dev.meridian.region.databases.rows;

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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Operations as they are kept until they are done. */
public final class OperationJson {

    private OperationJson() {}

    public static JsonObject write(RowOperation operation) {
        return switch (operation) {
            case Create(String id, Asked asked) -> one("create", id, asked);
            case Update(String id, Asked asked) -> one("update", id, asked);
            case Upsert(String id, Asked asked) -> one("upsert", id, asked);
            case Delete(String id) -> of("delete").put("row", id);
            case Add(String id, String column, Increment increment) ->
                of("add")
                        .put("row", id)
                        .put("column", column)
                        .put("by", increment.by().toString())
                        .put(
                                "bound",
                                increment.bound().map(BigDecimal::toString).orElse(null));
            case CreateAll(List<Wanted> rows) -> of("createAll").put("rows", rows(rows));
            case UpdateAll(Found found, Asked asked) ->
                of("updateAll").put("queries", new JsonArray(found.texts())).put("asked", asked(asked));
            case UpsertAll(List<Wanted> rows) -> of("upsertAll").put("rows", rows(rows));
            case DeleteAll(Found found) -> of("deleteAll").put("queries", new JsonArray(found.texts()));
        };
    }

    /** What {@link #write} wrote. */
    public static RowOperation read(JsonObject json) {
        return switch (json.getString("does")) {
            case "create" -> new Create(json.getString("row"), asked(json.getJsonObject("asked")));
            case "update" -> new Update(json.getString("row"), asked(json.getJsonObject("asked")));
            case "upsert" -> new Upsert(json.getString("row"), asked(json.getJsonObject("asked")));
            case "delete" -> new Delete(json.getString("row"));
            case "add" -> new Add(json.getString("row"), json.getString("column"), increment(json));
            case "createAll" -> new CreateAll(rows(json.getJsonArray("rows")));
            case "updateAll" -> new UpdateAll(found(json), asked(json.getJsonObject("asked")));
            case "upsertAll" -> new UpsertAll(rows(json.getJsonArray("rows")));
            case "deleteAll" -> new DeleteAll(found(json));
            case String unknown -> throw new IllegalStateException("there is no operation '" + unknown + "'");
        };
    }

    private static JsonObject of(String name) {
        return new JsonObject().put("does", name);
    }

    private static JsonObject one(String name, String id, Asked asked) {
        return of(name).put("row", id).put("asked", asked(asked));
    }

    private static JsonObject asked(Asked asked) {
        return new JsonObject()
                .put("data", asked.data())
                .put("permissions", asked.permissions().map(JsonArray::new).orElse(null));
    }

    private static Asked asked(JsonObject json) {
        return new Asked(
                json.getJsonObject("data"),
                Optional.ofNullable(json.getJsonArray("permissions")).map(OperationJson::texts));
    }

    private static JsonArray rows(List<Wanted> rows) {
        JsonArray array = new JsonArray();
        rows.forEach(row -> array.add(new JsonObject().put("row", row.id()).put("asked", asked(row.asked()))));
        return array;
    }

    private static List<Wanted> rows(JsonArray array) {
        return array.stream()
                .map(JsonObject.class::cast)
                .map(row -> new Wanted(row.getString("row"), asked(row.getJsonObject("asked"))))
                .toList();
    }

    private static Increment increment(JsonObject json) {
        return new Increment(
                new BigDecimal(json.getString("by")),
                Optional.ofNullable(json.getString("bound")).map(BigDecimal::new));
    }

    private static Found found(JsonObject json) {
        return BulkParameters.found(texts(json.getJsonArray("queries")));
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().map(String.class::cast).toList();
    }
}
