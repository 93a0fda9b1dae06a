package dev.meridian.region.databases.transactions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.transactions.TransactionsStage.KEY;
import static dev.meridian.region.databases.transactions.TransactionsStage.T;
import static dev.meridian.region.databases.transactions.TransactionsStage.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Relationships in transactions: nested rows, ties and what deletions take along are staged like all else. */
final class TiedRowsTest {

    private static final String BOOKS = "{\"method\":\"select\",\"values\":[\"*\",\"books.*\"]}";

    @RegisterExtension
    static final TransactionsStage stage = TransactionsStage.open();

    @Test
    void nestedRowsKeepTheIdsThatTheirStagingShowed() {
        String authors = pair("a1", "b1");
        String id = stage.begin(KEY);
        JsonObject author = object("name", "A", "books", array(object("name", "one"), object("name", "two")));

        JsonObject made =
                stage.call("POST", authors, object("rowId", "a", "data", author, "transactionId", id), 201, KEY);

        List<String> shown = books(made);
        assertThat(shown).hasSize(2).doesNotHaveDuplicates();
        assertThat(books(first(stage.list(authors, id, BOOKS)))).isEqualTo(shown);
        assertThat(ids(stage.list(T + "/b1/rows", id))).containsExactlyElementsOf(shown);
        assertThat(ids(stage.list(T + "/b1/rows", ""))).isEmpty();
        stage.commit(id, 200, KEY);
        assertThat(books(first(stage.list(authors, "", BOOKS)))).isEqualTo(shown);
    }

    @Test
    void aDeletionThatTakesRowsAlongIsAConflictWhereOneOfThemHasChanged() {
        String authors = pair("a2", "b2");
        JsonObject author = object("name", "A", "books", array(object("$id", "x", "name", "n")));
        stage.call("POST", authors, object("rowId", "a", "data", author), 201, KEY);
        String changed = deleting(authors);
        String plain = deleting(authors);
        assertThat(ids(stage.list(T + "/b2/rows", plain))).isEmpty();

        stage.call("PATCH", T + "/b2/rows/x", object("data", object("name", "m")), 200, KEY);
        assertThat(stage.commit(changed, 409, KEY).getString("type")).isEqualTo("transaction_conflict");
        assertThat(ids(stage.list(authors, ""))).containsExactly("a");
        String again = deleting(authors);
        stage.commit(again, 200, KEY);
        assertThat(ids(stage.list(T + "/b2/rows", ""))).isEmpty();
        assertThat(stage.commit(plain, 404, KEY).getString("type")).isEqualTo("row_not_found");
    }

    private static String deleting(String authors) {
        String id = stage.begin(KEY);
        stage.call("DELETE", authors + "/a", object("transactionId", id), 204, KEY);
        return id;
    }

    /** Authors who have books, which go with them; @return the path of the authors' rows */
    private static String pair(String authors, String books) {
        stage.table(authors);
        stage.table(books);
        stage.call(
                "POST",
                T + "/" + authors + "/columns/relationship",
                object(
                        "relatedTableId",
                        books,
                        "type",
                        "oneToMany",
                        "twoWay",
                        true,
                        "key",
                        "books",
                        "twoWayKey",
                        "author",
                        "onDelete",
                        "cascade"),
                202,
                KEY);
        return T + "/" + authors + "/rows";
    }

    private static JsonObject first(JsonObject page) {
        return page.getJsonArray("rows").getJsonObject(0);
    }

    private static List<String> books(JsonObject author) {
        JsonArray books = author.getJsonArray("books");
        return books.stream().map(book -> ((JsonObject) book).getString("$id")).toList();
    }
}
