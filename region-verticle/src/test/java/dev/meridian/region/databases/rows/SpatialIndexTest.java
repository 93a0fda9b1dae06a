package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.Position;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table of some thousand places with a spatial index, which queries find their rows by. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SpatialIndexTest {

    private static final String TABLE = "/v1/tablesdb/shop/tables/grid";

    /** Places lie one degree apart, from 0 0 to 59 59. */
    private static final int SIDE = 60;

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    private TableShape shape;

    @BeforeAll
    void start() {
        Reply made = stage.call(
                "POST",
                "/v1/tablesdb/shop/tables",
                object(
                        "tableId",
                        "grid",
                        "name",
                        "Grid",
                        "columns",
                        array(object("key", "at", "type", "point", "required", true)),
                        "indexes",
                        array(object("key", "byPlace", "type", "spatial", "columns", array("at")))));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        for (int lng = 0; lng < SIDE; lng++) {
            JsonArray rows = new JsonArray();
            for (int lat = 0; lat < SIDE; lat++) {
                rows.add(object("$id", lng + "-" + lat, "at", array(lng, lat)));
            }
            assertThat(stage.call("POST", TABLE + "/rows", object("rows", rows)).status())
                    .isEqualTo(201);
        }
        String relation = stage.ask("select relation from meridian.app_table where table_id = 'grid'")
                .getFirst();
        String schema = stage.ask("select schemaname from pg_tables where tablename = $1", relation)
                .getFirst();
        shape = TableShape.of(
                new Identifier(schema),
                new Identifier(relation),
                List.of(
                        Field.required("$id", "_id", ValueType.STRING),
                        Field.required("$sequence", "_sequence", ValueType.INTEGER),
                        Field.optional("at", "c_1", ValueType.POINT)));
        stage.ask("analyze " + shape.qualified());
    }

    private static String query(String method, String value) {
        return "{\"method\":\"" + method + "\",\"attribute\":\"at\",\"values\":[" + value + "]}";
    }

    private String plan(String query) {
        Compiled compiled = Compiler.list(
                Validation.check(QueryParser.parse(List.of(query)), shape),
                new Visibility.Everything(),
                new Position.Start());
        return String.join(
                "\n",
                stage.ask("explain " + compiled.sql(), compiled.parameters().toArray()));
    }

    private static JsonObject found(String query) {
        Reply reply = stage.get(TABLE + "/rows?queries%5B%5D=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "intersects | [[[10,10],[12,10],[12,12],[10,12],[10,10]]] | 9",
                "touches | [[[10,10],[12,10],[12,12],[10,12],[10,10]]] | 8",
                "equal | [7,7] | 1",
                "contains | [7,7] | 1",
                "distanceLessThan | [[20,20],1.1,false] | 5",
                "distanceEqual | [[20,20],5,false] | 12",
                "distanceLessThan | [[20.5,20],111200,true] | 2",
                "distanceLessThan | [[20,0],111200,true] | 4"
            })
    void whatIsNearIsFoundByTheIndex(String method, String value, int total) {
        String query = query(method, value);

        assertThat(plan(query)).contains("_i2");
        assertThat(found(query).getInteger("total")).isEqualTo(total);
    }

    @Test
    void whatIsFarIsFoundToo() {
        String query = query("distanceGreaterThan", "[[0,0],83,false]");

        assertThat(plan(query)).doesNotContain("_i2");
        assertThat(found(query).getJsonArray("rows")).hasSize(1);
        assertThat(found(query("notIntersects", "[0,0]")).getInteger("total")).isEqualTo(SIDE * SIDE - 1);
    }
}
