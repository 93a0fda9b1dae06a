package dev.meridian.region.databases.transactions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.transactions.TransactionsStage.ALL;
import static dev.meridian.region.databases.transactions.TransactionsStage.ANNA;
import static dev.meridian.region.databases.transactions.TransactionsStage.BERT;
import static dev.meridian.region.databases.transactions.TransactionsStage.GUEST;
import static dev.meridian.region.databases.transactions.TransactionsStage.KEY;
import static dev.meridian.region.databases.transactions.TransactionsStage.OTHER_PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions themselves: who has them, how they begin and end, and what is refused. */
final class TransactionsTest {

    @RegisterExtension
    static final TransactionsStage stage = TransactionsStage.open();

    @Test
    void aNewTransactionIsPendingForTheTimeThatWasAskedForOrFiveMinutes() {
        JsonObject usual = stage.call("POST", ALL, object(), 201, KEY);
        JsonObject longer = stage.call("POST", ALL, object("ttl", 3_600), 201, KEY);

        assertThat(usual.fieldNames())
                .containsExactlyInAnyOrder("$id", "$createdAt", "$updatedAt", "status", "operations", "expiresAt");
        assertThat(usual.getString("status")).isEqualTo("pending");
        assertThat(usual.getInteger("operations")).isZero();
        assertThat(lifetime(usual)).isEqualTo(Duration.ofMinutes(5));
        assertThat(lifetime(longer)).isEqualTo(Duration.ofHours(1));
        assertThat(stage.call("GET", ALL + "/" + usual.getString("$id"), object(), 200, KEY))
                .isEqualTo(usual);
        for (Object ttl : List.of(59, 3_601, "soon")) {
            assertThat(stage.refused("POST", ALL, object("ttl", ttl), 400, KEY)).isEqualTo("general_argument_invalid");
        }
    }

    private static Duration lifetime(JsonObject transaction) {
        return Duration.between(
                OffsetDateTime.parse(transaction.getString("$createdAt")),
                OffsetDateTime.parse(transaction.getString("expiresAt")));
    }

    @Test
    void aUsersTransactionIsTheirsAndTheServersAndNobodyElses() {
        String rows = stage.table("private", object("permissions", array("create(\"any\")", "read(\"any\")")));
        String annas = stage.begin(ANNA);
        String servers = stage.begin(KEY);
        JsonObject row = object("rowId", "unique()", "data", object("name", "a"), "transactionId", annas);

        for (String[] other : List.of(BERT, GUEST, OTHER_PROJECT)) {
            assertUnknown(annas, other);
            assertUnknown(servers, other);
        }
        assertUnknown(servers, ANNA);
        assertThat(stage.refused("POST", rows, row, 404, BERT)).isEqualTo("transaction_not_found");
        assertThat(stage.refused("GET", rows + "?transactionId=" + annas, object(), 404, BERT))
                .isEqualTo("transaction_not_found");
        stage.call("POST", rows, row, 201, ANNA);
        stage.call("POST", rows, row.copy().put("rowId", "second"), 201, KEY);
        assertThat(stage.status(annas)).isEqualTo("pending");
        assertThat(stage.commit(annas, 200, ANNA).getInteger("operations")).isEqualTo(2);
        assertThat(stage.list(rows, "").getInteger("total")).isEqualTo(2);
    }

    private static void assertUnknown(String id, String... as) {
        String one = ALL + "/" + id;
        JsonObject operations = object("operations", array(operation("delete", "private", "x")));
        assertThat(List.of(
                        stage.refused("GET", one, object(), 404, as),
                        stage.refused("PATCH", one, object("commit", true), 404, as),
                        stage.refused("PATCH", one, object("rollback", true), 404, as),
                        stage.refused("POST", one + "/operations", operations, 404, as),
                        stage.refused("DELETE", one, object(), 404, as)))
                .containsOnly("transaction_not_found");
    }

    @Test
    void guestsHaveNoTransactions() {
        assertThat(stage.refused("POST", ALL, object(), 401, GUEST)).isEqualTo("user_unauthorized");
        assertThat(stage.refused("GET", ALL, object(), 401, GUEST)).isEqualTo("user_unauthorized");
    }

    @Test
    void listsShowUsersTheirOwnAndServersAllByTheirQueries() {
        String[] carla = {"X-Caller", "user:carla"};
        String first = stage.begin(carla);
        String second = stage.begin(carla);
        stage.call("PATCH", ALL + "/" + second, object("rollback", true), 200, carla);
        String failed = "?queries%5B0%5D=%7B%22method%22%3A%22equal%22%2C%22attribute%22%3A%22status%22%2C%22values%22"
                + "%3A%5B%22failed%22%5D%7D";

        JsonObject own = stage.call("GET", ALL, object(), 200, carla);
        assertThat(own.getInteger("total")).isEqualTo(2);
        assertThat(listed(own)).containsExactly(first, second);
        assertThat(listed(stage.call("GET", ALL + failed, object(), 200, carla)))
                .containsExactly(second);
        assertThat(listed(stage.call("GET", ALL + failed, object(), 200, KEY)))
                .contains(second)
                .doesNotContain(first);
        assertThat(listed(stage.call("GET", ALL, object(), 200, BERT))).doesNotContain(first, second);
        assertThat(listed(stage.call("GET", ALL, object(), 200, OTHER_PROJECT))).doesNotContain(first, second);
        assertThat(stage.call("GET", "/v1/databases/transactions", object(), 200, carla))
                .isEqualTo(own);
    }

    private static List<String> listed(JsonObject page) {
        return page.getJsonArray("transactions").stream()
                .map(one -> ((JsonObject) one).getString("$id"))
                .toList();
    }

    @Test
    void aTransactionEndsInExactlyOneWayAndOnce() {
        String rows = stage.filled("ended", 1);
        String committed = stage.begin(KEY);
        String undone = stage.begin(KEY);
        stage.call("PATCH", rows + "/r1", object("data", object("name", "m"), "transactionId", undone), 200, KEY);

        for (JsonObject neither : List.of(
                object(),
                object("commit", false),
                object("commit", true, "rollback", true),
                object("commit", "perhaps"))) {
            assertThat(stage.refused("PATCH", ALL + "/" + committed, neither, 400, KEY))
                    .isEqualTo("general_argument_invalid");
        }
        assertThat(stage.commit(committed, 200, KEY).getString("status")).isEqualTo("committed");
        assertThat(stage.call("PATCH", ALL + "/" + undone, object("rollback", true), 200, KEY)
                        .getString("status"))
                .isEqualTo("failed");
        for (String over : List.of(committed, undone)) {
            assertUses(rows, over, 400, "transaction_not_ready");
        }
        assertThat(stage.list(rows, "").getJsonArray("rows").getJsonObject(0).getString("name"))
                .isEqualTo("n");
    }

    private static void assertUses(String rows, String id, int status, String type) {
        String one = ALL + "/" + id;
        JsonObject change = object("data", object("name", "m"), "transactionId", id);
        JsonObject operations = object("operations", array(operation("delete", "ended", "r1")));
        assertThat(List.of(
                        stage.refused("PATCH", one, object("commit", true), status, KEY),
                        stage.refused("PATCH", one, object("rollback", true), status, KEY),
                        stage.refused("POST", one + "/operations", operations, status, KEY),
                        stage.refused("PATCH", rows + "/r1", change, status, KEY),
                        stage.refused("DELETE", rows + "/r1", object("transactionId", id), status, KEY),
                        stage.refused("GET", rows + "/r1?transactionId=" + id, object(), status, KEY),
                        stage.refused("GET", rows + "?transactionId=" + id, object(), status, KEY)))
                .containsOnly(type);
    }

    @Test
    void anExpiredTransactionIsOfNoUseAnyMore() {
        String rows = stage.filled("expired", 1);
        String id = stage.begin(KEY);
        stage.call("DELETE", rows + "/r1", object("transactionId", id), 204, KEY);
        stage.sql(
                "update meridian.row_transaction set expires_at = created_at where project_id = 'p1' and"
                        + " transaction_id = $1",
                id);

        assertUses(rows, id, 410, "transaction_expired");
        assertThat(stage.list(rows, "").getInteger("total")).isEqualTo(1);
    }

    @Test
    void aDeletedTransactionIsForgottenWithWhatWasStaged() {
        String rows = stage.filled("dropped", 1);
        String id = stage.begin(KEY);
        stage.call("DELETE", rows + "/r1", object("transactionId", id), 204, KEY);

        stage.call("DELETE", ALL + "/" + id, object(), 204, KEY);

        assertUnknown(id, KEY);
        assertThat(stage.list(rows, "").getInteger("total")).isEqualTo(1);
    }

    @Test
    void aHundredOperationsFitAndNoMore() {
        String rows = stage.table("hundred");
        String id = stage.begin(KEY);
        JsonArray ninetyNine = array();
        for (int i = 0; i < 99; i++) {
            ninetyNine.add(operation("create", "hundred", "r" + i).put("data", object("name", "n")));
        }
        JsonObject next = object("rowId", "r99", "data", object("name", "n"), "transactionId", id);

        assertThat(stage.call("POST", ALL + "/" + id + "/operations", object("operations", ninetyNine), 201, KEY)
                        .getInteger("operations"))
                .isEqualTo(99);
        JsonObject two =
                object("operations", array(operation("delete", "hundred", "r1"), operation("delete", "hundred", "r2")));
        assertThat(stage.refused("POST", ALL + "/" + id + "/operations", two, 400, KEY))
                .isEqualTo("transaction_limit_exceeded");
        stage.call("POST", rows, next, 201, KEY);
        assertThat(stage.refused("POST", rows, next.put("rowId", "r100"), 400, KEY))
                .isEqualTo("transaction_limit_exceeded");
        assertThat(stage.commit(id, 200, KEY).getInteger("operations")).isEqualTo(100);
        assertThat(stage.list(rows, "").getInteger("total")).isEqualTo(100);
    }

    @Test
    void transactionsAreRemovedTenMinutesAfterTheyExpiredAndNotBefore() {
        String rows = stage.filled("swept", 1);
        String staged = stage.begin(KEY);
        String committed = stage.begin(KEY);
        stage.call("DELETE", rows + "/r1", object("transactionId", staged), 204, KEY);
        stage.commit(committed, 200, KEY);

        stage.sweep(Instant.now().plus(Duration.ofMinutes(14)));
        assertThat(stage.status(committed)).isEqualTo("committed");
        assertThat(stage.kept("row_transaction_operation", staged)).isEqualTo(1);
        stage.sweep(Instant.now().plus(Duration.ofMinutes(16)));

        assertUnknown(staged, KEY);
        assertUnknown(committed, KEY);
        for (String kind : List.of("row_transaction", "row_transaction_operation", "row_transaction_met")) {
            assertThat(stage.kept(kind, staged)).isZero();
        }
        assertThat(stage.list(rows, "").getInteger("total")).isEqualTo(1);
    }

    @Test
    void whatIsStagedIsDroppedWhenATransactionEndsInAnyWay() {
        String rows = stage.filled("spent", 3);
        for (JsonObject end : List.of(object("commit", true), object("rollback", true))) {
            String id = stage.begin(KEY);
            stage.call("PATCH", rows + "/r1/count/increment", object("transactionId", id), 200, KEY);
            assertThat(stage.kept("row_transaction_met", id)).isEqualTo(1);
            stage.call("PATCH", ALL + "/" + id, end, 200, KEY);
            assertThat(stage.kept("row_transaction_operation", id)).isZero();
            assertThat(stage.kept("row_transaction_met", id)).isZero();
        }
        String failed = stage.begin(KEY);
        stage.call("DELETE", rows + "/r2", object("transactionId", failed), 204, KEY);
        stage.call("DELETE", rows + "/r2", object(), 204, KEY);
        stage.commit(failed, 404, KEY);
        assertThat(stage.kept("row_transaction_operation", failed)).isZero();
    }

    @Test
    void aTransactionHoldsTenMebibytesAndFiveThousandRowsAtMost() {
        String rows = stage.table("large");
        stage.call(
                "POST",
                "/v1/tablesdb/shop/tables/large/columns/mediumtext",
                object("key", "body", "required", false),
                202,
                KEY);
        String id = stage.begin(KEY);
        JsonObject half = object("data", object("name", "n", "body", "x".repeat(6 << 20)), "transactionId", id);
        stage.call("POST", rows, half.put("rowId", "a"), 201, KEY);
        assertThat(stage.refused("POST", rows, half.put("rowId", "b"), 400, KEY))
                .isEqualTo("transaction_limit_exceeded");

        String many = stage.table("numerous");
        JsonArray hundred = array();
        for (int i = 0; i < 100; i++) {
            hundred.add(object("name", "n"));
        }
        for (int i = 0; i < 51; i++) {
            stage.call("POST", many, object("rows", hundred), 201, KEY);
        }
        String other = stage.begin(KEY);
        JsonObject all = object("data", object("name", "m"), "transactionId", other);
        assertThat(stage.refused("PATCH", many, all, 400, KEY)).isEqualTo("transaction_limit_exceeded");
        all.put("queries", array("{\"method\":\"limit\",\"values\":[5000]}"));
        assertThat(stage.call("PATCH", many, all, 200, KEY).getInteger("total")).isEqualTo(5_000);
        assertThat(stage.commit(other, 200, KEY).getInteger("operations")).isEqualTo(1);
    }

    @Test
    void aUserHasAHundredPendingTransactionsAtMost() {
        String[] dora = {"X-Caller", "user:dora"};
        String first = stage.begin(dora);
        for (int i = 1; i < 100; i++) {
            stage.begin(dora);
        }

        assertThat(stage.refused("POST", ALL, object(), 400, dora)).isEqualTo("transaction_limit_exceeded");
        stage.commit(first, 200, dora);
        stage.begin(dora);
        stage.begin(ANNA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"operations\":\"text\"}",
                "{\"operations\":[]}",
                "{\"operations\":[\"text\"]}",
                "{\"operations\":[{}]}",
                "{\"operations\":[{\"action\":\"eat\",\"databaseId\":\"shop\",\"tableId\":\"strict\"}]}",
                "{\"operations\":[{\"action\":\"delete\",\"tableId\":\"strict\",\"rowId\":\"r1\"}]}",
                "{\"operations\":[{\"action\":\"delete\",\"databaseId\":\"shop\",\"rowId\":\"r1\"}]}",
                "{\"operations\":[{\"action\":\"delete\",\"databaseId\":\"shop\",\"tableId\":\"strict\"}]}",
                "{\"operations\":[{\"action\":\"delete\",\"databaseId\":\"shop\",\"tableId\":\"strict\",\"rowId\":5}]}",
                "{\"operations\":[{\"action\":\"create\",\"databaseId\":\"shop\",\"tableId\":\"strict\",\"rowId\":\"_a\",\"data\":{\"name\":\"n\"}}]}",
                "{\"operations\":[{\"action\":\"update\",\"databaseId\":\"shop\",\"tableId\":\"strict\",\"rowId\":\"r1\",\"data\":\"text\"}]}",
                "{\"operations\":[{\"action\":\"increment\",\"databaseId\":\"shop\",\"tableId\":\"strict\",\"rowId\":\"r1\"}]}",
                "{\"operations\":[{\"action\":\"increment\",\"databaseId\":\"shop\",\"tableId\":\"strict\",\"rowId\":\"r1\",\"data\":{\"column\":\"count\",\"value\":-1}}]}",
                "{\"operations\":[{\"action\":\"bulkCreate\",\"databaseId\":\"shop\",\"tableId\":\"strict\",\"data\":{}}]}",
                "{\"operations\":[{\"action\":\"bulkUpdate\",\"databaseId\":\"shop\",\"tableId\":\"strict\",\"data\":[]}]}",
                "{\"operations\":[{\"action\":\"bulkDelete\",\"databaseId\":\"shop\",\"tableId\":\"strict\",\"data\":{\"queries\":[\"{\\\"method\\\":\\\"limit\\\",\\\"values\\\":[2]}\",5]}}]}",
                "{\"operations\":[{\"action\":\"bulkDelete\",\"databaseId\":\"shop\",\"tableId\":\"strict\",\"data\":{\"queries\":[\"{\\\"method\\\":\\\"orderRandom\\\"}\"]}}]}"
            })
    void operationsOfAnotherFormAreRefused(String body) {
        String id = stage.begin(KEY);

        assertThat(stage.refused("POST", ALL + "/" + id + "/operations", new JsonObject(body), 400, KEY))
                .isEqualTo("general_argument_invalid");
        assertThat(stage.call("GET", ALL + "/" + id, object(), 200, KEY).getInteger("operations"))
                .isZero();
    }

    @Test
    void clientsMayNotStageBulkOperationsWhereverTheyPutThem() {
        String rows = stage.table("bulk", object("permissions", array("write(\"any\")")));
        String id = stage.begin(ANNA);
        JsonObject many = object("rows", array(object("name", "n")), "transactionId", id);

        for (String action : List.of("bulkCreate", "bulkUpsert")) {
            JsonObject operation = operation(action, "bulk", "x").put("data", array(object("name", "n")));
            assertThat(stage.refused(
                            "POST", ALL + "/" + id + "/operations", object("operations", array(operation)), 401, ANNA))
                    .isEqualTo("general_unauthorized_scope");
        }
        for (String action : List.of("bulkUpdate", "bulkDelete")) {
            JsonObject operation = operation(action, "bulk", "x").put("data", object("data", object("name", "n")));
            assertThat(stage.refused(
                            "POST", ALL + "/" + id + "/operations", object("operations", array(operation)), 401, ANNA))
                    .isEqualTo("general_unauthorized_scope");
        }
        assertThat(stage.refused("POST", rows, many, 401, ANNA)).isEqualTo("general_unauthorized_scope");
    }

    static JsonObject operation(String action, String table, String row) {
        return object("action", action, "databaseId", "shop", "tableId", table, "rowId", row);
    }
}
