package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.databases.DatabasesFeature;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several rows in one request, through the real API on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class RowsBulkTest {

    private static final String T = "/v1/tablesdb/shop/tables";
    private static final String[] KEY = {"X-Caller", "key"};
    private static final String[] USER = {"X-Caller", "user:anna"};
    private static final String LISTENED = "tablesdb.shop.tables.heard.rows.*.";

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private TestingApi api;

    @BeforeAll
    void start(@TempDir Path data) {
        api = TestingApi.start(data, region -> {
            region.events().deliver(event -> {
                told.addAll(event.names());
                return Future.succeededFuture();
            });
            return List.of(new DatabasesFeature(region));
        });
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        TestingRegion.wait(api.region
                .database()
                .write(
                        "insert into meridian.project (project_id, name, team_id, created_at, updated_at)"
                                + " values ('p1', 'One', 'team', $1, $1), ('p2', 'Two', 'team', $1, $1)",
                        now));
        call("POST", "/v1/tablesdb", object("databaseId", "shop", "name", "Shop"), 201, KEY);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @Test
    void createdRowsAreAnsweredInTheirOrderWithTheirOwnIdsAndPermissions() {
        String rows = table("created");

        JsonObject reply = call(
                "POST",
                rows,
                object(
                        "rows",
                        array(
                                object("$id", "b", "name", "two", "tags", array("x", "y")),
                                object("name", "one", "$permissions", array("read(\"any\")")))),
                201,
                KEY);

        JsonObject first = reply.getJsonArray("rows").getJsonObject(0);
        JsonObject second = reply.getJsonArray("rows").getJsonObject(1);
        assertThat(reply.getInteger("total")).isEqualTo(2);
        assertThat(first.getString("$id")).isEqualTo("b");
        assertThat(first.getJsonArray("tags")).containsExactly("x", "y");
        assertThat(first.getInteger("count")).isEqualTo(7);
        assertThat(second.getString("$id")).isNotEmpty().isNotEqualTo("b");
        assertThat(second.getJsonArray("$permissions")).containsExactly("read(\"any\")");
        assertThat(call("GET", rows, object(), 200, KEY).getJsonArray("rows")).isEqualTo(reply.getJsonArray("rows"));
    }

    @Test
    void whatIsWrongWithOneRowKeepsAllFromBeingCreated() {
        String rows = table("whole");
        call("POST", rows, object("rows", array(object("$id", "old", "name", "unique"))), 201, KEY);
        call(
                "POST",
                T + "/whole/indexes",
                object("key", "byName", "type", "unique", "columns", array("name")),
                202,
                KEY);

        assertThat(refused("POST", rows, two(object("$id", "old", "name", "b")), 409, KEY))
                .isEqualTo("row_already_exists");
        assertThat(refused("POST", rows, two(object("$id", "new", "name", "c")), 409, KEY))
                .isEqualTo("row_already_exists");
        assertThat(refused("POST", rows, two(object("name", "unique")), 409, KEY))
                .isEqualTo("row_unique_constraint_violation");
        assertThat(refused("POST", rows, two(object("count", 1)), 400, KEY)).isEqualTo("row_invalid_structure");
        assertThat(refused("POST", rows, two(object("name", "b", "other", 1)), 400, KEY))
                .isEqualTo("row_invalid_structure");
        assertThat(ids(call("GET", rows, object(), 200, KEY))).containsExactly("old");
    }

    @Test
    void onlyRowsThatTheQueriesFindAreUpdated() {
        String rows = filled("updated", 5);

        JsonObject reply = call(
                "PATCH",
                rows,
                object(
                        "data",
                        object("name", "changed", "$permissions", array("read(\"any\")")),
                        "queries",
                        array(
                                "{\"method\":\"greaterThan\",\"attribute\":\"count\",\"values\":[1]}",
                                "{\"method\":\"orderDesc\",\"attribute\":\"count\"}",
                                "{\"method\":\"limit\",\"values\":[2]}")),
                200,
                KEY);

        assertThat(ids(reply)).containsExactly("r5", "r4");
        JsonArray after = call("GET", rows, object(), 200, KEY).getJsonArray("rows");
        assertThat(after.stream().map(row -> ((JsonObject) row).getString("name")))
                .containsExactly("n", "n", "n", "changed", "changed");
        assertThat(after.stream().map(row -> ((JsonObject) row).getInteger("count")))
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(after.getJsonObject(4).getJsonArray("$permissions")).containsExactly("read(\"any\")");
        assertThat(reply.getJsonArray("rows").getJsonObject(0)).isEqualTo(after.getJsonObject(4));
    }

    @Test
    void aRowThatAnUpdateLeavesAsItIsKeepsItsTime() {
        String rows = filled("same", 1);
        String before = call("GET", rows + "/r1", object(), 200, KEY).getString("$updatedAt");

        JsonObject reply = call("PATCH", rows, object("data", object("name", "n")), 200, KEY);

        assertThat(ids(reply)).containsExactly("r1");
        assertThat(reply.getJsonArray("rows").getJsonObject(0).getString("$updatedAt"))
                .isEqualTo(before);
    }

    @Test
    void anUpsertCreatesWhatIsAbsentAndMergesWhatIsThere() {
        String rows = filled("upserted", 2);

        JsonObject reply = call(
                "PUT",
                rows,
                object("rows", array(object("$id", "new", "name", "made"), object("$id", "r2", "name", "merged"))),
                201,
                KEY);

        assertThat(ids(reply)).containsExactly("new", "r2");
        assertThat(reply.getInteger("total")).isEqualTo(2);
        JsonObject merged = call("GET", rows + "/r2", object(), 200, KEY);
        assertThat(merged.getString("name")).isEqualTo("merged");
        assertThat(merged.getInteger("count")).isEqualTo(2);
        assertThat(call("GET", rows + "/new", object(), 200, KEY).getInteger("count"))
                .isEqualTo(7);
        JsonObject twice = object("rows", array(object("$id", "d", "name", "a"), object("$id", "d", "name", "b")));
        assertThat(refused("PUT", rows, twice, 409, KEY)).isEqualTo("row_already_exists");
        assertThat(refused("PUT", rows, two(object("$id", "r1", "name", 5)), 400, KEY))
                .isEqualTo("row_invalid_structure");
        assertThat(ids(call("GET", rows, object(), 200, KEY))).containsExactly("r1", "r2", "new");
    }

    @Test
    void onlyRowsThatTheQueriesFindAreDeleted() {
        String rows = filled("deleted", 4);

        JsonObject reply = call(
                "DELETE",
                rows,
                object("queries", array("{\"method\":\"lessThan\",\"attribute\":\"count\",\"values\":[3]}")),
                200,
                KEY);

        assertThat(ids(reply)).containsExactly("r1", "r2");
        assertThat(ids(call("GET", rows, object(), 200, KEY))).containsExactly("r3", "r4");
        assertThat(call("DELETE", rows, object(), 200, KEY).getInteger("total")).isEqualTo(2);
        assertThat(call("DELETE", rows, object(), 200, KEY)).isEqualTo(object("total", 0, "rows", array()));
    }

    @Test
    void moreThanAHundredRowsAreRefusedWhereTheyAreListedAndWorkedThroughWhereTheyAreFound() {
        String rows = filled("many", 100);
        for (int part = 0; part < 5; part++) {
            call("POST", rows, object("rows", list(100, i -> object("name", "more"))), 201, KEY);
        }
        call("POST", rows, object("rows", array(object("$id", "last", "name", "n"))), 201, KEY);

        assertThat(refused("POST", rows, object("rows", list(101, i -> object("name", "n"))), 400, KEY))
                .isEqualTo("general_argument_invalid");
        JsonObject updated = call("PATCH", rows, object("data", object("name", "m")), 200, KEY);
        assertThat(updated.getInteger("total")).isEqualTo(601);
        assertThat(updated.getJsonArray("rows")).hasSize(100);
        assertThat(updated.getJsonArray("rows").getJsonObject(0).getString("name"))
                .isEqualTo("m");
        JsonObject latest =
                object("queries", array("{\"method\":\"orderDesc\"}", "{\"method\":\"limit\",\"values\":[600]}"));
        JsonObject deleted = call("DELETE", rows, latest, 200, KEY);
        assertThat(deleted.getInteger("total")).isEqualTo(600);
        assertThat(deleted.getJsonArray("rows").getJsonObject(0).getString("$id"))
                .isEqualTo("last");
        JsonObject left = call("GET", rows, object(), 200, KEY);
        assertThat(ids(left)).containsExactly("r1");
        assertThat(left.getJsonArray("rows").getJsonObject(0).getString("name")).isEqualTo("m");
    }

    @Test
    void aTimestampOlderThanOneOfTheRowsIsAConflict() {
        String rows = filled("timed", 2);
        String[] early = {"X-Caller", "key", "X-Appwrite-Timestamp", "2001-01-01T00:00:00.000+00:00"};

        assertThat(refused("PATCH", rows, object("data", object("name", "m")), 409, early))
                .isEqualTo("row_update_conflict");
        assertThat(refused("PUT", rows, object("rows", array(object("$id", "r1", "name", "m"))), 409, early))
                .isEqualTo("row_update_conflict");
        assertThat(refused("DELETE", rows, object(), 409, early)).isEqualTo("row_update_conflict");
        assertThat(refused("PATCH", rows + "/r1/count/increment", object(), 409, early))
                .isEqualTo("row_update_conflict");
        assertThat(call("GET", rows, object(), 200, KEY).getInteger("total")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "PUT", "DELETE"})
    void clientsMayNotWriteSeveralRowsEvenWhereTheTableIsOpenToThem(String method) {
        String rows = table("closed" + method, "write(\"any\")");
        JsonObject body = object("rows", array(object("name", "a")), "data", object("name", "a"));

        assertThat(refused(method, rows, body, 401, USER)).isEqualTo("general_unauthorized_scope");
        assertThat(refused(method, rows, body, 401)).isEqualTo("general_unauthorized_scope");
    }

    @Test
    void malformedParametersAreRefused() {
        String rows = table("strict");
        JsonArray one = array(object("name", "a"));

        assertThat(List.of(
                        refused("PUT", rows, object(), 400, KEY),
                        refused("PUT", rows, object("rows", array()), 400, KEY),
                        refused("PUT", rows, object("rows", "text"), 400, KEY),
                        refused("PUT", rows, object("rows", array("text")), 400, KEY),
                        refused("POST", rows, object("rows", array()), 400, KEY),
                        refused("POST", rows, object("rows", array(object("$id", "_a", "name", "a"))), 400, KEY),
                        refused("POST", rows, object("rows", array(object("$id", 5, "name", "a"))), 400, KEY),
                        refused("POST", rows, object("rows", array(object("$permissions", "x"))), 400, KEY),
                        refused(
                                "POST",
                                rows,
                                object("rows", array(object("name", "a", "$permissions", array("eat(\"any\")")))),
                                400,
                                KEY),
                        refused("PATCH", rows, object("data", "text"), 400, KEY),
                        refused("PATCH", rows, object("data", object("name", "a"), "queries", "x"), 400, KEY),
                        refused(
                                "DELETE",
                                rows,
                                object("queries", array("{\"method\":\"cursorAfter\",\"values\":[\"a\"]}")),
                                400,
                                KEY),
                        refused(
                                "DELETE",
                                rows,
                                object("queries", array("{\"method\":\"select\",\"values\":[\"name\"]}")),
                                400,
                                KEY)))
                .containsOnly("general_argument_invalid");
        assertThat(List.of(
                        refused("POST", rows, object("rows", one, "rowId", "a"), 400, KEY),
                        refused("POST", rows, object("rows", one, "data", object("name", "a")), 400, KEY),
                        refused("POST", rows, object("rows", one, "permissions", array()), 400, KEY)))
                .containsOnly("general_bad_request");
        assertThat(refused("DELETE", rows, object("queries", array("nonsense")), 400, KEY))
                .isEqualTo("general_query_invalid");
        assertThat(refused("PATCH", rows, object(), 400, KEY)).isEqualTo("row_missing_payload");
        assertThat(refused("PATCH", rows, object("data", object()), 400, KEY)).isEqualTo("row_missing_payload");
        for (String method : List.of("POST", "PATCH", "PUT", "DELETE")) {
            JsonObject body = method.equals("PATCH") ? object("data", object("name", "a")) : object("rows", one);
            assertThat(refused(method, T + "/none/rows", body, 404, KEY)).isEqualTo("table_not_found");
            assertThat(refused(method, rows, body.put("transactionId", "t"), 404, KEY))
                    .isEqualTo("transaction_not_found");
        }
        assertThat(call("GET", rows, object(), 200, KEY).getInteger("total")).isZero();
    }

    @Test
    void aColumnAddedMeanwhileIsSeen() {
        String rows = filled("grown", 1);
        call("POST", T + "/grown/columns/integer", object("key", "later", "required", false, "default", 3), 202, KEY);

        assertThat(call("POST", rows, object("rows", array(object("name", "a"))), 201, KEY)
                        .getJsonArray("rows")
                        .getJsonObject(0)
                        .getInteger("later"))
                .isEqualTo(3);
        assertThat(call("PATCH", rows, object("data", object("later", 4)), 200, KEY).getJsonArray("rows").stream()
                        .map(row -> ((JsonObject) row).getInteger("later")))
                .containsExactly(4, 4);
    }

    @Test
    void whoListensIsToldOfEachRowThatChangesAndOfNoneThatIsRolledBack() throws InterruptedException {
        String[] other = {"X-Caller", "key", "X-Appwrite-Project", "p2"};
        TestingRegion.wait(api.region
                .database()
                .write(
                        "insert into meridian.function (project_id, function_id, label, name, runtime, execute, events,"
                                + " scopes, schedule, timeout_seconds, enabled, logging, entrypoint, commands,"
                                + " deployment_retention, build_specification, runtime_specification, deployment_id,"
                                + " configuration, created_at, updated_at) values ('p2', 'f', 'f', 'F', 'node-22', '{}',"
                                + " $2, '{}', '', 15, true, true, '', '', 0, '', '', '', 1, $1, $1)",
                        OffsetDateTime.now(ZoneOffset.UTC),
                        Stream.of("create", "update", "upsert", "delete")
                                .map(LISTENED::concat)
                                .toArray(String[]::new)));
        call("POST", "/v1/tablesdb", object("databaseId", "shop", "name", "Shop"), 201, other);
        String rows = table("heard", other);

        refused("POST", rows, two(object("$id", "new", "name", "c")), 409, other);
        call("POST", rows, object("rows", list(2, i -> object("$id", "r" + i, "name", "n"))), 201, other);
        call("PATCH", rows, object("data", object("name", "m")), 200, other);
        call("PATCH", rows, object("data", object("name", "m")), 200, other);
        call("PUT", rows, object("rows", array(object("$id", "r3", "name", "u"))), 201, other);
        call("DELETE", rows, object(), 200, other);

        List<String> heard = new ArrayList<>();
        while (heard.size() < 8) {
            String name = told.poll(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
            assertThat(name).as("told so far: %s", heard).isNotNull();
            if (name.startsWith(LISTENED)) {
                heard.add(name.substring(LISTENED.length()));
            }
        }
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        "create", "create", "update", "update", "upsert", "delete", "delete", "delete");
    }

    private String table(String id, String... as) {
        boolean caller = as.length > 1;
        call(
                "POST",
                T,
                object("tableId", id, "name", id, "permissions", caller ? array() : array((Object[]) as))
                        .put(
                                "columns",
                                array(
                                        object("key", "name", "type", "string", "size", 100, "required", true),
                                        object("key", "count", "type", "integer", "default", 7),
                                        object("key", "tags", "type", "string", "size", 10, "array", true))),
                201,
                caller ? as : KEY);
        return T + "/" + id + "/rows";
    }

    private String filled(String id, int rows) {
        String path = table(id);
        call("POST", path, object("rows", list(rows, i -> object("$id", "r" + i, "name", "n", "count", i))), 201, KEY);
        return path;
    }

    /** A good row and another. */
    private static JsonObject two(JsonObject other) {
        return object("rows", array(object("$id", "new", "name", "good"), other));
    }

    private static JsonArray list(int size, IntFunction<JsonObject> item) {
        return array(IntStream.rangeClosed(1, size).mapToObj(item).toArray());
    }

    private String refused(String method, String path, JsonObject body, int status, String... as) {
        return call(method, path, body, status, as).getString("type");
    }

    private JsonObject call(String method, String path, JsonObject body, int status, String... as) {
        byte[] bytes = method.equals("GET") ? new byte[0] : body.toBuffer().getBytes();
        String[] headers = Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(as))
                .toArray(String[]::new);
        HttpResponse<byte[]> response = api.send(method, path, bytes, headers);
        Buffer answer = Buffer.buffer(response.body());
        assertThat(response.statusCode()).as("%s %s: %s", method, path, answer).isEqualTo(status);
        return answer.length() == 0 ? object() : answer.toJsonObject();
    }

    private static List<String> ids(JsonObject page) {
        return page.getJsonArray("rows").stream()
                .map(row -> ((JsonObject) row).getString("$id"))
                .toList();
    }
}
