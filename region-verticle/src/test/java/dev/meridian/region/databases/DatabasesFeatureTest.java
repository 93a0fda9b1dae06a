package dev.meridian.region.databases;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.DatabasesStage.queries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TablesDB as clients and servers see it, through the real API on a real database. */
final class DatabasesFeatureTest {

    private static final String T = "/v1/tablesdb/shop/tables";
    private static final String[] KEY = DatabasesStage.KEY;
    private static final String[] POOR = DatabasesStage.POOR;
    private static final String[] GUEST = DatabasesStage.GUEST;
    private static final String[] ANNA = DatabasesStage.ANNA;
    private static final String[] BERT = DatabasesStage.BERT;

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @Test
    void aTableGrowsColumnsAndIndexesOneByOne() {
        table("grown", false);
        String path = T + "/grown";

        Reply created =
                call("POST", path + "/columns/string", object("key", "title", "required", true, "size", 40), KEY);
        assertThat(created.status()).isEqualTo(202);
        assertThat(created.json().getString("status")).isEqualTo("processing");
        assertThat(call(
                                "POST",
                                path + "/columns/integer",
                                object("key", "n", "required", false, "min", 0, "default", 7),
                                KEY)
                        .status())
                .isEqualTo(202);
        assertThat(call(
                                "POST",
                                path + "/indexes",
                                object("key", "byTitle", "type", "unique", "columns", array("title")),
                                KEY)
                        .status())
                .isEqualTo(202);

        assertThat(get(path + "/columns/title", KEY).json().getString("status")).isEqualTo("available");
        assertThat(get(path + "/columns", KEY).json().getInteger("total")).isEqualTo(2);
        assertThat(get(path, KEY).json().getJsonArray("indexes")).hasSize(1);
        assertThat(row("grown", "r1", object("title", "a"), KEY).json().getInteger("n"))
                .isEqualTo(7);
        assertThat(row("grown", "r2", object("title", "a"), KEY).type()).isEqualTo("row_unique_constraint_violation");
        assertThat(row("grown", "r1", object("title", "b"), KEY).type()).isEqualTo("row_already_exists");
        assertThat(call("DELETE", path + "/columns/title", object(), KEY).type())
                .isEqualTo("column_index_dependency");
        assertThat(call("DELETE", path + "/indexes/byTitle", object(), KEY).status())
                .isEqualTo(204);
        assertThat(call("DELETE", path + "/columns/title", object(), KEY).status())
                .isEqualTo(204);
        assertThat(get(path + "/rows/r1", KEY).json().fieldNames())
                .contains("n")
                .doesNotContain("title");
    }

    @Test
    void databasesAndTablesAreFoundByWhatTheirIdsAndNamesHold() {
        call("POST", "/v1/tablesdb", object("databaseId", "depot", "name", "Warehouse"), KEY);
        call("POST", "/v1/tablesdb/depot/tables", object("tableId", "crates", "name", "Wooden boxes"), KEY);
        call("POST", "/v1/tablesdb/depot/tables", object("tableId", "pallets", "name", "Flat"), KEY);

        JsonObject databases = get("/v1/tablesdb?search=wareh", KEY).json();
        JsonObject tables = get("/v1/tablesdb/depot/tables?search=boxes", KEY).json();

        assertThat(databases.getInteger("total")).isEqualTo(1);
        assertThat(databases.getJsonArray("databases").getJsonObject(0).getString("$id"))
                .isEqualTo("depot");
        assertThat(tables.getInteger("total")).isEqualTo(1);
        assertThat(tables.getJsonArray("tables").getJsonObject(0).getString("$id"))
                .isEqualTo("crates");
        Reply malformed = get("/v1/tablesdb" + queries("{'method':'regex','attribute':'name','values':['(']}"), KEY);
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.type()).isEqualTo("general_argument_invalid");
        assertThat(get("/v1/tablesdb/depot/tables?search=nothing", KEY).json().getInteger("total"))
                .isZero();
    }

    @Test
    void queriesFilterOrderAndPage() {
        table("listed", false);
        IntStream.rangeClosed(1, 9)
                .forEach(i -> row("listed", "r" + i, object("name", "n" + i % 3, "count", i, "score", i / 2.0), KEY));

        JsonObject page = get(
                        T + "/listed/rows"
                                + queries(
                                        "{'method':'equal','attribute':'name','values':['n1','n2']}",
                                        "{'method':'greaterThan','attribute':'count','values':[2]}",
                                        "{'method':'orderDesc','attribute':'count'}",
                                        "{'method':'cursorAfter','values':['r8']}",
                                        "{'method':'limit','values':[2]}"),
                        KEY)
                .json();

        assertThat(page.getInteger("total")).isEqualTo(4);
        assertThat(ids(page)).containsExactly("r7", "r5");
        assertThat(page.getJsonArray("rows").getJsonObject(0).getString("$sequence"))
                .isEqualTo("7");
        assertThat(get(T + "/listed/rows?total=false", KEY).json().getInteger("total"))
                .isZero();
        assertThat(get(T + "/listed/rows" + queries("{'method':'equal','attribute':'x','values':[1]}"), KEY)
                        .type())
                .isEqualTo("general_query_invalid");
        assertThat(get(T + "/listed/rows" + queries("{'method':'cursorAfter','values':['gone']}"), KEY)
                        .type())
                .isEqualTo("general_cursor_not_found");
        assertThat(get(T + "/listed/rows" + queries("nonsense"), KEY).type()).isEqualTo("general_query_invalid");
    }

    @Test
    void aClientSeesAndChangesOnlyWhatItMay() {
        table("secured", true, "create(\"users\")");
        assertThat(row("secured", "a1", object("name", "of anna"), ANNA).status())
                .isEqualTo(201);
        assertThat(row("secured", "k1", object("name", "of nobody"), KEY).status())
                .isEqualTo(201);
        String path = T + "/secured/rows";

        assertThat(get(path + "/a1", ANNA).json().getJsonArray("$permissions"))
                .containsExactly("read(\"user:anna\")", "update(\"user:anna\")", "delete(\"user:anna\")");
        assertThat(ids(get(path, ANNA).json())).containsExactly("a1");
        assertThat(get(path, BERT).json().getInteger("total")).isZero();
        assertThat(get(path + "/a1", BERT).type()).isEqualTo("row_not_found");
        assertThat(get(path + "/a1", BERT).text()).doesNotContain("of anna");
        assertThat(get(path + "/k1", ANNA).type()).isEqualTo("row_not_found");
        assertThat(row("secured", "g1", object("name", "x"), GUEST).type()).isEqualTo("user_unauthorized");
        assertThat(patch(path + "/a1", object("data", object("name", "y")), BERT)
                        .type())
                .isEqualTo("user_unauthorized");
        assertThat(call("DELETE", path + "/a1", object(), BERT).type()).isEqualTo("user_unauthorized");
        assertThat(patch(path + "/a1", object("permissions", array("read(\"user:bert\")")), ANNA)
                        .type())
                .isEqualTo("user_unauthorized");
        assertThat(patch(path + "/a1", object("permissions", array("read(\"users\")", "write(\"user:anna\")")), ANNA)
                        .status())
                .isEqualTo(200);
        assertThat(ids(get(path, BERT).json())).containsExactly("a1");
        assertThat(call("DELETE", path + "/a1", object(), ANNA).status()).isEqualTo(204);
    }

    @Test
    void aTableThatGrantsNothingRefusesItsList() {
        table("closed", false);
        row("closed", "r1", object("name", "x"), KEY);

        assertThat(get(T + "/closed/rows", ANNA).type()).isEqualTo("user_unauthorized");
        assertThat(get(T + "/closed/rows/r1", ANNA).type()).isEqualTo("row_not_found");

        JsonObject open = object("name", "closed", "permissions", array("read(\"any\")"));
        assertThat(call("PUT", T + "/closed", open, KEY).status()).isEqualTo(200);
        assertThat(ids(get(T + "/closed/rows", GUEST).json())).containsExactly("r1");

        assertThat(call("PUT", T + "/closed", open.copy().put("enabled", false), KEY)
                        .status())
                .isEqualTo(200);
        assertThat(get(T + "/closed/rows", GUEST).type()).isEqualTo("table_not_found");
        assertThat(ids(get(T + "/closed/rows", KEY).json())).containsExactly("r1");
    }

    @Test
    void updatesMergeAndUpsertsCreate() {
        table("merged", false);
        String path = T + "/merged/rows/r1";
        assertThat(call("PUT", path, object("data", object("name", "a", "count", 1)), KEY)
                        .status())
                .isEqualTo(201);
        JsonObject first = get(path, KEY).json();

        JsonObject merged = patch(path, object("data", object("count", 9_007_199_254_740_993L)), KEY)
                .json();
        assertThat(merged.getString("name")).isEqualTo("a");
        assertThat(merged.getLong("count")).isEqualTo(9_007_199_254_740_993L);
        JsonObject same = patch(path, object("data", object("name", "a")), KEY).json();
        assertThat(same.getString("$updatedAt")).isEqualTo(merged.getString("$updatedAt"));
        assertThat(call("PUT", path, object("data", object("count", 5)), KEY)
                        .json()
                        .getString("name"))
                .isEqualTo("a");
        assertThat(call("PATCH", path + "/count/increment", object("value", 2, "max", 7), KEY)
                        .json()
                        .getInteger("count"))
                .isEqualTo(7);
        assertThat(call("PATCH", path + "/count/increment", object("max", 7), KEY)
                        .type())
                .isEqualTo("column_limit_exceeded");
        assertThat(first.getString("$createdAt")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00");
    }

    @Test
    void badInputIsRefusedAndChangesNothing() {
        table("strict", false);
        String rows = T + "/strict/rows";

        assertThat(row("strict", "x", object(), KEY).type()).isEqualTo("row_missing_data");
        assertThat(row("strict", "x", object("count", 1), KEY).text()).contains("Missing required attribute");
        assertThat(row("strict", "x", object("name", "a", "other", 1), KEY).text())
                .contains("Unknown attribute");
        assertThat(row("strict", "x", object("name", 5), KEY).type()).isEqualTo("row_invalid_structure");
        assertThat(row("strict", "x", object("name", "a\u0000b"), KEY).type()).isEqualTo("row_invalid_structure");
        assertThat(row("strict", "x", object("name", "a".repeat(101)), KEY).type())
                .isEqualTo("row_invalid_structure");
        assertThat(row("strict", "_bad", object("name", "a"), KEY).type()).isEqualTo("general_argument_invalid");
        assertThat(patch(rows + "/none", object("data", object("name", "a")), KEY)
                        .type())
                .isEqualTo("row_not_found");
        assertThat(patch(rows + "/none", object(), KEY).type()).isEqualTo("row_missing_payload");
        assertThat(call(
                                "POST",
                                rows,
                                object("rowId", "x", "data", object("name", "a"), "permissions", array("eat(\"any\")")),
                                KEY)
                        .type())
                .isEqualTo("general_argument_invalid");
        assertThat(get(rows, KEY).json().getInteger("total")).isZero();

        assertThat(get("/v1/tablesdb/none/tables/strict/rows", KEY).type()).isEqualTo("database_not_found");
        assertThat(get(T + "/none/rows", KEY).type()).isEqualTo("table_not_found");
        assertThat(get("/v1/tablesdb", POOR).type()).isEqualTo("general_unauthorized_scope");
        assertThat(get("/v1/tablesdb", GUEST).type()).isEqualTo("general_unauthorized_scope");
        assertThat(get("/v1/tablesdb/shop", "X-Appwrite-Project", "p2", "X-Appwrite-Key", "standard_other")
                        .type())
                .isEqualTo("database_not_found");
        assertThat(call("POST", "/v1/tablesdb", object("databaseId", "shop", "name", "Again"), KEY)
                        .type())
                .isEqualTo("database_already_exists");
    }

    @Test
    void aDatabaseGoesWithItsTables() {
        call("POST", "/v1/tablesdb", object("databaseId", "gone", "name", "Gone"), KEY);
        call("POST", "/v1/tablesdb/gone/tables", object("tableId", "t", "name", "T"), KEY);
        assertThat(call("DELETE", "/v1/tablesdb/gone", object(), KEY).status()).isEqualTo(204);

        assertThat(get("/v1/tablesdb/gone/tables/t/rows", KEY).type()).isEqualTo("database_not_found");
        assertThat(get("/v1/tablesdb" + queries("{'method':'equal','attribute':'name','values':['Shop']}"), KEY)
                        .json()
                        .getInteger("total"))
                .isEqualTo(1);
    }

    @Test
    void whatLiesBesideAHiddenRowTellsNothingOfIt() {
        table("guessed", true, "create(\"users\")");
        row("guessed", "mine", object("name", "m"), ANNA);
        row("guessed", "hidden", object("name", "secret"), KEY);
        String after = T + "/guessed/rows"
                + queries("{'method':'orderAsc','attribute':'name'}", "{'method':'cursorAfter','values':['%s']}");

        assertThat(get(after.replace("%25s", "hidden").replace("%s", "hidden"), ANNA)
                        .type())
                .isEqualTo("general_cursor_not_found");
        assertThat(get(after.replace("%25s", "mine").replace("%s", "mine"), ANNA)
                        .status())
                .isEqualTo(200);
        assertThat(get(after.replace("%25s", "hidden").replace("%s", "hidden"), KEY)
                        .status())
                .isEqualTo(200);
    }

    private void table(String id, boolean rowSecurity, String... permissions) {
        JsonArray columns = array(
                object("key", "name", "type", "string", "size", 100, "required", !id.equals("grown")),
                object("key", "count", "type", "integer"),
                object("key", "score", "type", "float"));
        Reply reply = call(
                "POST",
                T,
                object("tableId", id, "name", id, "rowSecurity", rowSecurity, "permissions", array((Object[])
                                permissions))
                        .put("columns", id.equals("grown") ? array() : columns),
                KEY);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private Reply row(String table, String id, JsonObject data, String... as) {
        return call("POST", T + "/" + table + "/rows", object("rowId", id, "data", data), as);
    }

    private Reply patch(String path, JsonObject body, String... as) {
        return call("PATCH", path, body, as);
    }

    private Reply get(String path, String... as) {
        return stage.get(path, as);
    }

    private Reply call(String method, String path, JsonObject body, String... as) {
        return stage.call(method, path, body, as);
    }

    private static List<String> ids(JsonObject page) {
        return page.getJsonArray("rows").stream()
                .map(row -> ((JsonObject) row).getString("$id"))
                .toList();
    }
}
