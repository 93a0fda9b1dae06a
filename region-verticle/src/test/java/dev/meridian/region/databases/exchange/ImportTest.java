package dev.meridian.region.databases.exchange;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.exchange.ExchangeStage.GUEST;
import static dev.meridian.region.databases.exchange.ExchangeStage.KEY;
import static dev.meridian.region.databases.exchange.ExchangeStage.T;
import static dev.meridian.region.databases.exchange.ExchangeStage.USER;
import static dev.meridian.region.databases.exchange.ExchangeStage.column;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files into tables: what is in afterwards, and what is told of the rest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class ImportTest {

    private static final JsonArray COLUMNS = array(
            column("name", "string", "size", 20),
            column("count", "integer", "min", 0, "max", 1_000_000),
            column("tags", "string", "size", 9, "array", true));

    private ExchangeStage stage;

    @BeforeAll
    void start(@TempDir Path data) {
        stage = new ExchangeStage(data);
    }

    @AfterAll
    void stop() {
        stage.close();
    }

    @Test
    void aBadLineKeepsItsBatchOutAndTheReportTellsWhatIsIn() {
        String table = stage.table("bad-line", COLUMNS);
        String file = IntStream.rangeClosed(1, 1_200)
                .mapToObj(i -> "{\"$id\":\"r%d\",\"count\":%s}".formatted(i, i == 701 ? "-5" : String.valueOf(i)))
                .collect(Collectors.joining("\n"));

        JsonObject refusal = stage.load(table, "format=jsonl", file, 400, KEY);

        assertThat(refusal.getString("type")).isEqualTo("row_invalid_structure");
        assertThat(refusal.getString("message")).startsWith("Line 701: ");
        JsonObject report = refusal.getJsonObject("import");
        assertThat(report.getInteger("lines")).isEqualTo(500);
        assertThat(report.getInteger("created")).isEqualTo(500);
        assertThat(report.getJsonArray("errors").getJsonObject(0).getInteger("line"))
                .isEqualTo(701);
        assertThat(stage.rows(table)).hasSize(500);

        JsonObject again = stage.load(table, "format=jsonl&onConflict=skip", file.replace("-5", "5"), 200, KEY);

        assertThat(again.getInteger("skipped")).isEqualTo(500);
        assertThat(again.getInteger("created")).isEqualTo(700);
        assertThat(again.getInteger("lines")).isEqualTo(1_200);
    }

    @Test
    void severalBadRowsOfABatchAreToldTogether() {
        String table = stage.table("several", COLUMNS);

        JsonObject refusal =
                stage.load(table, "format=csv", "$id,name,count\na,x,1\nb,x,many\nc,\"x\ny\",3\nd,x,-1\n", 400, KEY);

        List<Integer> lines = refusal.getJsonObject("import").getJsonArray("errors").stream()
                .map(error -> ((JsonObject) error).getInteger("line"))
                .toList();
        assertThat(lines).containsExactly(3, 6);
        assertThat(stage.rows(table)).isEmpty();
    }

    @Test
    void whatTheDatabaseRefusesIsToldByItsLineToo() {
        String table = stage.table("unique", COLUMNS);
        stage.call(
                "POST",
                T + "/unique/indexes",
                object("key", "byName", "type", "unique", "columns", array("name")),
                202,
                KEY);

        JsonObject unique = stage.load(table, "format=csv", "$id,name\na,x\nb,y\nc,x\n", 409, KEY);
        JsonObject twice = stage.load(table, "format=csv", "$id,name\na,x\nb,y\na,z\n", 409, KEY);

        assertThat(unique.getString("type")).isEqualTo("row_unique_constraint_violation");
        assertThat(unique.getString("message")).startsWith("Line 4: ");
        assertThat(twice.getString("type")).isEqualTo("row_already_exists");
        assertThat(twice.getString("message")).startsWith("Line 4: ");
        assertThat(twice.getJsonObject("import").getInteger("lines")).isEqualTo(3);
        assertThat(stage.rows(table)).hasSize(2);
    }

    @Test
    void anIdThatIsThereAlreadyIsTreatedAsTheCallerSays() {
        String table = stage.table("conflicts", COLUMNS);
        stage.load(table, "format=csv", "$id,name,count\na,old,1\n", 200, KEY);

        String file = "$id,name\na,new\nb,new\n";
        assertThat(stage.load(table, "format=csv", file, 409, KEY).getString("type"))
                .isEqualTo("row_already_exists");
        stage.load(table, "format=csv&onConflict=skip", file, 200, KEY);
        assertThat(names(table)).containsExactly("old", "new");
        stage.load(table, "format=csv&onConflict=overwrite", file, 200, KEY);
        assertThat(names(table)).containsExactly("new", "new");
        assertThat(stage.rows(table).getJsonObject(0).getInteger("count")).isEqualTo(1);
    }

    private List<String> names(String table) {
        return stage.rows(table).stream()
                .map(row -> ((JsonObject) row).getString("name"))
                .toList();
    }

    @Test
    void rowsWithoutIdsGetSomeAndTheContentTypeTellsTheFormat() {
        String table = stage.table("no-ids", COLUMNS);

        JsonObject report = stage.load(
                table,
                "",
                "\uFEFFname,tags\r\nx,\"[\"\"a\"\"]\"\r\ny,\r\n",
                200,
                "Content-Type",
                "text/csv",
                "X-Caller",
                "key");

        assertThat(report.getInteger("created")).isEqualTo(2);
        assertThat(stage.rows(table).getJsonObject(0).getJsonArray("tags")).containsExactly("a");
        assertThat(stage.rows(table).getJsonObject(0).getString("$id")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv|2|name~x\"y",
                "csv|2|name~\"x\"y",
                "csv|2|name~\"never closed~and on",
                "csv|2|name,count~x",
                "csv|2|name,count~x,1,2",
                "csv|1|name,other~x,1",
                "csv|1|name,name~x,1",
                "csv|1|,name~x,1",
                "csv|1|~~",
                "csv|1|name^x",
                "csv|3|name~x~abcdefghijklmnopqrstuvwxyz",
                "csv|2|$id~not an id!",
                "csv|2|$permissions~read",
                "csv|2|$permissions~\"[\"\"fly(\\\"\"any\\\"\")\"\"]\"",
                "csv|2|$createdAt~yesterday",
                "csv|2|count~1e400",
                "csv|2|count~99999999999999999999",
                "csv|2|tags~\"[\"\"a\"\"\"",
                "jsonl|2|{}~{\"name\"",
                "jsonl|2|{}~[1]",
                "jsonl|1|nonsense",
                "jsonl|3|{}~ ~{\"name\":1}",
                "jsonl|1|{\"name\":\"x\",\"other\":1}"
            })
    void brokenFilesAreRefusedByTheLine(String format, int line, String file) {
        String table = "broken-" + Integer.toHexString((format + file).hashCode());
        stage.table(table, COLUMNS);

        JsonObject refusal =
                stage.load(table, "format=" + format, file.replace('~', '\n').replace('^', '\r'), 400, KEY);

        assertThat(refusal.getString("message")).startsWith("Line " + line + ": ");
        assertThat(stage.rows(table)).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAndRowsWithoutEndAreRefused() {
        String table = stage.table("bytes", COLUMNS);

        byte[] latin = {'n', 'a', 'm', 'e', '\n', (byte) 0xE9, '\n'};
        assertThat(stage.load(table, "format=csv", latin, 400, KEY).getString("message"))
                .startsWith("Line 2: ");
        byte[] endless = new byte[(10 << 20) + 9];
        Arrays.fill(endless, (byte) 'x');
        for (String format : List.of("csv", "jsonl")) {
            assertThat(stage.load(table, "format=" + format, endless, 400, KEY).getString("message"))
                    .startsWith("Line 1: The row is longer than");
        }
    }

    @Test
    void onlyServersImportAndOnlyWhatIsThere() {
        String table = stage.table("guarded", COLUMNS, "read(\"any\")", "create(\"any\")");

        for (String[] caller : List.of(USER, GUEST)) {
            assertThat(stage.load(table, "format=csv", "name\nx\n", 401, caller).getString("type"))
                    .isEqualTo("general_unauthorized_scope");
        }
        stage.load("absent", "format=csv", "name\nx\n", 404, KEY);
        stage.load(table, "format=xml", "name\nx\n", 400, KEY);
        stage.load(table, "format=csv&onConflict=maybe", "name\nx\n", 400, KEY);
        assertThat(stage.rows(table)).isEmpty();
        assertThat(stage.load(table, "format=jsonl", "", 200, KEY).getInteger("created"))
                .isEqualTo(0);
    }
}
