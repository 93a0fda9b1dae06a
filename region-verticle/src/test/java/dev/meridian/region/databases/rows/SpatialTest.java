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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Geometries in rows and in queries (contract section 3), through the real API on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SpatialTest {

    private static final String TABLES = "/v1/tablesdb/shop/tables";
    private static final String ROWS = TABLES + "/map/rows";

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @BeforeAll
    void start() {
        table("map");
        table("notes");
        row("berlin", "{'at':[13.4,52.5],'way':[[0,0],[4,4]],'area':[[[0,0],[4,0],[4,4],[0,4],[0,0]]]}");
        row(
                "paris",
                "{'at':'POINT(2.35 48.86)','way':'LINESTRING(0 4, 4 0)','area':[[[4,0],[8,0],[8,4],[4,4],[4,0]]]}");
        row(
                "sydney",
                "{'at':[151.2,-33.87],'way':[[0,0],[1,0],[1,1],[0,0]],"
                        + "'area':'POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,8 1,8 8,1 8,1 1))'}");
        row("none", "{'name':'nowhere'}");
    }

    private static void table(String id) {
        Reply made = stage.call(
                "POST",
                TABLES,
                object(
                        "tableId",
                        id,
                        "name",
                        id,
                        "columns",
                        array(
                                object("key", "at", "type", "point"),
                                object("key", "way", "type", "linestring"),
                                object("key", "area", "type", "polygon"),
                                object("key", "name", "type", "string", "size", 20))));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private static void row(String id, String data) {
        Reply made = stage.call("POST", ROWS, object("rowId", id, "data", json(data)));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private static Reply list(String rows, String... queries) {
        return stage.get(rows + "?"
                + Stream.of(queries)
                        .map(query ->
                                "queries%5B%5D=" + URLEncoder.encode(query.replace('\'', '"'), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private static List<String> ids(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().getJsonArray("rows").stream()
                .map(row -> ((JsonObject) row).getString("$id"))
                .toList();
    }

    @Test
    void valuesAreKeptAsTheyAreInEveryKindOfWrite() {
        String rows = TABLES + "/notes/rows";
        JsonArray line = array(array(0.1, -89.999999999999), array(180, 90), array(1, 1e-7));
        JsonObject created = stage.call(
                        "POST", rows, object("rowId", "a", "data", object("at", "point(-0.25 7)", "way", line)))
                .json();
        assertThat(created.getJsonArray("at")).containsExactly(-0.25, 7);
        assertThat(created.getJsonArray("way")).isEqualTo(line);
        assertThat(created.getValue("area")).isNull();
        assertThat(stage.get(rows + "/a").json().getJsonArray("way")).isEqualTo(line);

        JsonArray shell = array(array(0, 0), array(2, 0), array(0, 2), array(0, 0));
        JsonObject changed = stage.call("PATCH", rows + "/a", object("data", object("area", shell, "at", array(1, 2))))
                .json();
        assertThat(changed.getJsonArray("area")).isEqualTo(array(shell));
        JsonObject same = stage.call("PATCH", rows + "/a", object("data", object("at", "POINT(1 2)")))
                .json();
        assertThat(same.getString("$updatedAt")).isEqualTo(changed.getString("$updatedAt"));

        JsonObject emptied = stage.call(
                        "PUT",
                        rows + "/a",
                        object(
                                "data",
                                object("way", array(array(1, 1), array(2, 2))).putNull("at")))
                .json();
        assertThat(emptied.getValue("at")).isNull();
        assertThat(emptied.getJsonArray("area")).isEqualTo(array(shell));
        JsonArray many = array(object("$id", "b", "at", array(5, 6)), object("$id", "c", "at", "POINT(7 8)"));
        assertThat(stage.call("POST", rows, object("rows", many)).status()).isEqualTo(201);
        assertThat(stage.call(
                                "PATCH",
                                rows,
                                object(
                                        "data",
                                        object("at", array(9, 9)),
                                        "queries",
                                        array(query("equal", "at", "[5,6]").replace('\'', '"'))))
                        .json()
                        .getJsonArray("rows")
                        .getJsonObject(0)
                        .getJsonArray("at"))
                .containsExactly(9, 9);
        assertThat(stage.get("/v1/databases/shop/collections/notes/documents/b")
                        .json()
                        .getJsonArray("at"))
                .containsExactly(9, 9);
    }

    private static String query(String method, String attribute, String value) {
        return "{'method':'" + method + "','attribute':'" + attribute + "','values':[" + value + "]}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'at':[1,2,3]}",
                "{'at':[181,0]}",
                "{'at':'LINESTRING(1 2,3 4)'}",
                "{'at':'here'}",
                "{'at':5}",
                "{'at':{'lng':1,'lat':2}}",
                "{'at':[[1,2]]}",
                "{'way':[[1,2]]}",
                "{'way':[1,2]}",
                "{'area':[[[0,0],[1,0],[1,1],[0,1]]]}",
                "{'area':[[0,0],[1,0]]}",
                "{'at':{'method':'increment','values':[1]}}",
                "{'name':[1,2]}"
            })
    void whatIsNoGeometryOfTheColumnsTypeIsRefused(String data) {
        assertThat(stage.call("POST", ROWS, object("rowId", "no", "data", json(data)))
                        .type())
                .isEqualTo("row_invalid_structure");
        assertThat(stage.get(ROWS + "/no").type()).isEqualTo("row_not_found");
    }

    @Test
    void operatorsHaveNothingToDoWithThem() {
        for (String operator : List.of("increment", "stringConcat", "arrayAppend", "toggle", "dateSetNow")) {
            String text = object("method", operator, "values", array(1)).encode();
            assertThat(stage.call("PATCH", ROWS + "/berlin", object("data", object("at", text)))
                            .type())
                    .as(operator)
                    .isEqualTo("row_invalid_structure");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "intersects | area | [2,2] | berlin",
                "intersects | area | [4,2] | berlin,paris",
                "notIntersects | area | [4,2] | sydney",
                "crosses | way | [[1,0],[1,4]] | berlin,paris",
                "notCrosses | way | [[1,0],[1,4]] | sydney",
                "crosses | way | [[[2,0],[4,0],[4,2],[2,0]]] | paris",
                "overlaps | area | [[[3,3],[5,3],[5,5],[3,5],[3,3]]] | berlin,paris",
                "notOverlaps | area | [[[3,3],[5,3],[5,5],[3,5],[3,3]]] | sydney",
                "touches | area | [[[-2,0],[0,0],[0,4],[-2,0]]] | berlin,sydney",
                "notTouches | area | [[[-2,0],[0,0],[0,4],[-2,0]]] | paris",
                "touches | way | [0,0] | berlin",
                "equal | area | [[[4,4],[0,4],[0,0],[4,0],[4,4]]] | berlin",
                "equal | at | 'POINT(2.35 48.86)' | paris",
                "notEqual | at | [2.35,48.86] | berlin,sydney",
                "contains | area | [2,2] | berlin",
                "contains | area | [[0,0],[9,0]] | sydney",
                "containsAny | way | [[1,1],[2,2]] | berlin",
                "notContains | area | [2,2] | paris,sydney",
                "distanceEqual | way | [[-3,-4],5,false] | berlin,sydney",
                "distanceNotEqual | way | [[-3,-4],5] | paris",
                "distanceLessThan | area | [[10,2],2.5,false] | paris,sydney",
                "distanceGreaterThan | area | [[10,2],2.5,false] | berlin",
                "distanceLessThan | at | [[13.4,52.5],870000,true] | berlin",
                "distanceLessThan | at | [[13.4,52.5],880000,true] | berlin,paris",
                "distanceGreaterThan | at | [[13.4,52.5],880000,true] | sydney",
                "distanceNotEqual | at | [[13.4,52.5],0,true] | paris,sydney",
                "isNull | at | | none",
                "isNotNull | way | | berlin,paris,sydney"
            })
    void eachMethodFindsWhatItSays(String method, String attribute, String value, String found) {
        String query = query(method, attribute, value == null ? "" : value);

        assertThat(ids(list(ROWS, query))).containsExactly(found.split(","));
    }

    @Test
    void theyStandWithOthersAndWithPages() {
        String near = query("distanceLessThan", "at", "[[0,50],60,false]");
        String either = "{'method':'or','values':[" + near + "," + query("equal", "name", "'nowhere'") + "]}";

        assertThat(ids(list(ROWS, either))).containsExactly("berlin", "paris", "none");
        Reply page =
                list(ROWS, either, "{'method':'limit','values':[1]}", "{'method':'cursorAfter','values':['berlin']}");
        assertThat(ids(page)).containsExactly("paris");
        assertThat(page.json().getInteger("total")).isEqualTo(3);
        assertThat(list(ROWS, near, "{'method':'select','values':['at']}")
                        .json()
                        .getJsonArray("rows")
                        .getJsonObject(0)
                        .getJsonArray("at"))
                .containsExactly(13.4, 52.5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'method':'intersects','attribute':'name','values':[[1,2]]}",
                "{'method':'intersects','attribute':'at','values':[1,2]}",
                "{'method':'intersects','attribute':'at','values':[[1,200]]}",
                "{'method':'intersects','attribute':'at','values':['here']}",
                "{'method':'equal','attribute':'at','values':[[1,2],[3,4]]}",
                "{'method':'equal','attribute':'name','values':[[1,2]]}",
                "{'method':'notEqual','attribute':'at','values':[1]}",
                "{'method':'lessThan','attribute':'at','values':[[1,2]]}",
                "{'method':'between','attribute':'at','values':[[1,2],[3,4]]}",
                "{'method':'startsWith','attribute':'at','values':['P']}",
                "{'method':'search','attribute':'at','values':['P']}",
                "{'method':'containsAll','attribute':'area','values':[[1,2]]}",
                "{'method':'contains','attribute':'area','values':[[1,2],[3,4]]}",
                "{'method':'contains','attribute':'name','values':[[1,2]]}",
                "{'method':'distanceLessThan','attribute':'name','values':[[[1,2],1]]}",
                "{'method':'distanceLessThan','attribute':'at','values':[[[1,2],-1]]}",
                "{'method':'distanceLessThan','attribute':'at','values':[[1,2]]}",
                "{'method':'distanceLessThan','attribute':'way','values':[[[1,2],1,true]]}",
                "{'method':'distanceLessThan','attribute':'at','values':[[[[1,2],[3,4]],1,true]]}",
                "{'method':'orderAsc','attribute':'at'}"
            })
    void queriesThatMakeNoSenseAreRefused(String query) {
        Reply reply = list(ROWS, query);

        assertThat(reply.type()).as(reply.text()).isEqualTo("general_query_invalid");
        assertThat(reply.status()).isEqualTo(400);
    }
}
