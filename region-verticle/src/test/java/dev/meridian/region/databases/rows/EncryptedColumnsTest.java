package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.DatabasesStage.queries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns whose values callers read and write as always, and the database cannot read (contract section 5). */
final class EncryptedColumnsTest {

    private static final String T = "/v1/tablesdb/shop/tables";
    private static final String ROWS = T + "/vault/rows";
    private static final String SECRET = "the cat's name";

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @BeforeAll
    static void vault() {
        Reply made = stage.call(
                "POST",
                T,
                object("tableId", "vault", "name", "vault")
                        .put(
                                "columns",
                                array(
                                        object("key", "plain", "type", "string", "size", 200),
                                        object("key", "secret", "type", "string", "size", 200, "encrypt", true),
                                        object("key", "list", "type", "text", "array", true, "encrypt", true),
                                        object(
                                                "key", "given", "type", "varchar", "size", 150, "encrypt", true,
                                                "default", SECRET))));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().getJsonArray("columns").getJsonObject(1).getBoolean("encrypt"))
                .isTrue();
        assertThat(made.json().getJsonArray("columns").getJsonObject(0).getBoolean("encrypt"))
                .isFalse();
    }

    @Test
    void callersReadWhatTheyWroteAndTheDatabaseHasNoneOfIt() {
        JsonObject data = object("plain", "seen", "secret", SECRET, "list", array(SECRET, ""));
        JsonObject made = written("POST", ROWS, object("rowId", "one", "data", data));

        assertThat(made.getString("secret")).isEqualTo(SECRET);
        JsonObject read = stage.get(ROWS + "/one").json();
        assertThat(read.getString("secret")).isEqualTo(SECRET);
        assertThat(read.getString("given")).isEqualTo(SECRET);
        assertThat(read.getJsonArray("list")).containsExactly(SECRET, "");
        assertThat(stage.get(ROWS).json().getJsonArray("rows").encode()).contains(SECRET);
        assertThat(dump("vault")).contains("seen", "sealed1.").doesNotContain("cat");

        JsonObject patch = object("data", object("secret", "{\"method\":\"stringConcat\",\"values\":[\"!\"]}"));
        assertThat(written("PATCH", ROWS + "/one", patch).getString("secret")).isEqualTo(SECRET + "!");
        assertThat(written("PATCH", ROWS, object("data", object("list", array("x"))))
                        .getInteger("total"))
                .isPositive();
        assertThat(written("PATCH", ROWS + "/one", object("data", new JsonObject().putNull("secret")))
                        .getValue("secret"))
                .isNull();
        assertThat(dump("vault")).doesNotContain("cat");
    }

    @Test
    void whatIsStagedIsSealedToo() {
        String transaction =
                written("POST", "/v1/tablesdb/transactions", object()).getString("$id");

        JsonObject staged = written(
                "POST", ROWS, object("rowId", "two", "data", object("secret", SECRET), "transactionId", transaction));

        assertThat(staged.getString("secret")).isEqualTo(SECRET);
        String kept = TestingRegion.wait(stage.database()
                        .read("select string_agg(operation, ' ') from meridian.row_transaction_operation"))
                .iterator()
                .next()
                .getString(0);
        assertThat(kept).contains("sealed1.").doesNotContain("cat");
        assertThat(written("PATCH", "/v1/tablesdb/transactions/" + transaction, object("commit", true))
                        .getString("status"))
                .isEqualTo("committed");
        assertThat(stage.get(ROWS + "/two").json().getString("secret")).isEqualTo(SECRET);
    }

    static Stream<String> lookingQueries() {
        return Stream.of(
                "{'method':'equal','attribute':'secret','values':['x']}",
                "{'method':'isNull','attribute':'secret'}",
                "{'method':'startsWith','attribute':'secret','values':['t']}",
                "{'method':'contains','attribute':'list','values':['x']}",
                "{'method':'orderAsc','attribute':'secret'}");
    }

    @ParameterizedTest
    @MethodSource("lookingQueries")
    void queriesDoNotLookIntoThem(String query) {
        assertThat(stage.get(ROWS + queries(query)).type()).isEqualTo("general_query_invalid");
    }

    static Stream<Object[]> refused() {
        return Stream.of(
                new Object[] {
                    "columns/string",
                    object("key", "k", "size", 149, "required", false, "encrypt", true),
                    "general_argument_invalid"
                },
                new Object[] {
                    "columns/integer",
                    object("key", "k", "required", false, "encrypt", true),
                    "general_argument_invalid"
                },
                new Object[] {
                    "columns/email", object("key", "k", "required", false, "encrypt", true), "general_argument_invalid"
                },
                new Object[] {
                    "indexes", object("key", "i", "type", "key", "columns", array("secret")), "column_index_invalid"
                },
                new Object[] {
                    "indexes", object("key", "i", "type", "unique", "columns", array("given")), "column_index_invalid"
                },
                new Object[] {
                    "indexes",
                    object("key", "i", "type", "fulltext", "columns", array("secret")),
                    "column_index_invalid"
                });
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeSealedOrIndexedIsRefused(String path, JsonObject asked, String type) {
        assertThat(stage.call("POST", T + "/vault/" + path, asked).type()).isEqualTo(type);
    }

    @Test
    void sizesOfSealedValuesCannotShrinkButKeysMayChange() {
        JsonObject update = new JsonObject().put("required", false).putNull("default");

        assertThat(stage.call(
                                "PATCH",
                                T + "/vault/columns/string/secret",
                                update.copy().put("size", 160))
                        .type())
                .isEqualTo("column_invalid_resize");
        stage.call(
                "POST",
                T + "/vault/columns/string",
                object("key", "moved", "size", 150, "required", false, "encrypt", true));
        written("POST", ROWS, object("rowId", "three", "data", object("moved", SECRET)));
        assertThat(stage.call(
                                "PATCH",
                                T + "/vault/columns/string/moved",
                                update.copy().put("newKey", "renamed"))
                        .json()
                        .getBoolean("encrypt"))
                .isTrue();
        assertThat(stage.get(ROWS + "/three").json().getString("renamed")).isEqualTo(SECRET);
        assertThat(stage.call("DELETE", T + "/vault/columns/renamed", object()).status())
                .isEqualTo(204);
    }

    private static JsonObject written(String method, String path, JsonObject body) {
        Reply reply = stage.call(method, path, body);
        assertThat(reply.status()).as(reply.text()).isBetween(200, 201);
        return reply.json();
    }

    /** All that the database holds of a table's rows. */
    private static String dump(String table) {
        String relation = TestingRegion.wait(stage.database()
                        .read(
                                "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables"
                                        + " join meridian.app_table on relation = tablename where table_id = $1",
                                table))
                .iterator()
                .next()
                .getString(0);
        return TestingRegion.wait(stage.database().read("select string_agg(t::text, ' ') from " + relation + " t"))
                .iterator()
                .next()
                .getString(0);
    }
}
