package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Search by words, regular expressions and random order (contract section 3), on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SearchTest {

    private static final String BOOKS = "/v1/tablesdb/shop/tables/books";

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @BeforeAll
    void start() {
        Reply made = stage.call(
                "POST",
                "/v1/tablesdb/shop/tables",
                object(
                        "tableId",
                        "books",
                        "name",
                        "Books",
                        "columns",
                        array(
                                object("key", "title", "type", "string", "size", 2_000),
                                object("key", "note", "type", "string", "size", 200),
                                object("key", "tags", "type", "string", "size", 20, "array", true)),
                        "indexes",
                        array(object("key", "words", "type", "fulltext", "columns", array("title")))));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        book("war", "War and Peace");
        book("rings", "The Lord of the Rings");
        book("ring", "Lord Jim");
        book("dots", "2001: A Space Odyssey!");
        stage.call("POST", BOOKS + "/rows", object("rowId", "none", "data", object("note", "no title")));
    }

    private void book(String id, String title) {
        assertThat(stage.call("POST", BOOKS + "/rows", object("rowId", id, "data", object("title", title)))
                        .status())
                .isEqualTo(201);
    }

    private Reply list(String method, String attribute, String text) {
        JsonObject query = object("method", method, "attribute", attribute, "values", array(text));
        return stage.get(BOOKS + "/rows?queries%5B%5D=" + URLEncoder.encode(query.encode(), StandardCharsets.UTF_8));
    }

    private List<String> found(String method, String text) {
        return list(method, "title", text).json().getJsonArray("rows").stream()
                .map(row -> ((JsonObject) row).getString("$id"))
                .toList();
    }

    @Test
    void wordsAreFoundInAnyOrderAndPhrasesAsTheyStand() {
        assertThat(found("search", "lord")).containsExactly("rings", "ring");
        assertThat(found("search", "PEACE jim")).containsExactly("war", "ring");
        assertThat(found("search", "\"lord of the rings\"")).containsExactly("rings");
        assertThat(found("search", "\"rings lord\"")).isEmpty();
        assertThat(found("search", "space 'drop table'; --")).containsExactly("dots");
        assertThat(found("search", "!?")).isEmpty();
        assertThat(found("notSearch", "lord peace")).containsExactly("dots");
        assertThat(found("notSearch", "!?")).containsExactly("war", "rings", "ring", "dots");
    }

    @Test
    void regularExpressionsAreTheDatabases() {
        assertThat(found("regex", "^(War|Lord)")).containsExactly("war", "ring");
        assertThat(found("regex", "\\d{4}:")).containsExactly("dots");
        assertThat(list("regex", "title", "(").type()).isEqualTo("general_query_invalid");
        assertThat(list("regex", "tags", "a").type()).isEqualTo("general_query_invalid");
    }

    @Test
    void whatHasNoFulltextIndexIsNotSearched() {
        assertThat(list("search", "note", "no").json().getString("message"))
                .isEqualTo("Invalid query: Searching by attribute \"note\" requires a fulltext index.");
        assertThat(list("search", "tags", "no").type()).isEqualTo("general_query_invalid");
        assertThat(list("search", "title", "a ".repeat(101)).type()).isEqualTo("general_query_invalid");
        assertThat(stage.get(BOOKS + "/indexes/words").json().getString("type")).isEqualTo("fulltext");
        for (JsonArray columns : List.of(array("tags"), array("title", "note"))) {
            assertThat(stage.call(
                                    "POST",
                                    BOOKS + "/indexes",
                                    object("key", "no", "type", "fulltext", "columns", columns))
                            .type())
                    .isEqualTo("column_index_invalid");
        }
    }

    @Test
    void randomOrdersDiffer() {
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            orders.add(stage.get(BOOKS + "/rows?queries%5B%5D=%7B%22method%22%3A%22orderRandom%22%7D")
                    .json()
                    .getJsonArray("rows")
                    .encode());
        }
        assertThat(orders).hasSizeGreaterThan(5);
        assertThat(stage.get(BOOKS + "/rows?queries%5B%5D=%7B%22method%22%3A%22orderRandom%22%7D&queries%5B%5D="
                                + "%7B%22method%22%3A%22cursorAfter%22%2C%22values%22%3A%5B%22war%22%5D%7D")
                        .type())
                .isEqualTo("general_query_invalid");
    }
}
