package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class UnlockedUpdatesTest {

    private static final String ROWS = "/v1/tablesdb/shop/tables/counters/rows";
    private static final int WRITERS = 8;
    private static final int TIMES = 25;

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @BeforeAll
    static void table() {
        JsonObject table = object(
                "tableId",
                "counters",
                "name",
                "Counters",
                "columns",
                array(
                        object("key", "count", "type", "integer"),
                        object("key", "left", "type", "integer"),
                        object("key", "right", "type", "integer"),
                        object("key", "code", "type", "varchar", "size", 20)),
                "indexes",
                array(object("key", "codes", "type", "unique", "attributes", array("code"))));
        assertThat(stage.call("POST", "/v1/tablesdb/shop/tables", table).status())
                .isEqualTo(201);
    }

    @Test
    void everyIncrementOfARowThatManyAddToCounts() throws Exception {
        create("hot", object("count", 0));

        List<Reply> replies = together(i -> stage.call("PATCH", ROWS + "/hot/count/increment", object("value", 1)));

        assertThat(replies).allMatch(reply -> reply.status() == 200);
        assertThat(row("hot").getInteger("count")).isEqualTo(WRITERS * TIMES);
        assertThat(replies.stream().map(reply -> reply.json().getInteger("count")))
                .as("each has seen its own sum")
                .doesNotHaveDuplicates();
    }

    @Test
    void changesOfDifferentColumnsAtOnceAreBothKept() throws Exception {
        create("both", object("left", 0, "right", 0));

        List<Reply> replies = together(i ->
                stage.call("PATCH", ROWS + "/both", object("data", object(i % 2 == 0 ? "left" : "right", i))));

        assertThat(replies).allMatch(reply -> reply.status() == 200);
        JsonObject row = row("both");
        assertThat(row.getInteger("left") % 2).isZero();
        assertThat(row.getInteger("right") % 2).isEqualTo(1);
    }

    @Test
    void aRowThatIsDeletedMeanwhileIsNotFoundAndNeverThereAgain() throws Exception {
        create("gone", object("count", 0));

        List<Reply> replies = together(i -> i == 20
                ? stage.call("DELETE", ROWS + "/gone", object())
                : stage.call("PATCH", ROWS + "/gone", object("data", object("count", i))));

        assertThat(replies).allMatch(reply -> List.of(200, 204, 404).contains(reply.status()));
        assertThat(stage.get(ROWS + "/gone").type()).isEqualTo("row_not_found");
    }

    @Test
    void aValueThatAnotherRowHasIsRefusedAndNothingIsChanged() {
        create("one", object("code", "a", "count", 1));
        create("two", object("code", "b", "count", 1));

        Reply refused = stage.call("PATCH", ROWS + "/two", object("data", object("code", "a", "count", 2)));

        assertThat(refused.status()).as(refused.text()).isEqualTo(409);
        assertThat(row("two").getInteger("count")).isEqualTo(1);
    }

    private static void create(String id, JsonObject data) {
        Reply made = stage.call("POST", ROWS, object("rowId", id, "data", data));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private static JsonObject row(String id) {
        return stage.get(ROWS + "/" + id).json();
    }

    /** What is answered to many, asked by some at once. */
    private static List<Reply> together(IntFunction<Reply> ask) throws Exception {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<Reply>> asked = new ArrayList<>();
            for (int i = 0; i < WRITERS * TIMES; i++) {
                int number = i;
                asked.add(writers.submit(() -> ask.apply(number)));
            }
            List<Reply> replies = new ArrayList<>();
            for (Future<Reply> one : asked) {
                replies.add(one.get());
            }
            return replies;
        }
    }
}
