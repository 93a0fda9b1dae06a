package dev.meridian.region.databases.exchange;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.exchange.ExchangeStage.KEY;
import static dev.meridian.region.databases.exchange.ExchangeStage.T;
import static dev.meridian.region.databases.exchange.ExchangeStage.column;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of a table goes into another as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class RoundTripTest {

    private static final JsonArray COLUMNS = array(
            column("text", "string", "size", 500),
            column("long", "longtext"),
            column("sealed", "string", "size", 200, "encrypt", true),
            column("count", "integer"),
            column("big", "bigint"),
            column("ratio", "float"),
            column("flag", "boolean"),
            column("moment", "datetime"),
            column("mail", "email"),
            column("tags", "string", "size", 100, "array", true),
            column("numbers", "integer", "array", true),
            column("place", "point"),
            column("way", "line"),
            column("area", "polygon"),
            column("preset", "string", "size", 20, "default", "given"));

    private static final List<String> PIECES = List.of(
            "",
            " ",
            "\"",
            "\"\"",
            ",",
            "\n",
            "\r\n",
            "\r",
            "\t",
            "a",
            "é",
            "😀",
            "{\"method\":\"increment\",\"values\":[1]}",
            "[1]",
            "null",
            "\uFEFF",
            "'",
            ";",
            "\\",
            "=1+1",
            "\u2028");

    private final long seed = Long.getLong("meridian.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private ExchangeStage stage;

    @BeforeAll
    void start(@TempDir Path data) {
        System.out.println("RoundTripTest: -Dmeridian.seed=" + seed);
        stage = new ExchangeStage(data);
    }

    @AfterAll
    void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "jsonl"})
    void anExportThatIsImportedElsewhereGivesEqualRows(String format) {
        String from = stage.table("from-" + format, COLUMNS);
        String to = stage.table("to-" + format, COLUMNS);
        fill(from, 300);

        String file = stage.export(from, "format=" + format, KEY);
        JsonObject report = stage.load(to, "format=" + format, file, 200, KEY);

        assertThat(report.getInteger("created")).isEqualTo(300);
        assertThat(plain(stage.rows(to))).isEqualTo(plain(stage.rows(from)));
        assertThat(stage.export(to, "format=" + format, KEY)).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "jsonl"})
    void anExportThatIsImportedOverChangedRowsBringsThemBack(String format) {
        String table = stage.table("over-" + format, COLUMNS);
        fill(table, 40);
        JsonArray before = plain(stage.rows(table));
        String file = stage.export(table, "format=" + format, KEY);
        stage.call("PATCH", T + "/" + table + "/rows", object("data", object("text", "changed")), 200, KEY);
        stage.call("DELETE", T + "/" + table + "/rows/r7", object(), 204, KEY);

        JsonObject report = stage.load(table, "format=" + format + "&onConflict=overwrite", file, 200, KEY);

        assertThat(report.getInteger("updated")).isEqualTo(39);
        assertThat(report.getInteger("created")).isEqualTo(1);
        assertThat(plain(stage.rows(table))).containsExactlyInAnyOrderElementsOf(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "jsonl"})
    void tiesComeAlongAsIds(String format) {
        String authors = stage.table("authors-" + format, array(column("name", "string", "size", 20)));
        String books = stage.table("books-" + format, array(column("name", "string", "size", 20)));
        stage.call(
                "POST",
                T + "/" + books + "/columns/relationship",
                object("relatedTableId", authors, "type", "manyToMany", "key", "authors", "twoWay", false),
                202,
                KEY);
        row(authors, object("$id", "a", "name", "A"));
        row(authors, object("$id", "b", "name", "B"));
        row(books, object("$id", "both", "name", "x", "authors", array("a", "b")));
        row(books, object("$id", "none", "name", "y"));
        String file = stage.export(books, "format=" + format, KEY);
        stage.call("PATCH", T + "/" + books + "/rows/both", object("data", object("authors", array())), 200, KEY);

        stage.load(books, "format=" + format + "&onConflict=overwrite", file, 200, KEY);

        assertThat(stage.export(books, "format=" + format, KEY))
                .isEqualTo(file)
                .contains("both")
                .contains("a");
        assertThat(stage.call(
                                "GET",
                                T + "/" + books + "/rows/both?"
                                        + ExchangeStage.query("{'method':'select','values':['authors.*']}"),
                                object(),
                                200,
                                KEY)
                        .getJsonArray("authors"))
                .hasSize(2);
    }

    private void row(String table, JsonObject row) {
        String id = (String) row.remove("$id");
        stage.call("POST", T + "/" + table + "/rows", object("rowId", id, "data", row), 201, KEY);
    }

    @Test
    void nothingAndAnEmptyTextAreToldApartInCsv() {
        String table =
                stage.table("nothing", array(column("a", "string", "size", 9), column("b", "string", "size", 9)));

        stage.load(table, "format=csv", "$id,a,b\nx,,\"\"\n", 200, KEY);

        JsonObject row = stage.rows(table).getJsonObject(0);
        assertThat(row.getValue("a")).isNull();
        assertThat(row.getString("b")).isEmpty();
        assertThat(stage.export(table, "format=csv", KEY)).contains(",,\"\"\r\n");
    }

    private void fill(String table, int rows) {
        for (int from = 0; from < rows; from += 100) {
            JsonArray some = new JsonArray();
            IntStream.range(from, Math.min(rows, from + 100)).forEach(i -> some.add(row("r" + i)));
            stage.call("POST", T + "/" + table + "/rows", object("rows", some), 201, KEY);
        }
    }

    private JsonObject row(String id) {
        JsonObject row = object(
                "$id",
                id,
                "$createdAt",
                "2020-01-%02dT01:02:03.%03d+00:00".formatted(1 + random.nextInt(28), random.nextInt(1000)),
                "$updatedAt",
                "2021-01-%02dT01:02:03.%03d+00:00".formatted(1 + random.nextInt(28), random.nextInt(1000)),
                "$permissions",
                random.nextBoolean() ? array() : array("read(\"any\")", "update(\"user:anna\")"));
        maybe(row, "text", () -> text(20));
        maybe(row, "long", () -> text(200));
        maybe(row, "sealed", () -> text(5));
        maybe(row, "count", random::nextInt);
        maybe(row, "big", random::nextLong);
        maybe(row, "ratio", () -> Double.longBitsToDouble(random.nextLong(0x7fefffffffffffffL)));
        maybe(row, "flag", random::nextBoolean);
        maybe(row, "moment", () -> "2024-05-06T07:08:09.%03d+00:00".formatted(random.nextInt(1000)));
        maybe(row, "mail", () -> "a" + random.nextInt(99) + "@example.com");
        maybe(row, "tags", () -> list(() -> text(4)));
        maybe(row, "numbers", () -> list(random::nextInt));
        maybe(row, "place", this::position);
        maybe(row, "way", () -> array(position(), position(), position()));
        maybe(row, "area", () -> array(array(array(0, 0), array(1.5, 0), array(1, 1), array(0, 0))));
        maybe(row, "preset", () -> text(2));
        return row;
    }

    private void maybe(JsonObject row, String key, Supplier<Object> value) {
        int chance = random.nextInt(5);
        if (chance == 0) {
            row.putNull(key);
        } else if (chance > 1) {
            row.put(key, value.get());
        }
    }

    private JsonArray list(Supplier<Object> item) {
        JsonArray list = new JsonArray();
        IntStream.range(0, random.nextInt(4)).forEach(i -> list.add(item.get()));
        return list;
    }

    private JsonArray position() {
        return array(random.nextInt(180) + random.nextDouble() - 0.5, random.nextInt(90) + random.nextDouble() - 0.5);
    }

    private String text(int pieces) {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, random.nextInt(pieces)).forEach(i -> {
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            text.append(text.length() + piece.length() > 5 * pieces && pieces < 20 ? "" : piece);
        });
        return pieces == 2 || pieces == 20
                ? text.substring(0, text.offsetByCodePoints(0, Math.min(20, text.codePointCount(0, text.length()))))
                : text.toString();
    }

    /** Without what the other table gives by itself. */
    private static JsonArray plain(JsonArray rows) {
        JsonArray plain = new JsonArray();
        for (int i = 0; i < rows.size(); i++) {
            JsonObject row = rows.getJsonObject(i).copy();
            List.of("$sequence", "$tableId", "$databaseId").forEach(row::remove);
            plain.add(row);
        }
        return plain;
    }
}
