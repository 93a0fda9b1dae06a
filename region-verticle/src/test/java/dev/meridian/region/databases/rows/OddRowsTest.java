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

    @Test
    void rowsAreTiedWhileTheyAreDeletedAndNothingFails() {
        IntStream.range(0, 12).forEach(i -> {
            stage.call("PUT", T + "/odd/rows/base", object("data", object("name", "n")));
            stage.call("PUT", T + "/odd/rows/gone", object("data", object("name", "n")));
            var tie = java.util.concurrent.CompletableFuture.supplyAsync(() ->
                    stage.call("PATCH", T + "/odd/rows/base", object("data", object("books", array("gone")))));
            var back = java.util.concurrent.CompletableFuture.supplyAsync(() ->
                    stage.call("PATCH", T + "/odd/rows/base", object("data", object("tied", array("gone")))));
            var delete = java.util.concurrent.CompletableFuture.supplyAsync(
                    () -> stage.call("DELETE", T + "/odd/rows/gone", object()));
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
