package dev.meridian.region.databases.transactions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.transactions.TransactionsStage.ALL;
import static dev.meridian.region.databases.transactions.TransactionsStage.KEY;
import static dev.meridian.region.databases.transactions.TransactionsStage.OTHER_PROJECT;
import static dev.meridian.region.databases.transactions.TransactionsStage.T;
import static dev.meridian.region.databases.transactions.TransactionsStage.column;
import static dev.meridian.region.databases.transactions.TransactionsStage.ids;
import static dev.meridian.region.databases.transactions.TransactionsTest.operation;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commits that others came before: all of one happens or nothing, and who listens hears of what happened only. */
final class ConflictsTest {

    private static final String LISTENED = "tablesdb.shop.tables.heard.rows.*.";

    @RegisterExtension
    static final TransactionsStage stage = TransactionsStage.open();

    @Test
    void ofTwoTransactionsOnOneRowTheSecondCommitsNothing() {
        String rows = stage.filled("two", 2);
        String first = stage.begin(KEY);
        String second = stage.begin(KEY);
        stage.call("PATCH", rows + "/r1", change(first, "first"), 200, KEY);
        stage.call("PATCH", rows + "/r2", change(second, "second"), 200, KEY);
        stage.call("PATCH", rows + "/r1", change(second, "second"), 200, KEY);
        stage.call("POST", rows, change(second, "second").put("rowId", "new"), 201, KEY);

        stage.commit(first, 200, KEY);

        assertConflict(second);
        assertThat(column(stage.list(rows, ""), "name", String.class)).containsExactly("first", "n");
    }

    @Test
    void whateverChangesARowBetweenStagingAndCommitIsAConflict() {
        String rows = stage.filled("plain", 4);
        String changed = deleting(rows + "/r1");
        String sameTime = deleting(rows + "/r2");
        String granted = deleting(rows + "/r3");
        String untouched = deleting(rows + "/r4");
        String time = stage.call("GET", rows + "/r2", object(), 200, KEY).getString("$updatedAt");

        stage.call("PATCH", rows + "/r1/count/increment", object(), 200, KEY);
        stage.call("PATCH", rows + "/r2", object("data", object("name", "m", "$updatedAt", time)), 200, KEY);
        stage.call("PATCH", rows + "/r3", object("permissions", array("read(\"any\")")), 200, KEY);

        assertConflict(changed);
        assertConflict(sameTime);
        assertConflict(granted);
        stage.commit(untouched, 200, KEY);
        assertThat(ids(stage.list(rows, ""))).containsExactly("r1", "r2", "r3");
    }

    private static String deleting(String row) {
        String id = stage.begin(KEY);
        stage.call("DELETE", row, object("transactionId", id), 204, KEY);
        return id;
    }

    @Test
    void aRowThatIsGoneIsNotFoundAndOneThatWasMadeIsAConflict() {
        String rows = stage.filled("gone", 2);
        String updating = stage.begin(KEY);
        String creating = stage.begin(KEY);
        String upserting = stage.begin(KEY);
        String remade = deleting(rows + "/r2");
        stage.call("PATCH", rows + "/r1", change(updating, "m"), 200, KEY);
        stage.call("POST", rows, change(creating, "m").put("rowId", "made"), 201, KEY);
        stage.call("PUT", rows + "/made", change(upserting, "m"), 201, KEY);

        stage.call("DELETE", rows + "/r1", object(), 204, KEY);
        stage.call("DELETE", rows + "/r2", object(), 204, KEY);
        stage.create(rows, "r2", "n", 2);
        stage.create(rows, "made", "n", 3);

        assertThat(stage.commit(updating, 404, KEY).getString("type")).isEqualTo("row_not_found");
        assertThat(stage.status(updating)).isEqualTo("failed");
        assertConflict(creating);
        assertConflict(upserting);
        assertConflict(remade);
        assertThat(column(stage.list(rows, ""), "name", String.class)).containsExactly("n", "n");
    }

    @Test
    void aValueThatMustBeUniqueAndIsTakenMeanwhileIsAConflict() {
        String rows = stage.table("unique");
        stage.call(
                "POST",
                T + "/unique/indexes",
                object("key", "byName", "type", "unique", "columns", array("name")),
                202,
                KEY);
        String id = stage.begin(KEY);
        stage.call("POST", rows, change(id, "first").put("rowId", "a"), 201, KEY);
        stage.call("POST", rows, change(id, "second").put("rowId", "b"), 201, KEY);
        assertThat(stage.refused("POST", rows, change(id, "first").put("rowId", "c"), 409, KEY))
                .isEqualTo("row_unique_constraint_violation");

        stage.create(rows, "x", "second", 1);

        assertThat(stage.refused("GET", rows + "?transactionId=" + id, object(), 409, KEY))
                .isEqualTo("transaction_conflict");
        assertThat(stage.status(id)).isEqualTo("pending");
        assertConflict(id);
        assertThat(ids(stage.list(rows, ""))).containsExactly("x");
    }

    @Test
    void aBulkChangeThatWouldFindOtherRowsThanItShowedIsAConflict() {
        String rows = stage.filled("found", 3);
        JsonObject all = object("data", object("name", "m"));
        String grown = stage.begin(KEY);
        String shrunk = stage.begin(KEY);
        String apart = stage.begin(KEY);
        stage.call("PATCH", rows, all.copy().put("transactionId", grown), 200, KEY);
        stage.call("PATCH", rows, all.copy().put("transactionId", shrunk), 200, KEY);
        JsonObject one = object("queries", array("{\"method\":\"equal\",\"attribute\":\"count\",\"values\":[2]}"));
        stage.call("DELETE", rows, one.put("transactionId", apart), 200, KEY);

        stage.create(rows, "r4", "n", 4);
        assertConflict(grown);
        stage.call("DELETE", rows + "/r4", object(), 204, KEY);
        stage.call("PATCH", rows + "/r3", object("data", object("count", 9)), 200, KEY);
        assertConflict(shrunk);
        stage.commit(apart, 200, KEY);
        assertThat(column(stage.list(rows, ""), "name", String.class)).containsExactly("n", "n");
    }

    @Test
    void aTableThatIsGoneOrMadeAgainFailsTheCommit() {
        String rows = stage.filled("lost", 1);
        String gone = deleting(rows + "/r1");
        String again = deleting(rows + "/r1");

        stage.call("DELETE", T + "/lost", object(), 204, KEY);
        assertThat(stage.commit(gone, 404, KEY).getString("type")).isEqualTo("table_not_found");
        assertThat(stage.status(gone)).isEqualTo("failed");
        stage.filled("lost", 1);
        assertConflict(again);
        assertThat(ids(stage.list(rows, ""))).containsExactly("r1");
    }

    @Test
    void aColumnThatIsAddedBetweenIsNoConflict() {
        String rows = stage.filled("grown", 1);
        String id = stage.begin(KEY);
        stage.call("PATCH", rows + "/r1", change(id, "m"), 200, KEY);

        stage.call("POST", T + "/grown/columns/integer", object("key", "later", "required", false), 202, KEY);

        stage.commit(id, 200, KEY);
        assertThat(column(stage.list(rows, ""), "name", String.class)).containsExactly("m");
    }

    @Test
    void ofManyCommitsAtOnceOnTheSameRowsInAnyOrderOneSucceeds() {
        String rows = stage.filled("raced", 6);
        List<String> all = IntStream.range(0, 6)
                .mapToObj(i -> {
                    String id = stage.begin(KEY);
                    for (int j = 0; j < 6; j++) {
                        int row = (i % 2 == 0 ? j : 5 - j) + 1;
                        stage.call("PATCH", rows + "/r" + row, change(id, "by" + i), 200, KEY);
                    }
                    return id;
                })
                .toList();

        List<CompletableFuture<Boolean>> commits = all.stream()
                .map(id -> CompletableFuture.supplyAsync(() -> isCommitted(id)))
                .toList();
        long succeeded = commits.stream()
                .map(CompletableFuture::join)
                .filter(done -> done)
                .count();

        assertThat(succeeded).isEqualTo(1);
        assertThat(column(stage.list(rows, ""), "name", String.class))
                .hasSize(6)
                .containsOnly("by"
                        + IntStream.range(0, 6)
                                .filter(i -> stage.status(all.get(i)).equals("committed"))
                                .findFirst()
                                .orElseThrow());
    }

    private static boolean isCommitted(String id) {
        return stage.answer("PATCH", ALL + "/" + id, object("commit", true), KEY) == 200;
    }

    @Test
    void manyStagersAtOnceDoNotPassTheLimit() {
        stage.table("crowded");
        String id = stage.begin(KEY);
        List<CompletableFuture<Integer>> stagers = IntStream.range(0, 8)
                .mapToObj(stager -> CompletableFuture.supplyAsync(() -> {
                    var operations = array();
                    for (int i = 0; i < 15; i++) {
                        operations.add(operation("create", "crowded", "s" + stager + "-" + i)
                                .put("data", object("name", "n")));
                    }
                    return stage.answer("POST", ALL + "/" + id + "/operations", object("operations", operations), KEY);
                }))
                .toList();

        assertThat(stagers.stream().map(CompletableFuture::join))
                .containsOnly(201, 400)
                .filteredOn(status -> status == 201)
                .hasSize(6);
        assertThat(stage.commit(id, 200, KEY).getInteger("operations")).isEqualTo(90);
    }

    @Test
    void whoListensIsToldAfterTheCommitAndOfNothingThatWasStagedOnly() throws InterruptedException {
        stage.sql(
                "insert into meridian.function (project_id, function_id, label, name, runtime, execute, events,"
                        + " scopes, schedule, timeout_seconds, enabled, logging, entrypoint, commands,"
                        + " deployment_retention, build_specification, runtime_specification, deployment_id,"
                        + " configuration, created_at, updated_at) values ('p2', 'f', 'f', 'F', 'node-22', '{}',"
                        + " $2, '{}', '', 15, true, true, '', '', 0, '', '', '', 1, $1, $1)",
                OffsetDateTime.now(ZoneOffset.UTC),
                Stream.of("create", "update", "upsert", "delete")
                        .map(LISTENED::concat)
                        .toArray(String[]::new));
        String rows = stage.table("heard", object(), OTHER_PROJECT);
        String undone = stage.begin(OTHER_PROJECT);
        stage.call("POST", rows, change(undone, "n").put("rowId", "a"), 201, OTHER_PROJECT);
        stage.call("DELETE", rows + "/a", object("transactionId", undone), 204, OTHER_PROJECT);
        stage.call("PATCH", ALL + "/" + undone, object("rollback", true), 200, OTHER_PROJECT);
        String failed = stage.begin(OTHER_PROJECT);
        stage.call("PUT", rows + "/b", change(failed, "n"), 201, OTHER_PROJECT);
        String done = stage.begin(OTHER_PROJECT);
        stage.call("POST", rows, change(done, "n").put("rowId", "b"), 201, OTHER_PROJECT);
        stage.call("PATCH", rows + "/b", change(done, "m"), 200, OTHER_PROJECT);
        stage.commit(done, 200, OTHER_PROJECT);
        stage.commit(failed, 409, OTHER_PROJECT);
        stage.call("DELETE", rows + "/b", object(), 204, OTHER_PROJECT);

        List<String> heard = new ArrayList<>();
        while (!heard.contains("delete")) {
            String name = stage.told.poll(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
            assertThat(name).as("told so far: %s", heard).isNotNull();
            if (name.startsWith(LISTENED)) {
                heard.add(name.substring(LISTENED.length()));
            }
        }
        assertThat(heard).containsExactlyInAnyOrder("create", "update", "delete");
    }

    private static JsonObject change(String transaction, String name) {
        return object("data", object("name", name), "transactionId", transaction);
    }

    private static void assertConflict(String id) {
        assertThat(stage.commit(id, 409, KEY).getString("type")).isEqualTo("transaction_conflict");
        assertThat(stage.status(id)).isEqualTo("failed");
        assertThat(stage.commit(id, 400, KEY).getString("type")).isEqualTo("transaction_not_ready");
    }
}
