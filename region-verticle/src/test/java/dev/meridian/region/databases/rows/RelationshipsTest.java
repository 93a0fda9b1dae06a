package dev.meridian.region.databases.rows;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.DatabasesStage.queries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows tied to rows: all kinds, both ends, the rules of deletion and who sees what (contract sections 3 to 5). */
final class RelationshipsTest {

    private static final String T = "/v1/tablesdb/shop/tables";
    private static final String[] ANNA = DatabasesStage.ANNA;
    private static final String[] GUEST = DatabasesStage.GUEST;

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @Test
    void aParentIsMadeTogetherWithItsChildrenAndBothEndsShowTheOther() {
        pair("a1", "b1", "oneToMany", true, "restrict");

        JsonObject made = row(
                "a1",
                "tolkien",
                object(
                        "name",
                        "Tolkien",
                        "books",
                        array(object("$id", "hobbit", "name", "Hobbit"), object("name", "LotR"))));

        assertThat(names(made.getJsonArray("books"))).containsExactly("Hobbit", "LotR");
        assertThat(made.getJsonArray("books").getJsonObject(0).getString("$tableId"))
                .isEqualTo("b1");
        assertThat(get(T + "/a1/rows/tolkien").json().fieldNames()).doesNotContain("books");
        JsonObject book =
                get(T + "/b1/rows/hobbit" + select("*", "author.name")).json();
        assertThat(book.getString("name")).isEqualTo("Hobbit");
        assertThat(book.getJsonObject("author").getString("name")).isEqualTo("Tolkien");
        JsonObject author = get(T + "/a1/rows" + select("books.name"))
                .json()
                .getJsonArray("rows")
                .getJsonObject(0);
        assertThat(author.fieldNames()).doesNotContain("name").contains("$id", "books");
        assertThat(names(author.getJsonArray("books"))).containsExactly("Hobbit", "LotR");
    }

    @Test
    void anUpdateTiesToExactlyWhatItListsAndTakesChildrenFromWhoHadThem() {
        pair("a2", "b2", "oneToMany", true, "setNull");
        row(
                "a2",
                "one",
                object(
                        "name",
                        "one",
                        "books",
                        array(object("$id", "x", "name", "x"), object("$id", "y", "name", "y"))));
        String before = get(T + "/a2/rows/one").json().getString("$updatedAt");

        JsonObject two = row("a2", "two", object("name", "two", "books", array("y", object("$id", "z", "name", "z"))));

        assertThat(ids(two.getJsonArray("books"))).containsExactly("y", "z");
        assertThat(tied("a2", "one", "books")).containsExactly("x");
        JsonObject emptied = patch("a2", "one", object("books", array())).json();
        assertThat(emptied.getJsonArray("books")).isEmpty();
        assertThat(emptied.getString("$updatedAt")).isGreaterThanOrEqualTo(before);
        assertThat(tied("a2", "one", "books")).isEmpty();
        patch("b2", "x", object("author", "two"));
        assertThat(tied("a2", "two", "books")).containsExactly("x", "y", "z");
        patch("b2", "y", new JsonObject().putNull("author"));
        assertThat(tied("a2", "two", "books")).containsExactly("x", "z");
        JsonObject renamed = patch("a2", "two", object("books", array(object("$id", "x", "name", "renamed"), "z")))
                .json();
        assertThat(names(renamed.getJsonArray("books"))).containsExactly("renamed", "z");
    }

    @Test
    void oneToOneTiesAreTakenByNoSecondParent() {
        pair("a3", "b3", "oneToOne", true, "setNull");
        row("a3", "one", object("name", "one", "books", object("$id", "x", "name", "x")));

        assertThat(create("a3", "two", object("name", "two", "books", "x")).status())
                .isEqualTo(409);
        assertThat(get(T + "/a3/rows/two").status()).isEqualTo(404);
        assertThat(get(T + "/a3/rows/one" + select("*", "books.*"))
                        .json()
                        .getJsonObject("books")
                        .getString("$id"))
                .isEqualTo("x");
        assertThat(get(T + "/b3/rows/x" + select("author.name"))
                        .json()
                        .getJsonObject("author")
                        .getString("name"))
                .isEqualTo("one");
        assertThat(patch("a3", "one", new JsonObject().putNull("books")).json().getValue("books"))
                .isNull();
        assertThat(create("a3", "two", object("name", "two", "books", "x")).status())
                .isEqualTo(201);
    }

    @Test
    void manyToManyTiesGoBothWays() {
        pair("a4", "b4", "manyToMany", true, "setNull");
        row(
                "a4",
                "one",
                object(
                        "name",
                        "one",
                        "books",
                        array(object("$id", "x", "name", "x"), object("$id", "y", "name", "y"))));
        row("a4", "two", object("name", "two", "books", array("x")));

        assertThat(tied("b4", "x", "author")).containsExactly("one", "two");
        patch("b4", "x", object("author", array("two")));
        assertThat(tied("a4", "one", "books")).containsExactly("y");
        assertThat(delete("b4", "y").status()).isEqualTo(204);
        assertThat(tied("a4", "one", "books")).isEmpty();
    }

    @Test
    void restrictedParentsStayAndCascadesTakeChildrenAlong() {
        pair("a5", "b5", "oneToMany", true, "restrict");
        row("a5", "one", object("name", "one", "books", array(object("$id", "x", "name", "x"))));
        assertThat(delete("a5", "one").type()).isEqualTo("row_delete_restricted");
        assertThat(delete("b5", "x").status()).isEqualTo(204);
        assertThat(delete("a5", "one").status()).isEqualTo(204);

        row(
                "a5",
                "two",
                object(
                        "name",
                        "two",
                        "books",
                        array(object("$id", "y", "name", "y"), object("$id", "z", "name", "z"))));
        Reply ruled = stage.call("PATCH", T + "/a5/columns/books/relationship", object("onDelete", "cascade"));
        assertThat(ruled.json().getString("onDelete")).isEqualTo("cascade");
        assertThat(stage.get(T + "/b5/columns/author").json().getString("onDelete"))
                .isEqualTo("cascade");
        assertThat(delete("b5", "z").status()).isEqualTo(204);
        assertThat(get(T + "/a5/rows/two").status()).isEqualTo(200);
        assertThat(delete("a5", "two").status()).isEqualTo(204);
        assertThat(get(T + "/b5/rows").json().getInteger("total")).isZero();
    }

    @Test
    void manyToOneIsRuledFromTheOneThatManyAreTiedTo() {
        table("a6", "read(\"any\")");
        table("b6", "read(\"any\")");
        relate("b6", object("relatedTableId", "a6", "type", "manyToOne", "key", "author", "onDelete", "restrict"));
        row("b6", "x", object("name", "x", "author", object("$id", "one", "name", "one")));
        row("b6", "y", object("name", "y", "author", "one"));

        assertThat(delete("a6", "one").type()).isEqualTo("row_delete_restricted");
        assertThat(stage.get(T + "/a6/columns").json().getInteger("total")).isEqualTo(1);
        assertThat(delete("b6", "x").status()).isEqualTo(204);
        assertThat(delete("b6", "y").status()).isEqualTo(204);
        assertThat(delete("a6", "one").status()).isEqualTo(204);
    }

    @Test
    void queriesLookThroughRelationships() {
        pair("a7", "b7", "oneToMany", true, "setNull");
        row(
                "a7",
                "one",
                object(
                        "name",
                        "one",
                        "books",
                        array(object("$id", "x", "name", "x"), object("$id", "y", "name", "y"))));
        row("a7", "two", object("name", "two", "books", array(object("$id", "z", "name", "z"))));
        row("b7", "free", object("name", "free"));

        assertThat(found("b7", "{'method':'equal','attribute':'author.name','values':['one']}"))
                .containsExactly("x", "y");
        assertThat(found("b7", "{'method':'equal','attribute':'author','values':['two']}"))
                .containsExactly("z");
        assertThat(found("b7", "{'method':'isNull','attribute':'author'}")).containsExactly("free");
        assertThat(found("b7", "{'method':'isNotNull','attribute':'author'}")).containsExactly("x", "y", "z");
        assertThat(found("a7", "{'method':'startsWith','attribute':'books.name','values':['z']}"))
                .containsExactly("two");
        assertThat(found(
                        "b7",
                        "{'method':'or','values':[{'method':'equal','attribute':'author.books.name','values':['y']},"
                                + "{'method':'equal','attribute':'name','values':['free']}]}"))
                .containsExactly("x", "y", "free");
        assertThat(get(T + "/b7/rows" + queries("{'method':'equal','attribute':'author.name','values':['one']}"))
                        .json()
                        .getInteger("total"))
                .isEqualTo(2);
    }

    @Test
    void filtersSideBySideAreOfOneAndTheSameTiedRow() {
        pair("a21", "b21", "oneToMany", true, "setNull");
        row(
                "a21",
                "one",
                object(
                        "name",
                        "one",
                        "books",
                        array(object("$id", "x", "name", "nx"), object("$id", "y", "name", "ny"))));
        String isX = "{'method':'equal','attribute':'books.$id','values':['x']}";
        String isNamed = "{'method':'equal','attribute':'books.name','values':['%s']}";

        assertThat(found("a21", isX, isNamed.formatted("nx"))).containsExactly("one");
        assertThat(found("a21", isX, isNamed.formatted("ny"))).isEmpty();
        assertThat(found("a21", "{'method':'and','values':[" + isX + "," + isNamed.formatted("ny") + "]}"))
                .isEmpty();
        assertThat(found("a21", isX, "{'method':'or','values':[" + isX + "," + isNamed.formatted("ny") + "]}"))
                .containsExactly("one");
        assertThat(found("a21", "{'method':'containsAll','attribute':'books.name','values':['nx','ny']}"))
                .containsExactly("one");
        assertThat(found("a21", "{'method':'containsAll','attribute':'books.name','values':['nx','nz']}"))
                .isEmpty();
        String many = String.join(",", Collections.nCopies(21, "'nx'"));
        assertThat(get(T + "/a21/rows"
                                + queries("{'method':'containsAll','attribute':'books.name','values':[" + many + "]}"))
                        .type())
                .isEqualTo("general_query_invalid");
    }

    @Test
    void aClosedTableTellsNothingOfItsColumns() {
        table("a22", "read(\"any\")");
        stage.call("PUT", T + "/a22", object("name", "a22", "enabled", false));
        String guess = queries("{'method':'isNull','attribute':'guessed'}");

        assertThat(stage.get(T + "/a22/rows" + guess, GUEST).type()).isEqualTo("table_not_found");
        assertThat(stage.get(T + "/a22/rows/any" + guess, GUEST).type()).isEqualTo("table_not_found");
        assertThat(get(T + "/a22/rows" + guess).type()).isEqualTo("general_query_invalid");
    }

    static Stream<String> refusedQueries() {
        return Stream.of(
                "{'method':'equal','attribute':'books','values':['x']}",
                "{'method':'isNull','attribute':'books'}",
                "{'method':'equal','attribute':'books.nothing','values':['x']}",
                "{'method':'equal','attribute':'books.name','values':[1]}",
                "{'method':'equal','attribute':'nobody.name','values':['x']}",
                "{'method':'orderAsc','attribute':'books.name'}",
                "{'method':'select','values':['books.nothing']}",
                "{'method':'select','values':['nobody.*']}",
                "{'method':'select','values':['books.author.books.author.name']}");
    }

    @ParameterizedTest
    @MethodSource("refusedQueries")
    void namesThatLeadNowhereAreRefused(String query) {
        if (stage.get(T + "/a8").status() == 404) {
            pair("a8", "b8", "oneToMany", true, "setNull");
        }

        assertThat(get(T + "/a8/rows" + queries(query)).type()).isEqualTo("general_query_invalid");
    }

    static Stream<Object[]> refusedData() {
        return Stream.of(
                new Object[] {object("books", "x"), "relationship_value_invalid"},
                new Object[] {object("books", 1), "relationship_value_invalid"},
                new Object[] {object("books", array(1)), "relationship_value_invalid"},
                new Object[] {object("books", array("absent")), "relationship_value_invalid"},
                new Object[] {object("books", array("x", "absent")), "relationship_value_invalid"},
                new Object[] {object("books", array(object("nothing", 1))), "row_invalid_structure"},
                new Object[] {object("books", array(object("$id", "_bad", "name", "n"))), "general_argument_invalid"},
                new Object[] {
                    object("books", array(object("$permissions", array("fly(\"any\")"), "name", "n"))),
                    "general_argument_invalid"
                },
                new Object[] {
                    object(
                            "books",
                            array(object(
                                    "name",
                                    "1",
                                    "author",
                                    object(
                                            "name",
                                            "2",
                                            "books",
                                            array(object("name", "3", "author", object("name", "4"))))))),
                    "relationship_value_invalid"
                });
    }

    @ParameterizedTest
    @MethodSource("refusedData")
    void whatNamesNoRowIsRefusedAndChangesNothing(JsonObject data, String type) {
        if (stage.get(T + "/a9").status() == 404) {
            pair("a9", "b9", "oneToMany", true, "setNull");
            row("b9", "x", object("name", "x"));
        }

        assertThat(create("a9", "bad", data.copy().put("name", "bad")).type()).isEqualTo(type);
        assertThat(get(T + "/a9/rows").json().getInteger("total")).isZero();
        assertThat(get(T + "/b9/rows").json().getInteger("total")).isEqualTo(1);
    }

    @Test
    void nobodyReadsWritesOrFindsOutThroughATieWhatTheyMayNotDirectly() {
        table("a10", "read(\"any\")", "create(\"users\")", "update(\"users\")", "delete(\"users\")");
        table("b10");
        stage.call("PUT", T + "/b10", object("name", "b10", "rowSecurity", true));
        relate(
                "a10",
                object(
                        "relatedTableId",
                        "b10",
                        "type",
                        "oneToMany",
                        "key",
                        "books",
                        "twoWay",
                        true,
                        "twoWayKey",
                        "author",
                        "onDelete",
                        "cascade"));
        row(
                "a10",
                "one",
                object(
                        "name",
                        "one",
                        "books",
                        array(
                                object("$id", "open", "name", "open", "$permissions", array("read(\"any\")")),
                                object("$id", "secret", "name", "secret"))));
        String all = T + "/a10/rows/one" + select("*", "books.*");

        assertThat(ids(stage.get(all, GUEST).json().getJsonArray("books"))).containsExactly("open");
        assertThat(stage.get(all, GUEST).text()).doesNotContain("secret");
        assertThat(found("a10", GUEST, "{'method':'equal','attribute':'books.name','values':['secret']}"))
                .isEmpty();
        assertThat(found("a10", GUEST, "{'method':'equal','attribute':'books.name','values':['open']}"))
                .containsExactly("one");
        assertThat(stage.call(
                                "POST",
                                T + "/a10/rows",
                                object("rowId", "two", "data", object("name", "two", "books", array("secret"))),
                                ANNA)
                        .type())
                .isEqualTo("relationship_value_invalid");
        assertThat(stage.call(
                                "POST",
                                T + "/a10/rows",
                                object(
                                        "rowId",
                                        "two",
                                        "data",
                                        object("name", "two", "books", array(object("name", "new")))),
                                ANNA)
                        .type())
                .isEqualTo("user_unauthorized");
        assertThat(stage.call(
                                "PATCH",
                                T + "/a10/rows/one",
                                object("data", object("books", array(object("$id", "secret", "name", "changed")))),
                                ANNA)
                        .type())
                .isEqualTo("user_unauthorized");
        assertThat(stage.call("DELETE", T + "/a10/rows/one", object(), ANNA).type())
                .isEqualTo("user_unauthorized");
        assertThat(stage.call("PATCH", T + "/a10/rows/one", object("data", object("books", array())), GUEST)
                        .type())
                .isEqualTo("user_unauthorized");
        assertThat(ids(get(all).json().getJsonArray("books"))).containsExactly("open", "secret");
        assertThat(get(T + "/a10/rows").json().getInteger("total")).isEqualTo(1);

        stage.call("PUT", T + "/b10", object("name", "b10", "enabled", false, "permissions", array("read(\"any\")")));
        assertThat(stage.get(all, GUEST).json().getJsonArray("books")).isEmpty();
        assertThat(get(all).json().getJsonArray("books")).hasSize(2);
    }

    @Test
    void aRowThatKeepsTheTieItselfIsTiedByThoseWhoMayUpdateIt() {
        table("a20", "read(\"any\")", "create(\"users\")", "update(\"users\")");
        table("b20", "read(\"any\")");
        stage.call("PUT", T + "/b20", object("name", "b20", "rowSecurity", true));
        relate(
                "a20",
                object(
                        "relatedTableId",
                        "b20",
                        "type",
                        "oneToMany",
                        "key",
                        "books",
                        "twoWay",
                        true,
                        "twoWayKey",
                        "author"));
        row("b20", "foreign", object("name", "foreign"));
        stage.call(
                "POST",
                T + "/b20/rows",
                object("rowId", "own", "data", object("name", "own"), "permissions", array("update(\"user:anna\")")));

        assertThat(stage.call(
                                "POST",
                                T + "/a20/rows",
                                object("rowId", "one", "data", object("name", "one", "books", array("foreign"))),
                                ANNA)
                        .type())
                .isEqualTo("user_unauthorized");
        assertThat(stage.call(
                                "POST",
                                T + "/a20/rows",
                                object("rowId", "one", "data", object("name", "one", "books", array("own"))),
                                ANNA)
                        .status())
                .isEqualTo(201);
        patch("a20", "one", object("books", array("own", "foreign")));
        assertThat(stage.call(
                                "PATCH",
                                T + "/a20/rows/one",
                                object("data", object("name", "new", "books", array("foreign", "own"))),
                                ANNA)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theOlderVocabularyHasTheSameEnds() {
        pair("a11", "b11", "oneToMany", true, "setNull");
        String older = "/v1/databases/shop/collections";

        JsonObject attribute = stage.get(older + "/a11/attributes/books").json();
        assertThat(attribute.getString("relatedCollection")).isEqualTo("b11");
        assertThat(attribute.getString("side")).isEqualTo("parent");
        assertThat(stage.call("PATCH", older + "/a11/attributes/relationship/books", object("newKey", "works"))
                        .json()
                        .getString("key"))
                .isEqualTo("works");
        assertThat(stage.get(T + "/b11/columns/author").json().getString("twoWayKey"))
                .isEqualTo("works");
        JsonObject made = stage.call(
                        "POST",
                        older + "/a11/documents",
                        object(
                                "documentId",
                                "one",
                                "data",
                                object("name", "one", "works", array(object("$id", "x", "name", "x")))))
                .json();
        assertThat(made.getJsonArray("works").getJsonObject(0).getString("$collectionId"))
                .isEqualTo("b11");
        assertThat(stage.get(
                                older + "/a11/documents/one",
                                "X-Appwrite-Project",
                                "p1",
                                "X-Appwrite-Key",
                                "standard_all",
                                "X-Appwrite-Response-Format",
                                "1.7.0")
                        .json()
                        .getJsonArray("works"))
                .hasSize(1);
    }

    @Test
    void endsGoTogetherAndSoDoTablesTies() {
        pair("a12", "b12", "manyToMany", true, "cascade");
        row("a12", "one", object("name", "one", "books", array(object("$id", "x", "name", "x"))));

        assertThat(stage.call("DELETE", T + "/b12/columns/author", object()).status())
                .isEqualTo(204);
        assertThat(stage.get(T + "/a12/columns/books").status()).isEqualTo(404);
        assertThat(get(T + "/a12/rows" + select("books.*")).type()).isEqualTo("general_query_invalid");
        relate(
                "a12",
                object(
                        "relatedTableId",
                        "b12",
                        "type",
                        "manyToMany",
                        "key",
                        "books",
                        "twoWay",
                        true,
                        "twoWayKey",
                        "author"));
        patch("a12", "one", object("books", array("x")));
        assertThat(stage.call("DELETE", T + "/b12", object()).status()).isEqualTo(204);
        assertThat(stage.get(T + "/a12/columns").json().getInteger("total")).isEqualTo(1);
        assertThat(get(T + "/a12/rows/one").status()).isEqualTo(200);
        assertThat(delete("a12", "one").status()).isEqualTo(204);
    }

    @Test
    void aTableMayBeTiedToItself() {
        table("staff", "read(\"any\")");
        relate(
                "staff",
                object(
                        "relatedTableId",
                        "staff",
                        "type",
                        "oneToMany",
                        "key",
                        "reports",
                        "twoWay",
                        true,
                        "twoWayKey",
                        "boss",
                        "onDelete",
                        "cascade"));

        row(
                "staff",
                "ceo",
                object(
                        "name",
                        "ceo",
                        "reports",
                        array(object(
                                "$id", "cto", "name", "cto", "reports", array(object("$id", "dev", "name", "dev"))))));

        JsonObject dev =
                get(T + "/staff/rows/dev" + select("*", "boss.boss.name")).json();
        assertThat(dev.getJsonObject("boss").getJsonObject("boss").getString("name"))
                .isEqualTo("ceo");
        assertThat(found("staff", "{'method':'equal','attribute':'boss.boss.name','values':['ceo']}"))
                .containsExactly("dev");
        assertThat(delete("staff", "ceo").status()).isEqualTo(204);
        assertThat(get(T + "/staff/rows").json().getInteger("total")).isZero();
    }

    static Stream<Object[]> refusedEnds() {
        return Stream.of(
                new Object[] {object("relatedTableId", "absent", "type", "oneToOne"), "table_not_found"},
                new Object[] {object("relatedTableId", "b13", "type", "few"), "general_argument_invalid"},
                new Object[] {object("relatedTableId", "b13"), "general_argument_invalid"},
                new Object[] {
                    object("relatedTableId", "b13", "type", "oneToOne", "onDelete", "burn"), "general_argument_invalid"
                },
                new Object[] {
                    object("relatedTableId", "b13", "type", "oneToOne", "key", "name"), "column_already_exists"
                },
                new Object[] {
                    object("relatedTableId", "b13", "type", "oneToOne", "key", "$id"), "general_argument_invalid"
                },
                new Object[] {
                    object("relatedTableId", "b13", "type", "oneToOne", "key", "books"), "column_already_exists"
                },
                new Object[] {
                    object("relatedTableId", "b13", "type", "oneToOne", "key", "new", "twoWayKey", "Author"),
                    "column_already_exists"
                },
                new Object[] {
                    object("relatedTableId", "a13", "type", "oneToOne", "key", "self", "twoWayKey", "self"),
                    "column_already_exists"
                });
    }

    @ParameterizedTest
    @MethodSource("refusedEnds")
    void endsThatDoNotFitAreRefused(JsonObject asked, String type) {
        if (stage.get(T + "/a13").status() == 404) {
            pair("a13", "b13", "oneToMany", true, "setNull");
        }

        assertThat(stage.call("POST", T + "/a13/columns/relationship", asked).type())
                .isEqualTo(type);
        assertThat(stage.get(T + "/a13/columns").json().getInteger("total")).isEqualTo(2);
    }

    @Test
    void bulkWritesAndIndexesAreNotOfRelationships() {
        pair("a14", "b14", "oneToMany", false, "setNull");

        assertThat(stage.call("POST", T + "/a14/rows", object("rows", array(object("name", "n"))))
                        .type())
                .isEqualTo("general_bad_request");
        assertThat(stage.call("DELETE", T + "/b14/rows", object()).type()).isEqualTo("general_bad_request");
        assertThat(stage.call("POST", T + "/a14/indexes", object("key", "i", "type", "key", "columns", array("books")))
                        .type())
                .isEqualTo("column_index_invalid");
    }

    @Test
    void childrenThatManyParentsWantAtOnceHaveOneInTheEnd() {
        pair("a15", "b15", "oneToMany", true, "setNull");
        row("b15", "x", object("name", "x"));
        IntStream.range(0, 8).forEach(i -> row("a15", "p" + i, object("name", "p" + i)));

        List<CompletableFuture<Reply>> replies = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> patch("a15", "p" + i, object("books", array("x")))))
                .toList();

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.join().status()).isIn(200, 409));
        long tied = IntStream.range(0, 8)
                .filter(i -> !tied("a15", "p" + i, "books").isEmpty())
                .count();
        assertThat(tied).isEqualTo(1);
    }

    @Test
    void whetherThereIsATieToARowThatOneMayNotReadIsNotTold() {
        secretAuthor("a16", "b16");

        assertThat(found("b16", GUEST, "{'method':'isNotNull','attribute':'author'}"))
                .containsExactly("public");
        assertThat(found("b16", GUEST, "{'method':'isNull','attribute':'author'}"))
                .containsExactly("private");
        assertThat(found("b16", "{'method':'isNotNull','attribute':'author'}")).containsExactly("public", "private");
    }

    @Test
    void filtersThroughARelationshipGoByThePresentPermissionsOfTheOtherTable() {
        secretAuthor("a17", "b17");
        String byName = "{'method':'equal','attribute':'author.name','values':['open']}";
        assertThat(found("b17", GUEST, byName)).containsExactly("public");

        TestingRegion.wait(stage.database()
                .write("update meridian.app_table set row_security = false, version = version + 1"
                        + " where table_id = 'a17'"));

        assertThat(found("b17", GUEST, byName)).isEmpty();
    }

    /** A table of notes, one by an author whom everybody may read and one by another. */
    private static void secretAuthor(String authors, String notes) {
        table(authors);
        stage.call("PUT", T + "/" + authors, object("name", authors, "rowSecurity", true));
        table(notes, "read(\"any\")");
        relate(notes, object("relatedTableId", authors, "type", "manyToOne", "key", "author", "onDelete", "setNull"));
        row(
                notes,
                "public",
                object("author", object("$id", "open", "name", "open", "$permissions", array("read(\"any\")"))));
        row(notes, "private", object("author", object("$id", "secret", "name", "secret")));
    }

    @Test
    void oneRequestNestsAThousandRowsAtMost() {
        pair("a18", "b18", "manyToMany", true, "setNull");
        Object[] children = IntStream.range(0, 501)
                .mapToObj(i -> object("name", "c", "author", array(object("name", "p"))))
                .toArray();

        assertThat(create("a18", "one", object("name", "one", "books", array(children)))
                        .type())
                .isEqualTo("relationship_value_invalid");
        assertThat(get(T + "/b18/rows").json().getInteger("total")).isZero();
    }

    private static void pair(String parent, String child, String kind, boolean twoWay, String rule) {
        table(parent, "read(\"any\")");
        table(child, "read(\"any\")");
        relate(
                parent,
                object(
                        "relatedTableId",
                        child,
                        "type",
                        kind,
                        "key",
                        "books",
                        "twoWay",
                        twoWay,
                        "twoWayKey",
                        "author",
                        "onDelete",
                        rule));
    }

    private static void relate(String table, JsonObject asked) {
        Reply made = stage.call("POST", T + "/" + table + "/columns/relationship", asked);
        assertThat(made.status()).as(made.text()).isEqualTo(202);
        assertThat(made.json().getString("status")).isEqualTo("processing");
    }

    private static void table(String id, String... permissions) {
        Reply made = stage.call(
                "POST",
                T,
                object(
                        "tableId",
                        id,
                        "name",
                        id,
                        "permissions",
                        array((Object[]) permissions),
                        "columns",
                        array(object("key", "name", "type", "string", "size", 40, "required", false))));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private static JsonObject row(String table, String id, JsonObject data) {
        Reply made = create(table, id, data);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    private static Reply create(String table, String id, JsonObject data) {
        return stage.call("POST", T + "/" + table + "/rows", object("rowId", id, "data", data));
    }

    private static Reply patch(String table, String id, JsonObject data) {
        return stage.call("PATCH", T + "/" + table + "/rows/" + id, object("data", data));
    }

    private static Reply delete(String table, String id) {
        return stage.call("DELETE", T + "/" + table + "/rows/" + id, object());
    }

    private static Reply get(String path) {
        return stage.get(path);
    }

    private static List<String> tied(String table, String id, String key) {
        return ids(
                get(T + "/" + table + "/rows/" + id + select(key + ".*")).json().getJsonArray(key));
    }

    private static List<String> found(String table, String... query) {
        return found(table, DatabasesStage.KEY, query);
    }

    private static List<String> found(String table, String[] as, String... query) {
        Reply reply = stage.get(T + "/" + table + "/rows" + queries(query), as);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ids(reply.json().getJsonArray("rows"));
    }

    private static List<String> ids(JsonArray rows) {
        return rows.stream().map(row -> ((JsonObject) row).getString("$id")).toList();
    }

    private static List<String> names(JsonArray rows) {
        return rows.stream().map(row -> ((JsonObject) row).getString("name")).toList();
    }

    private static String select(String... names) {
        return queries("{'method':'select','values':['" + String.join("','", names) + "']}");
    }
}
