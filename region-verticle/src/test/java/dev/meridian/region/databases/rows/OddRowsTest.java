package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Odd values, names and shapes of requests for rows are refused or answered, and never a failure of the server. */
final class OddRowsTest {

    private static final String T = "/v1/tablesdb/shop/tables";

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @BeforeAll
    static void tables() {
        for (String id : new String[] {"odd", "other"}) {
            Reply made = stage.call(
                    "POST",
                    T,
                    object("tableId", id, "name", id)
                            .put(
                                    "columns",
                                    array(
                                            object("key", "name", "type", "string", "size", 1_000_000),
                                            object("key", "counts", "type", "integer", "array", true),
                                            object("key", "place", "type", "point"),
                                            object("key", "area", "type", "polygon"))));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
        }
        Reply related = stage.call(
                "POST",
                T + "/odd/columns/relationship",
                object(
                        "relatedTableId",
                        "odd",
                        "type",
                        "manyToMany",
                        "key",
                        "books",
                        "twoWay",
                        true,
                        "twoWayKey",
                        "tied"));
        assertThat(related.status()).as(related.text()).isEqualTo(202);
        assertThat(stage.call("POST", T + "/odd/rows", object("rowId", "one", "data", row()))
                        .status())
                .isEqualTo(201);
    }

    private static JsonObject row() {
        return object("name", "aaaa", "counts", array(1, 2), "place", array(1, 1))
                .put("area", array(array(array(0, 0), array(2, 0), array(2, 2), array(0, 0))));
    }

    static Stream<String> queries() {
        return Stream.of(
                "{'method':'select','values':['.']}",
                "{'method':'select','values':['']}",
                "{'method':'select','values':['.*']}",
                "{'method':'select','values':['books.']}",
                "{'method':'select','values':['books..']}",
                "{'method':'select','values':['books..name']}",
                "{'method':'select','values':['books.*.*']}",
                "{'method':'select','values':['books.*','books.name']}",
                "{'method':'select','values':['books','books.*','*']}",
                "{'method':'select','values':['$permissions.x']}",
                "{'method':'select','values':[null]}",
                "{'method':'select','values':[{'method':'select'}]}",
                "{'method':'isNull','attribute':'.'}",
                "{'method':'isNull','attribute':'books.'}",
                "{'method':'equal','attribute':'books.$id','values':['\\u0000']}",
                "{'method':'equal','attribute':'books.$permissions','values':['x']}",
                "{'method':'equal','attribute':'$tableId','values':['x']}",
                "{'method':'equal','attribute':'books.$sequence','values':[99999999999999999999]}",
                "{'method':'equal','attribute':'name','values':[[['x']]]}",
                "{'method':'cursorAfter','values':['\\u0000']}",
                "{'method':'cursorBefore','values':['\\ud800']}",
                "{'method':'offset','values':[9223372036854775807]}",
                "{'method':'orderAsc','attribute':'place'}",
                "{'method':'distanceLessThan','attribute':'place','values':[[[1,1],1e308,true]]}",
                "{'method':'distanceLessThan','attribute':'place','values':[[[1,1],1e308]]}",
                "{'method':'distanceGreaterThan','attribute':'place','values':[[[1,1],1e308,true]]}",
                "{'method':'distanceEqual','attribute':'place','values':[[[1,1],1e-320,true]]}",
                "{'method':'distanceEqual','attribute':'place','values':[[[1e-200,1e-200],1e-320]]}",
                "{'method':'distanceLessThan','attribute':'area','values':[[[1e-200,1e-200],1e-320]]}",
                "{'method':'distanceLessThan','attribute':'place','values':[[[1,90],1,true]]}",
                "{'method':'distanceLessThan','attribute':'place','values':[[[180,-90],1000,true]]}",
                "{'method':'distanceLessThan','attribute':'place','values':[[[1e-200,-1e-200],1000,true]]}",
                "{'method':'intersects','attribute':'area','values':[[[[1e-200,1e-300],[1e-300,1],[2e-200,2e-200],[1e-200,1e-300]]]]}",
                "{'method':'crosses','attribute':'area','values':[[[1e-200,1e-300],[2e-200,1e-310]]]}",
                "{'method':'touches','attribute':'area','values':[[[0,0],[1e-320,1e-320]]]}",
                "{'method':'overlaps','attribute':'area','values':[[[[0,0],[0,0],[0,0],[0,0]]]]}",
                "{'method':'intersects','attribute':'area','values':[[]]}",
                "{'method':'intersects','attribute':'area','values':['POLYGON((0 0,1e999 0,1 1,0 0))']}",
                "{'method':'regex','attribute':'books.name','values':['(']}",
                "{'method':'regex','attribute':'name','values':['a{99999}']}");
    }

    @ParameterizedTest
    @MethodSource("queries")
    void anOddQueryIsAnsweredOrRefused(String query) {
        String path =
                T + "/odd/rows?queries%5B%5D=" + URLEncoder.encode(query.replace('\'', '"'), StandardCharsets.UTF_8);

        Reply reply = stage.get(path);

        assertThat(reply.status()).as(reply.text()).isIn(200, 400);
        assertThat(stage.get(path.replace("/rows?", "/rows/one?")).status()).isIn(200, 400);
    }

    static Stream<JsonObject> data() {
        return Stream.of(
                object("name", "{\"method\":\"stringReplace\",\"values\":[\"\",\"" + "x".repeat(999) + "\"]}"),
                object("counts", "{\"method\":\"arrayInsert\",\"values\":[0,null]}"),
                object("counts", "{\"method\":\"arrayRemove\",\"values\":[1e999]}"),
                object("counts", "{\"method\":\"arrayDiff\",\"values\":[1e999]}"),
                object("counts", "{\"method\":\"arrayFilter\",\"values\":[\"lessThan\",1e999]}"),
                object("counts", "{\"method\":\"arrayFilter\",\"values\":[\"equal\",1e999]}"),
                object("counts", "{\"method\":\"arrayAppend\",\"values\":[1e999]}"),
                object("counts", "{\"method\":\"arrayAppend\",\"values\":[{\"a\":[]}]}"),
                object("counts", "{\"method\":\"arrayFilter\",\"values\":[\"contains\",{\"a\":[]}]}"),
                object("place", "{\"method\":\"arrayAppend\",\"values\":[1]}"),
                object("place", array(1e-320, 1e-310)),
                object("place", object("x", 1)),
                object("place", array(array(1), 2)),
                object("$createdAt", "0000-00-00"),
                object("$createdAt", object(), "name", "x"),
                object("books", new JsonObject()),
                object("books", array(new JsonObject())),
                object("books", array(array())),
                object("books", new JsonArray().addNull()),
                object("books", array("\u0000")),
                object("books", array("\ud800")),
                object("books", array("x".repeat(100_000))),
                object("books", array(object("$id", 1))),
                object("books", array(object("$id", object("$id", "x")))),
                object("books", array(object("$id", array()))),
                object("books", array(object("$id", ""))),
                object("books", array(object("$id", "one", "books", array("one")))),
                object("books", array(object("$permissions", "x"))),
                object("books", array(object("$permissions", new JsonArray().addNull()))),
                object("books", array(object("name", object("a", array(object("b", 1)))))),
                object("books", array(object("\u0000", 1))),
                object("", 1),
                object("books.name", "x"),
                object("name", deep(900)),
                object("books", deep(900)),
                object("books", object("x", deep(900))));
    }

    private static Object deep(int levels) {
        Object value = "x";
        for (int i = 0; i < levels; i++) {
            value = i % 2 == 0 ? array(value) : object("books", value);
        }
        return value;
    }

    @ParameterizedTest
    @MethodSource("data")
    void oddDataIsTakenOrRefused(JsonObject data) {
        Reply patched = stage.call("PATCH", T + "/odd/rows/one", object("data", data));
        Reply put = stage.call("PUT", T + "/odd/rows/two", object("data", data));

        assertThat(patched.status()).as(patched.text()).isIn(200, 400);
        assertThat(put.status()).as(put.text()).isIn(200, 201, 400);
    }

    static Stream<Object> operations() {
        return Stream.of(
                1,
                "x",
                new JsonArray().addNull(),
                array(array()),
                array(1),
                array(object()),
                operation("create", 1),
                operation("create", array()),
                operation("create", object()),
                operation("update", object("counts", "{\"method\":\"arrayAppend\",\"values\":[1e999]}")),
                operation("update", object("name", "x").put("$permissions", 1)),
                operation("update", object("books", array(object("$id", 1)))),
                operation("upsert", object("books", array("absent"))),
                operation("upsert", object("name", "\u0000")),
                operation("upsert", object("name", "\ud800")),
                operation("increment", object("column", "counts", "value", 1)),
                operation("increment", object("column", 1, "value", 1)),
                operation("increment", object("column", "name", "value", "x")),
                operation("increment", object("column", "none", "value", 1, "max", array())),
                operation("bulkCreate", object()),
                operation("bulkCreate", array(1)),
                operation("bulkCreate", array(object("name", "x"))),
                operation("bulkUpdate", object("queries", 1, "data", object("name", "x"))),
                operation("bulkUpdate", object("queries", new JsonArray().addNull(), "data", object("name", "x"))),
                operation("bulkUpdate", object("queries", array("{"), "data", 1)),
                operation("bulkDelete", object("queries", array("{\"method\":\"limit\",\"values\":[1]}", object()))),
                operation("bulkDelete", object("queries", array("{\"method\":\"orderRandom\"}"))),
                operation("delete", object()),
                array(object("databaseId", 1, "tableId", "odd", "action", "create")),
                array(object("databaseId", "shop", "tableId", array(), "action", "create")),
                array(object("databaseId", "shop", "tableId", "none", "action", "delete", "rowId", "x")),
                array(object("databaseId", "none", "tableId", "none", "action", "delete", "rowId", "x")),
                array(object("databaseId", "shop", "tableId", "odd", "action", 1)));
    }

    private static JsonArray operation(String action, Object data) {
        return array(object("databaseId", "shop", "tableId", "odd", "action", action)
                .put("rowId", "one")
                .put("data", data));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void oddOperationsOfATransactionAreStagedOrRefused(Object operations) {
        String transaction =
                stage.call("POST", "/v1/tablesdb/transactions", object()).json().getString("$id");
        String path = "/v1/tablesdb/transactions/" + transaction;

        Reply staged = stage.call("POST", path + "/operations", object("operations", operations));
        Reply rolledBack = stage.call("PATCH", path, object("rollback", true));

        assertThat(staged.status()).as(staged.text()).isIn(201, 400, 404);
        assertThat(rolledBack.status()).as(rolledBack.text()).isEqualTo(200);
    }

    static Stream<JsonObject> bulks() {
        return Stream.of(
                object("rows", 1),
                object("rows", array()),
                object("rows", new JsonArray().addNull()),
                object("rows", array(array())),
                object("rows", array(object("$id", 1))),
                object("rows", array(object("$id", object()))),
                object("rows", array(object("$permissions", object()))),
                object("rows", array(object("$id", "same"), object("$id", "same"))),
                object("rows", array(object("name", "\u0000"))),
                object("rows", array(object("", "x"))),
                object("data", 1),
                object("data", array()),
                object("data", object("name", array())),
                object("data", object("name", "x"), "queries", 1),
                object("data", object("name", "x"), "queries", new JsonArray().addNull()),
                object("data", object("name", "x"), "queries", array("[]")),
                object("data", object("name", "x"), "queries", array("{\"method\":\"select\",\"values\":[\".\"]}")),
                object("data", object("name", "x"), "transactionId", "none"),
                object("data", object("name", "x"), "transactionId", 1),
                object("data", object("name", "x"), "permissions", 1),
                object("value", "x"),
                object("value", 0),
                object("value", new JsonArray().addNull()),
                object("value", 1, "max", object()));
    }

    @ParameterizedTest
    @MethodSource("bulks")
    void oddBodiesOfSeveralRowsAreTakenOrRefused(JsonObject body) {
        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            Reply reply = stage.call(method, T + "/other/rows", body);
            assertThat(reply.status()).as(method + reply.text()).isIn(200, 201, 400, 404, 409);
        }
        Reply added = stage.call("PATCH", T + "/odd/rows/one/name/increment", body);
        assertThat(added.status()).as(added.text()).isIn(400, 404);
    }

    @Test
    void columnsAndRelationshipsComeAndGoWhileRowsAreReadAndWritten() {
        stage.call("PUT", T + "/other/rows/x", object("data", object("name", "x")));
        var changes = CompletableFuture.runAsync(() -> IntStream.range(0, 8).forEach(i -> {
            stage.call("POST", T + "/other/columns/integer", object("key", "number", "required", false));
            stage.call(
                    "POST",
                    T + "/other/columns/relationship",
                    object("relatedTableId", "odd", "type", "manyToOne", "key", "to", "twoWayKey", "from"));
            stage.call("DELETE", T + "/other/columns/to", object());
            stage.call("DELETE", T + "/other/columns/number", object());
        }));
        List<Reply> replies = new ArrayList<>();
        String filtered = T + "/other/rows?queries%5B%5D="
                + URLEncoder.encode("{\"method\":\"isNotNull\",\"attribute\":\"to.name\"}", StandardCharsets.UTF_8);
        while (!changes.isDone()) {
            replies.add(stage.call("PATCH", T + "/other/rows/x", object("data", object("to", "one"))));
            replies.add(stage.call("PATCH", T + "/other/rows/x", object("data", object("number", 1))));
            replies.add(stage.call("PUT", T + "/other/rows/y", object("data", object("to", object("name", "n")))));
            replies.add(stage.get(filtered));
            replies.add(stage.get(T + "/other/rows"));
        }
        changes.join();

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.status()).as(reply.text()).isIn(200, 201, 400, 404));
    }

    @Test
    void rowsAreTiedWhileTheyAreDeletedAndNothingFails() {
        IntStream.range(0, 12).forEach(i -> {
            stage.call("PUT", T + "/odd/rows/base", object("data", object("name", "n")));
            stage.call("PUT", T + "/odd/rows/gone", object("data", object("name", "n")));
            var tie = CompletableFuture.supplyAsync(() ->
                    stage.call("PATCH", T + "/odd/rows/base", object("data", object("books", array("gone")))));
            var back = CompletableFuture.supplyAsync(() ->
                    stage.call("PATCH", T + "/odd/rows/base", object("data", object("tied", array("gone")))));
            var delete = CompletableFuture.supplyAsync(() -> stage.call("DELETE", T + "/odd/rows/gone", object()));
            assertThat(tie.join().status()).as(tie.join().text()).isIn(200, 400, 409);
            assertThat(back.join().status()).as(back.join().text()).isIn(200, 400, 409);
            assertThat(delete.join().status()).as(delete.join().text()).isIn(204, 403);
            stage.call("PATCH", T + "/odd/rows/base", object("data", object("books", array(), "tied", array())));
        });
    }

    @Test
    void rowsThatAreTiedToOneAnotherAreAnsweredWithinTheBoundOfABranch() {
        Object[] all = IntStream.range(0, 20).mapToObj(i -> "m" + i).toArray();
        for (Object id : all) {
            stage.call("PUT", T + "/odd/rows/" + id, object("data", object("name", "m")));
        }
        for (Object id : all) {
            Reply tied = stage.call("PATCH", T + "/odd/rows/" + id, object("data", object("books", array(all))));
            assertThat(tied.status()).as(tied.text()).isEqualTo(200);
        }

        JsonArray rows = stage.get(T + "/odd/rows?queries%5B%5D="
                        + URLEncoder.encode(
                                "{\"method\":\"select\",\"values\":[\"books.books.books.name\"]}",
                                StandardCharsets.UTF_8))
                .json()
                .getJsonArray("rows");

        assertThat(shown(rows, 1)).isGreaterThanOrEqualTo(400);
        assertThat(shown(rows, 2)).isLessThanOrEqualTo(5_000).isPositive();
        assertThat(shown(rows, 3)).isLessThanOrEqualTo(5_000).isPositive();
    }

    private static long shown(JsonArray rows, int steps) {
        return steps == 0
                ? rows.size()
                : rows.stream()
                        .mapToLong(row -> shown(((JsonObject) row).getJsonArray("books", array()), steps - 1))
                        .sum();
    }
}
