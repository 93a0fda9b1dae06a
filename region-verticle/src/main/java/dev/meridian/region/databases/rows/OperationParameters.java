package dev.meridian.region.databases.rows;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.tables.TableId;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Reads operations of a transaction that are sent together (contract section 5, "Transactions"): objects with an {@code
 * action}, which rows it is about, in either vocabulary, and its {@code data}.
 */
public final class OperationParameters {

    private static final List<String> ACTIONS = List.of(
            "create",
            "update",
            "upsert",
            "delete",
            "increment",
            "decrement",
            "bulkCreate",
            "bulkUpdate",
            "bulkUpsert",
            "bulkDelete");

    private final Parameters given;
    private final Ids ids;

    /** An operation and the table that it is about. */
    public record Addressed(TableId table, RowOperation operation) {}

    private OperationParameters(Parameters given, Ids ids) {
        this.given = given;
        this.ids = ids;
    }

    /** @param number of the operation among those of the request, which a refusal names */
    public static Addressed read(ApiRequest request, JsonObject json, int number, Ids ids) {
        Parameters given = Parameters.of(json);
        try {
            TableId table = new TableId(
                    request.project(), given.id("databaseId"), given.id(named(given, "tableId", "collectionId")));
            RowOperation operation = new OperationParameters(given, ids).operation();
            if (operation instanceof RowOperation.Bulk) {
                BulkParameters.checkMay(request.caller());
            }
            return new Addressed(table, operation);
        } catch (Problem refused) {
            throw refused.type().equals(ProblemType.ARGUMENT_INVALID)
                    ? Invalid.parameter("operations", "Operation " + number + ": " + refused.text())
                    : refused;
        }
    }

    private RowOperation operation() {
        String action = given.oneOf("action", ACTIONS).orElseThrow(() -> Invalid.missing("action"));
        return switch (action) {
            case "create" -> new RowOperation.Create(newId(), filled());
            case "update" -> new RowOperation.Update(id(), filled());
            case "upsert" -> new RowOperation.Upsert(newId(), BulkParameters.asked(data()));
            case "delete" -> new RowOperation.Delete(id());
            case "increment" -> addition(1);
            case "decrement" -> addition(-1);
            case "bulkCreate" -> new RowOperation.CreateAll(BulkParameters.rows(given, "data", ids));
            case "bulkUpsert" -> new RowOperation.UpsertAll(BulkParameters.rows(given, "data", ids));
            case "bulkUpdate" -> {
                Parameters inner = Parameters.of(data());
                yield new RowOperation.UpdateAll(BulkParameters.found(inner), BulkParameters.data(inner));
            }
            default -> new RowOperation.DeleteAll(BulkParameters.found(Parameters.of(data())));
        };
    }

    private RowOperation addition(int sign) {
        Parameters inner = Parameters.of(data());
        String column = inner.text(named(inner, "column", "attribute"), 36);
        return new RowOperation.Add(id(), column, Increment.read(inner, sign));
    }

    private Asked filled() {
        JsonObject data = data();
        if (data.isEmpty()) {
            throw DatabaseProblems.rowMissingData();
        }
        return BulkParameters.asked(data);
    }

    private JsonObject data() {
        return given.object("data").orElseThrow(() -> Invalid.missing("data"));
    }

    private String id() {
        return given.id(rowId());
    }

    /** The server chooses where the caller does not say. */
    private String newId() {
        return ids.resolve(given.has(rowId()) ? given.newId(rowId()) : Ids.CHOOSE);
    }

    private String rowId() {
        return named(given, "rowId", "documentId");
    }

    private static String named(Parameters parameters, String newer, String older) {
        return parameters.has(older) ? older : newer;
    }
}
