package dev.meridian.region.databases.tables;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Updates of columns (contract section 5), on a real database. */
final class ColumnUpdatesTest {

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    private String table(String id) {
        String path = "/v1/tablesdb/shop/tables/" + id;
        assertThat(stage.call("POST", "/v1/tablesdb/shop/tables", object("tableId", id, "name", id))
                        .status())
                .isEqualTo(201);
        return path;
    }

    private void column(String table, String kind, JsonObject definition) {
        assertThat(stage.call("POST", table + "/columns/" + kind, definition).status())
                .isEqualTo(202);
    }

    /** A body that says that there is no default. */
    private static JsonObject withoutDefault(Object... others) {
        return object(others).putNull("default");
    }

    private Reply row(String table, String id, JsonObject data) {
        return stage.call("POST", table + "/rows", object("rowId", id, "data", data));
    }

    @Test
    void aColumnGetsAnotherKeyAndItsRowsAndIndexesKeepIt() {
        String table = table("renamed");
        column(table, "string", object("key", "title", "required", true, "size", 40));
        stage.call("POST", table + "/indexes", object("key", "byTitle", "type", "unique", "columns", array("title")));
        row(table, "r1", object("title", "a"));

        Reply updated = stage.call(
                "PATCH",
                table + "/columns/string/title",
                object("required", false, "default", "none", "newKey", "name"));

        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json().getString("key")).isEqualTo("name");
        assertThat(updated.json().getString("status")).isEqualTo("available");
        assertThat(updated.json().getString("default")).isEqualTo("none");
        assertThat(updated.json().getInteger("size")).isEqualTo(40);
        assertThat(stage.get(table + "/rows/r1").json().getString("name")).isEqualTo("a");
        assertThat(stage.get(table + "/indexes/byTitle").json().getJsonArray("columns"))
                .containsExactly("name");
        assertThat(row(table, "r2", object("name", "a")).type()).isEqualTo("row_unique_constraint_violation");
        assertThat(row(table, "r3", object("title", "b")).type()).isEqualTo("row_invalid_structure");
        assertThat(row(table, "r4", object()).type()).isEqualTo("row_missing_data");
        assertThat(stage.get(table + "/columns/title").type()).isEqualTo("column_not_found");
    }

    @Test
    void boundsElementsAndDefaultsApplyFromThenOn() {
        String table = table("bounds");
        column(table, "integer", object("key", "n", "required", false, "min", 0, "max", 10));
        column(table, "enum", object("key", "e", "required", false, "elements", array("a", "b")));
        row(table, "r1", object("n", 10, "e", "b"));

        Reply narrowed =
                stage.call("PATCH", table + "/columns/integer/n", object("required", false, "default", 3, "max", 5));
        Reply others = stage.call(
                "PATCH", table + "/columns/enum/e", withoutDefault("required", false, "elements", array("a", "c")));

        assertThat(narrowed.json().getInteger("min")).isZero();
        assertThat(narrowed.json().getInteger("max")).isEqualTo(5);
        assertThat(others.json().getJsonArray("elements")).containsExactly("a", "c");
        assertThat(row(table, "r2", object("n", 6)).type()).isEqualTo("row_invalid_structure");
        assertThat(row(table, "r3", object("e", "b")).type()).isEqualTo("row_invalid_structure");
        assertThat(row(table, "r4", object("e", "c")).json().getInteger("n")).isEqualTo(3);
        assertThat(stage.get(table + "/rows/r1").json().getInteger("n")).isEqualTo(10);
    }

    @Test
    void aTextShrinksOnlyWhereItsValuesFit() {
        String table = table("shrunk");
        column(table, "varchar", object("key", "one", "required", false, "size", 20));
        column(table, "varchar", object("key", "many", "required", false, "size", 20, "array", true));
        row(table, "r1", object("one", "twelve chars", "many", array("a", "ten chars.")));
        JsonObject twelve = withoutDefault("required", false, "size", 12);
        JsonObject ten = withoutDefault("required", false, "size", 10);
        JsonObject nine = withoutDefault("required", false, "size", 9);

        assertThat(stage.call("PATCH", table + "/columns/varchar/one", ten).type())
                .isEqualTo("column_invalid_resize");
        assertThat(stage.call("PATCH", table + "/columns/varchar/one", twelve).status())
                .isEqualTo(200);
        assertThat(stage.call("PATCH", table + "/columns/varchar/many", nine).type())
                .isEqualTo("column_invalid_resize");
        assertThat(stage.call("PATCH", table + "/columns/varchar/many", ten).status())
                .isEqualTo(200);
        assertThat(row(table, "r2", object("one", "thirteen char")).type()).isEqualTo("row_invalid_structure");
    }

    @Test
    void whatIsNotSaidOrDoesNotFitIsRefused() {
        String table = table("refused");
        column(table, "string", object("key", "a", "required", false, "size", 40));
        column(table, "string", object("key", "b", "required", false, "size", 40));
        String path = table + "/columns/string/a";

        assertThat(stage.call("PATCH", path, object("required", true)).type()).isEqualTo("general_argument_invalid");
        assertThat(stage.call("PATCH", path, withoutDefault()).type()).isEqualTo("general_argument_invalid");
        assertThat(stage.call("PATCH", path, object("required", true, "default", "x"))
                        .type())
                .isEqualTo("column_default_unsupported");
        assertThat(stage.call("PATCH", path, withoutDefault("required", false, "newKey", "B"))
                        .type())
                .isEqualTo("column_already_exists");
        assertThat(stage.call("PATCH", path, withoutDefault("required", false, "newKey", "-"))
                        .type())
                .isEqualTo("general_argument_invalid");
        assertThat(stage.call("PATCH", path, withoutDefault("required", false, "newKey", "A"))
                        .json()
                        .getString("key"))
                .isEqualTo("A");
        assertThat(stage.call("PATCH", table + "/columns/integer/b", withoutDefault("required", false))
                        .type())
                .isEqualTo("column_type_invalid");
        assertThat(stage.call("PATCH", table + "/columns/string/c", withoutDefault("required", false))
                        .type())
                .isEqualTo("column_not_found");
    }
}
