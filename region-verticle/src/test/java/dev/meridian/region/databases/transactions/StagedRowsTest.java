package dev.meridian.region.databases.transactions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.transactions.TransactionsStage.ALL;
import static dev.meridian.region.databases.transactions.TransactionsStage.ANNA;
import static dev.meridian.region.databases.transactions.TransactionsStage.BERT;
import static dev.meridian.region.databases.transactions.TransactionsStage.KEY;
import static dev.meridian.region.databases.transactions.TransactionsStage.column;
import static dev.meridian.region.databases.transactions.TransactionsStage.ids;
import static dev.meridian.region.databases.transactions.TransactionsTest.operation;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows in transactions: what staged calls answer, who sees it, and what a commit does. */
final class StagedRowsTest {

    private static final String MORE_THAN_ONE = "{\"method\":\"greaterThan\",\"attribute\":\"count\",\"values\":[1]}";

    @RegisterExtension
    static final TransactionsStage stage = TransactionsStage.open();

    @Test
    void stagedCallsAnswerTheRowsThatTheyWouldMakeAndNobodyElseSeesThem() {
        String rows = stage.filled("calls", 2);
        String id = stage.begin(KEY);

        JsonObject made =
                stage.call("POST", rows, in(id, "rowId", "unique()", "data", object("name", "new")), 201, KEY);
        JsonObject changed = stage.call("PATCH", rows + "/r1", in(id, "data", object("name", "m")), 200, KEY);
        JsonObject added = stage.call("PATCH", rows + "/r1/count/increment", in(id, "value", 4), 200, KEY);
        JsonObject taken = stage.call("PATCH", rows + "/r1/count/decrement", in(id), 200, KEY);
        JsonObject put = stage.call("PUT", rows + "/r1", in(id, "data", object("tags", array("x"))), 201, KEY);
        stage.call("DELETE", rows + "/r2", in(id), 204, KEY);

        assertThat(made.getInteger("count")).isEqualTo(7);
        assertThat(changed.getString("name")).isEqualTo("m");
        assertThat(added.getInteger("count")).isEqualTo(5);
        assertThat(taken.getInteger("count")).isEqualTo(4);
        assertThat(put.getString("name")).isEqualTo("m");
        assertThat(put.getJsonArray("tags")).containsExactly("x");
        assertThat(ids(stage.list(rows, ""))).containsExactly("r1", "r2");
        assertThat(ids(stage.list(rows, stage.begin(KEY)))).containsExactly("r1", "r2");
        assertThat(stage.refused("GET", rows + "/" + made.getString("$id"), object(), 404, KEY))
                .isEqualTo("row_not_found");
        assertThat(stage.call("GET", rows + "/r1", object(), 200, KEY).getString("name"))
                .isEqualTo("n");

        assertThat(stage.commit(id, 200, KEY).getInteger("operations")).isEqualTo(6);

        assertThat(stage.call("GET", rows + "/r1", object(), 200, KEY)).isEqualTo(put);
        assertThat(unnumbered(stage.call("GET", rows + "/" + made.getString("$id"), object(), 200, KEY)))
                .isEqualTo(unnumbered(made));
        assertThat(stage.refused("GET", rows + "/r2", object(), 404, KEY)).isEqualTo("row_not_found");
    }

    /** A row's number is drawn when it is made for good. */
    private static JsonObject unnumbered(JsonObject row) {
        JsonObject copy = row.copy();
        copy.remove("$sequence");
        return copy;
    }

    @Test
    void readsSeeWhatIsStagedInListsQueriesTotalsAndPages() {
        String rows = stage.filled("reads", 3);
        String id = stage.begin(KEY);
        stage.call("POST", rows, in(id, "rowId", "new", "data", object("name", "n", "count", 9)), 201, KEY);
        stage.call("DELETE", rows + "/r3", in(id), 204, KEY);
        stage.call("PATCH", rows + "/r1", in(id, "data", object("count", 5)), 200, KEY);

        assertThat(ids(stage.list(rows, id))).containsExactly("r1", "r2", "new");
        assertThat(stage.list(rows, id).getInteger("total")).isEqualTo(3);
        JsonObject page = stage.list(
                rows,
                id,
                MORE_THAN_ONE,
                "{\"method\":\"orderDesc\",\"attribute\":\"count\"}",
                "{\"method\":\"cursorAfter\",\"values\":[\"new\"]}",
                "{\"method\":\"limit\",\"values\":[1]}");
        assertThat(ids(page)).containsExactly("r1");
        assertThat(page.getInteger("total")).isEqualTo(3);
        assertThat(stage.call("GET", rows + "/new?transactionId=" + id, object(), 200, KEY)
                        .getInteger("count"))
                .isEqualTo(9);
        assertThat(stage.refused("GET", rows + "/r3?transactionId=" + id, object(), 404, KEY))
                .isEqualTo("row_not_found");
        assertThat(stage.refused("GET", rows + "?queries%5B0%5D=nonsense&transactionId=" + id, object(), 400, KEY))
                .isEqualTo("general_query_invalid");
        assertThat(stage.list(rows, "").getInteger("total")).isEqualTo(3);
    }

    @Test
    void severalRowsAtOnceAreStagedToo() {
        String rows = stage.filled("bulk", 3);
        String id = stage.begin(KEY);

        JsonObject made =
                stage.call("POST", rows, in(id, "rows", array(object("name", "a"), object("name", "b"))), 201, KEY);
        JsonObject changed = stage.call(
                "PATCH", rows, in(id, "data", object("name", "m"), "queries", array(MORE_THAN_ONE)), 200, KEY);
        JsonObject put = stage.call(
                "PUT",
                rows,
                in(id, "rows", array(object("$id", "r1", "name", "p"), object("$id", "r9", "name", "q"))),
                201,
                KEY);
        JsonObject gone = stage.call(
                "DELETE",
                rows,
                in(id, "queries", array("{\"method\":\"equal\",\"attribute\":\"count\",\"values\":[2]}")),
                200,
                KEY);

        assertThat(made.getInteger("total")).isEqualTo(2);
        assertThat(ids(changed))
                .hasSize(4)
                .startsWith("r2", "r3")
                .endsWith(ids(made).getLast());
        assertThat(ids(put)).containsExactly("r1", "r9");
        assertThat(ids(gone)).containsExactly("r2");
        JsonObject seen = stage.list(rows, id);
        assertThat(column(stage.list(rows, ""), "name", String.class)).containsExactly("n", "n", "n");
        stage.commit(id, 200, KEY);
        assertThat(ids(stage.list(rows, ""))).isEqualTo(ids(seen)).hasSize(5);
        assertThat(column(stage.list(rows, ""), "name", String.class)).containsExactly("p", "m", "m", "m", "q");
    }

    @Test
    void operationsSentTogetherAreStagedAllOrNone() {
        String rows = stage.filled("sent", 3);
        String id = stage.begin(KEY);
        String path = ALL + "/" + id + "/operations";
        JsonObject good = operation("create", "sent", "x")
                .put("data", object("name", "a", "$permissions", array("read(\"any\")")));

        assertThat(stage.refused(
                        "POST", path, object("operations", array(good, operation("delete", "sent", "none"))), 404, KEY))
                .isEqualTo("row_not_found");
        assertThat(stage.refused("POST", path, object("operations", array(good, good)), 409, KEY))
                .isEqualTo("row_already_exists");
        assertThat(stage.refused(
                        "POST",
                        path,
                        object(
                                "operations",
                                array(operation("update", "sent", "r1").put("data", object("name", 5)))),
                        400,
                        KEY))
                .isEqualTo("row_invalid_structure");
        assertThat(stage.refused(
                        "POST", path, object("operations", array(operation("delete", "none", "r1"))), 404, KEY))
                .isEqualTo("table_not_found");
        assertThat(stage.call("GET", ALL + "/" + id, object(), 200, KEY).getInteger("operations"))
                .isZero();
        assertThat(stage.list(rows, id).getInteger("total")).isEqualTo(3);

        JsonObject older = object(
                        "action", "increment", "databaseId", "shop", "collectionId", "sent", "documentId", "r1")
                .put("data", object("attribute", "count", "value", 2, "max", 3));
        JsonObject staged = stage.call(
                "POST",
                path.replace("tablesdb", "databases"),
                object(
                        "operations",
                        array(
                                good,
                                older,
                                operation("update", "sent", "x").put("data", object("count", 1)),
                                operation("upsert", "sent", "y").put("data", object("name", "b")),
                                operation("delete", "sent", "r3"),
                                operation("decrement", "sent", "r2").put("data", object("column", "count")),
                                operation("bulkCreate", "sent", "-")
                                        .put("data", array(object("$id", "z", "name", "c"))),
                                operation("bulkUpsert", "sent", "-").put("data", array(object("$id", "z", "count", 0))),
                                operation("bulkUpdate", "sent", "-")
                                        .put(
                                                "data",
                                                object("queries", array(MORE_THAN_ONE), "data", object("name", "m"))),
                                operation("bulkDelete", "sent", "-")
                                        .put(
                                                "data",
                                                object(
                                                        "queries",
                                                        array(
                                                                "{\"method\":\"equal\",\"attribute\":\"$id\",\"values\":[\"y\"]}"))))),
                201,
                KEY);
        assertThat(staged.getInteger("operations")).isEqualTo(10);
        stage.commit(id, 200, KEY);
        JsonObject after = stage.list(rows, "");
        assertThat(ids(after)).containsExactly("r1", "r2", "x", "z");
        assertThat(column(after, "count", Integer.class)).containsExactly(3, 1, 1, 0);
        assertThat(column(after, "name", String.class)).containsExactly("m", "n", "a", "c");
        assertThat(after.getJsonArray("rows").getJsonObject(2).getJsonArray("$permissions"))
                .containsExactly("read(\"any\")");
    }

    @Test
    void theOlderPathsStageInTheirOwnWords() {
        stage.filled("older", 1);
        String documents = "/v1/databases/shop/collections/older/documents";
        String id = stage.call("POST", "/v1/databases/transactions", object(), 201, KEY)
                .getString("$id");

        JsonObject made =
                stage.call("POST", documents, in(id, "documentId", "d", "data", object("name", "a")), 201, KEY);
        stage.call("PATCH", documents + "/r1/count/increment", in(id, "value", 1), 200, KEY);

        assertThat(made.getString("$collectionId")).isEqualTo("older");
        assertThat(ids(stage.list(documents, id))).containsExactly("r1", "d");
        assertThat(stage.refused("GET", documents + "/none?transactionId=" + id, object(), 404, KEY))
                .isEqualTo("document_not_found");
        stage.call("PATCH", "/v1/databases/transactions/" + id, object("commit", true), 200, KEY);
        assertThat(column(stage.list(documents, ""), "count", Integer.class)).containsExactly(2, 7);
    }

    @Test
    void timesIdsOperatorsAndRightsAreThoseOfTheStaging() {
        String rows = stage.table("fixed", object("permissions", array("create(\"users\")"), "rowSecurity", true));
        stage.call(
                "POST",
                "/v1/tablesdb/shop/tables/fixed/columns/datetime",
                object("key", "at", "required", false),
                202,
                KEY);
        String id = stage.begin(ANNA);
        String now = "{\"method\":\"dateSetNow\",\"values\":[]}";
        String append = "{\"method\":\"arrayAppend\",\"values\":[\"x\"]}";

        JsonObject made = stage.call("POST", rows, in(id, "rowId", "unique()", "data", object("name", "a")), 201, ANNA);
        String row = rows + "/" + made.getString("$id");
        JsonObject changed = stage.call("PATCH", row, in(id, "data", object("at", now, "tags", append)), 200, ANNA);

        assertThat(made.getJsonArray("$permissions")).contains("read(\"user:anna\")", "update(\"user:anna\")");
        assertThat(changed.getString("at")).isEqualTo(changed.getString("$updatedAt"));
        assertThat(changed.getString("$createdAt")).isEqualTo(made.getString("$createdAt"));
        stage.call("PATCH", row, in(id, "data", object("name", "by server")), 200, KEY);
        stage.commit(id, 200, ANNA);
        JsonObject after = stage.call("GET", row, object(), 200, ANNA);
        assertThat(after.getString("at")).isEqualTo(changed.getString("at"));
        assertThat(after.getJsonArray("tags")).containsExactly("x");
        assertThat(after.getString("name")).isEqualTo("by server");
        assertThat(stage.refused("GET", row, object(), 404, BERT)).isEqualTo("row_not_found");
    }

    @Test
    void aTransactionLendsNobodyRightsToRows() {
        String rows =
                stage.table("guarded", object("permissions", array("create(\"user:bert\")"), "rowSecurity", true));
        stage.create(rows, "r1", "n", 1);
        String id = stage.begin(ANNA);

        assertThat(List.of(
                        stage.refused("POST", rows, in(id, "rowId", "x", "data", object("name", "a")), 401, ANNA),
                        stage.refused("PATCH", rows + "/r1", in(id, "data", object("name", "a")), 401, ANNA),
                        stage.refused("PUT", rows + "/r1", in(id, "data", object("name", "a")), 401, ANNA),
                        stage.refused("PATCH", rows + "/r1/count/increment", in(id), 401, ANNA),
                        stage.refused("DELETE", rows + "/r1", in(id), 401, ANNA),
                        stage.refused(
                                "POST",
                                ALL + "/" + id + "/operations",
                                object("operations", array(operation("delete", "guarded", "r1"))),
                                401,
                                ANNA)))
                .containsOnly("user_unauthorized");
        stage.call("PATCH", rows + "/r1", in(id, "data", object("name", "secret")), 200, KEY);
        assertThat(stage.refused("GET", rows + "/r1?transactionId=" + id, object(), 404, ANNA))
                .isEqualTo("row_not_found");
        assertThat(stage.call("GET", rows + "?transactionId=" + id, object(), 200, ANNA)
                        .getInteger("total"))
                .isZero();
        assertThat(stage.call("GET", ALL + "/" + id, object(), 200, ANNA).getInteger("operations"))
                .isEqualTo(1);
    }

    @Test
    void numbersAndTextsOfAnySizeComeBackAsTheyWereStaged() {
        String rows = stage.table("exact");
        String columns = "/v1/tablesdb/shop/tables/exact/columns/";
        stage.call("POST", columns + "float", object("key", "real", "required", false), 202, KEY);
        stage.call("POST", columns + "text", object("key", "long", "required", false), 202, KEY);
        String id = stage.begin(KEY);
        JsonObject data = object(
                "name", "\u00fc\ud83d\ude00\\\"", "count", Long.MAX_VALUE, "real", 1.0E300, "long", "x".repeat(60_000));

        stage.call("POST", rows, in(id, "rowId", "a", "data", data), 201, KEY);
        stage.commit(id, 200, KEY);

        JsonObject after = stage.call("GET", rows + "/a", object(), 200, KEY);
        data.forEach(value -> assertThat(after.getValue(value.getKey())).isEqualTo(value.getValue()));
    }

    /** A body that names a transaction. */
    private static JsonObject in(String transaction, Object... more) {
        return object(more).put("transactionId", transaction);
    }
}
