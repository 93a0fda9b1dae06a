package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Operators in rows' data, through the real API on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RowOperatorsTest {

    private static final String ROWS = "/v1/tablesdb/shop/tables/counted/rows";

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @BeforeAll
    void start() {
        Reply made = stage.call(
                "POST",
                "/v1/tablesdb/shop/tables",
                object(
                        "tableId",
                        "counted",
                        "name",
                        "Counted",
                        "columns",
                        array(
                                object("key", "n", "type", "integer", "max", 100),
                                object("key", "tags", "type", "string", "size", 20, "array", true),
                                object("key", "note", "type", "string", "size", 100))));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private static String operator(String method, Object... values) {
        return object("method", method, "values", array(values)).encode();
    }

    private void create(String id, int n) {
        assertThat(stage.call("POST", ROWS, object("rowId", id, "data", object("n", n, "tags", array("a"))))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void updatesAndUpsertsApplyThemToThePresentValue() {
        create("one", 5);

        JsonObject updated = stage.call(
                        "PATCH",
                        ROWS + "/one",
                        object("data", object("n", operator("increment", 2), "tags", operator("arrayAppend", "b"))))
                .json();
        JsonObject upserted = stage.call("PUT", ROWS + "/one", object("data", object("n", operator("multiply", 3))))
                .json();

        assertThat(updated.getInteger("n")).isEqualTo(7);
        assertThat(updated.getJsonArray("tags")).containsExactly("a", "b");
        assertThat(upserted.getInteger("n")).isEqualTo(21);
        assertThat(stage.call("PATCH", ROWS + "/one", object("data", object("n", operator("multiply", 5))))
                        .type())
                .isEqualTo("row_invalid_structure");
        assertThat(stage.call("PATCH", ROWS + "/one", object("data", object("n", operator("divide", 0))))
                        .json()
                        .getString("message"))
                .contains("\"n\"")
                .contains("division by zero");
        assertThat(stage.get(ROWS + "/one").json().getInteger("n")).isEqualTo(21);
    }

    @Test
    void manyRowsAreChangedEachByItsOwnValue() {
        create("m1", 1);
        create("m2", 2);

        JsonArray rows = stage.call(
                        "PATCH",
                        ROWS,
                        object(
                                "data", object("n", operator("increment", 10)),
                                "queries",
                                        array(
                                                "{\"method\":\"equal\",\"attribute\":\"$id\",\"values\":[\"m1\",\"m2\"]}")))
                .json()
                .getJsonArray("rows");

        assertThat(rows.stream().map(row -> ((JsonObject) row).getInteger("n"))).containsExactly(11, 12);
    }

    @Test
    void noneIsLostWhereManyComeAtOnce() {
        create("hot", 0);
        List<CompletableFuture<Reply>> replies = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                        stage.call("PATCH", ROWS + "/hot", object("data", object("n", operator("increment", 1))))))
                .toList();

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(200));
        assertThat(stage.get(ROWS + "/hot").json().getInteger("n")).isEqualTo(40);
    }

    @Test
    void creationTakesTextAsText() {
        String text = operator("toggle");

        assertThat(stage.call("POST", ROWS, object("rowId", "text", "data", object("note", text)))
                        .json()
                        .getString("note"))
                .isEqualTo(text);
        assertThat(stage.call("POST", ROWS, object("rowId", "no", "data", object("n", operator("increment", 1))))
                        .type())
                .isEqualTo("row_invalid_structure");
    }
}
