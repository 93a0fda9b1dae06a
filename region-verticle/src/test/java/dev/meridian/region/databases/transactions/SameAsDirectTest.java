package dev.meridian.region.databases.transactions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.transactions.TransactionsStage.ALL;
import static dev.meridian.region.databases.transactions.TransactionsStage.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random operations do the same to a table whether they are staged and committed or applied at once, they are refused for the
 * same reasons, and what a transaction shows before its commit is what the commit leaves. The seed is printed; {@code
 * -Dmeridian.seed} repeats a run.
 */
final class SameAsDirectTest {

    private static final Set<String> OWN = Set.of("$sequence", "$createdAt", "$updatedAt", "$tableId");
    private static final int ROUNDS = 6;
    private static final int OPERATIONS = 20;

    @RegisterExtension
    static final TransactionsStage stage = TransactionsStage.open();

    private final long seed = Long.getLong("meridian.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** @param path below the table's rows, for the request that does the same at once */
    private record Step(String method, String path, JsonObject body) {}

    @Test
    void stagedAndCommittedOperationsLeaveWhatTheSameOperationsLeaveAtOnce() {
        System.out.println("SameAsDirectTest: -Dmeridian.seed=" + seed);
        String direct = stage.table("direct");
        String staged = stage.table("staged");
        for (int round = 0; round < ROUNDS; round++) {
            String id = stage.begin(KEY);
            for (int i = 0; i < OPERATIONS; i++) {
                Step step = step();
                JsonObject inside = step.body().copy().put("transactionId", id);
                String there = answer(step.method(), staged + step.path(), inside);
                String here = answer(step.method(), direct + step.path(), step.body());
                assertThat(there).as("seed %s, %s", seed, step).isEqualTo(here);
            }
            JsonArray expected = rows(direct, "");
            assertThat(rows(staged, id)).as("seed %s", seed).isEqualTo(expected);
            stage.commit(id, 200, KEY);
            assertThat(rows(staged, "")).as("seed %s", seed).isEqualTo(expected);
        }
        assertThat(stage.call("GET", ALL, object(), 200, KEY).getInteger("total"))
                .isGreaterThanOrEqualTo(ROUNDS);
    }

    private Step step() {
        String one = "/" + row();
        return switch (random.nextInt(12)) {
            case 0, 1 -> new Step("POST", "", object("rowId", row(), "data", data(true)));
            case 2, 3 -> new Step("PATCH", one, object("data", data(false)));
            case 4 -> new Step("PUT", one, object("data", data(random.nextBoolean())));
            case 5 -> new Step("DELETE", one, object());
            case 6 -> new Step("PATCH", one + "/count/increment", object("value", 1 + random.nextInt(9), "max", 40));
            case 7 -> new Step("PATCH", one + "/count/decrement", object("value", 1 + random.nextInt(9)));
            case 8 -> new Step("POST", "", object("rows", array(wanted(), wanted())));
            case 9 -> new Step("PUT", "", object("rows", array(wanted(), wanted())));
            case 10 -> new Step("PATCH", "", object("data", data(false), "queries", queries(4)));
            default -> new Step("DELETE", "", object("queries", queries(1)));
        };
    }

    private String row() {
        return "r" + random.nextInt(8);
    }

    private JsonObject wanted() {
        return data(true).put("$id", row());
    }

    private JsonObject data(boolean isWhole) {
        JsonObject data = object();
        if (isWhole) {
            data.put("name", "n" + random.nextInt(5));
        }
        return switch (random.nextInt(5)) {
            case 0 -> data.put("count", random.nextInt(50));
            case 1 -> data.put("count", operator("multiply", 2));
            case 2 -> data.put("tags", operator(random.nextBoolean() ? "arrayAppend" : "arrayRemove", "t"));
            case 3 -> data.put("name", operator("stringConcat", "x"));
            default ->
                data.put("tags", array("a", "t"))
                        .put("$permissions", array("read(\"user:u" + random.nextInt(3) + "\")"));
        };
    }

    private static String operator(String method, Object value) {
        return object("method", method, "values", array(value)).encode();
    }

    private JsonArray queries(int most) {
        String order = object("method", random.nextBoolean() ? "orderAsc" : "orderDesc", "attribute", "name")
                .encode();
        String filter = object("method", "greaterThan", "attribute", "count", "values", array(random.nextInt(40)))
                .encode();
        return array(filter, order, limit(most));
    }

    private static String limit(int rows) {
        return object("method", "limit", "values", array(rows)).encode();
    }

    private static String answer(String method, String path, JsonObject body) {
        JsonObject answer = stage.answered(method, path, body, KEY);
        return answer.containsKey("type") && answer.containsKey("code")
                ? answer.getString("type")
                : own(answer).encode();
    }

    private static JsonArray rows(String path, String transaction) {
        return own(stage.list(path, transaction)).getJsonArray("rows");
    }

    /** Without what two tables and two moments do not have in common. */
    private static JsonObject own(JsonObject answer) {
        JsonObject left = object();
        answer.forEach(value -> {
            if (!OWN.contains(value.getKey())) {
                left.put(value.getKey(), value.getValue() instanceof JsonArray list ? own(list) : value.getValue());
            }
        });
        return left;
    }

    private static JsonArray own(JsonArray list) {
        return new JsonArray(list.stream()
                .map(item -> item instanceof JsonObject row ? own(row) : item)
                .toList());
    }
}
