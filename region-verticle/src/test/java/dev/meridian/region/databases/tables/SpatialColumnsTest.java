package dev.meridian.region.databases.tables;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns of points, lines and polygons, and their indexes (contract section 5), on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SpatialColumnsTest {

    private static final String TABLES = "/v1/tablesdb/shop/tables";
    private static final String PLACES = TABLES + "/places";
    private static final JsonArray SQUARE =
            array(array(array(0, 0), array(1, 0), array(1, 1), array(0, 1), array(0, 0)));

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @BeforeAll
    void start() {
        assertThat(stage.call("POST", TABLES, object("tableId", "places", "name", "Places"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void eachTypeIsMadeShownChangedAndDeletedInBothNamings() {
        String attributes = "/v1/databases/shop/collections/places/attributes";
        Reply point = stage.call(
                "POST", PLACES + "/columns/point", object("key", "at", "required", false, "default", array(1.5, -2)));
        Reply line = stage.call("POST", attributes + "/line", object("key", "way", "required", true));
        Reply polygon = stage.call(
                "POST", PLACES + "/columns/polygon", object("key", "area", "required", false, "default", SQUARE));

        assertThat(point.status()).isEqualTo(202);
        assertThat(point.json().getString("status")).isEqualTo("processing");
        assertThat(line.json().getString("type")).isEqualTo("linestring");
        assertThat(polygon.json().getJsonArray("default")).isEqualTo(SQUARE);
        JsonObject shown = stage.get(attributes + "/at").json();
        assertThat(shown.getString("type")).isEqualTo("point");
        assertThat(shown.getString("status")).isEqualTo("available");
        assertThat(shown.getBoolean("array")).isFalse();
        assertThat(shown.getJsonArray("default")).containsExactly(1.5, -2);

        Reply updated = stage.call(
                "PATCH",
                PLACES + "/columns/point/at",
                object("required", false, "default", "POINT(3 4.25)", "newKey", "spot"));
        assertThat(updated.json().getJsonArray("default")).containsExactly(3, 4.25);
        assertThat(stage.call("DELETE", PLACES + "/columns/spot", object()).status())
                .isEqualTo(204);
        assertThat(stage.get(PLACES + "/columns/spot").type()).isEqualTo("column_not_found");
        assertThat(stage.call(
                                "PATCH",
                                PLACES + "/columns/point/way",
                                object("required", true).putNull("default"))
                        .type())
                .isEqualTo("column_type_invalid");
    }

    @Test
    void aTableIsMadeWithThemAndWithTheirIndexes() {
        Reply made = stage.call(
                "POST",
                TABLES,
                object(
                        "tableId",
                        "inline",
                        "name",
                        "Inline",
                        "columns",
                        array(
                                object("key", "at", "type", "point"),
                                object("key", "way", "type", "linestring"),
                                object("key", "area", "type", "polygon", "required", true),
                                object("key", "name", "type", "string", "size", 20)),
                        "indexes",
                        array(object("key", "byArea", "type", "spatial", "columns", array("area")))));

        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(stage.get(TABLES + "/inline/indexes/byArea").json().getString("type"))
                .isEqualTo("spatial");
        Reply index = stage.call(
                "POST", TABLES + "/inline/indexes", object("key", "byWay", "type", "spatial", "columns", array("way")));
        assertThat(index.status()).isEqualTo(202);
        assertThat(stage.call("DELETE", TABLES + "/inline/columns/way", object())
                        .type())
                .isEqualTo("column_index_dependency");
        assertThat(stage.call("DELETE", TABLES + "/inline/indexes/byWay", object())
                        .status())
                .isEqualTo(204);
        refused("inline", "key", "at");
        refused("inline", "unique", "name", "at");
        refused("inline", "fulltext", "at");
        refused("inline", "spatial", "name");
        refused("inline", "spatial", "at", "way");
        refused("inline", "spatial", "$createdAt");
    }

    private static void refused(String table, String type, Object... columns) {
        Reply reply = stage.call(
                "POST",
                TABLES + "/" + table + "/indexes",
                object("key", "no", "type", type, "columns", array(columns)));
        assertThat(reply.type()).isIn("column_index_invalid", "column_unknown");
        assertThat(reply.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "point   | {'required':true,'default':[1,2]} | column_default_unsupported",
                "point   | {'required':false,'default':[181,0]} | column_value_invalid",
                "point   | {'required':false,'default':[[1,2],[3,4]]} | column_value_invalid",
                "point   | {'required':false,'default':'POINT(1)'} | column_value_invalid",
                "line    | {'required':false,'default':[[1,2]]} | column_value_invalid",
                "polygon | {'required':false,'default':[[[0,0],[1,0],[1,1],[0,1]]]} | column_value_invalid",
                "polygon | {'required':false,'array':true} | general_argument_invalid",
                "line    | {} | general_argument_invalid"
            })
    void whatDoesNotFitIsRefused(String kind, String definition, String type) {
        JsonObject body = new JsonObject(definition.replace('\'', '"')).put("key", "no");

        assertThat(stage.call("POST", PLACES + "/columns/" + kind, body).type()).isEqualTo(type);
        assertThat(stage.get(PLACES + "/columns/no").type()).isEqualTo("column_not_found");
    }
}
