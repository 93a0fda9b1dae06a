package dev.meridian.region.databases.naming;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The older vocabulary, collections of documents (contract section 5), on a real database. */
final class NamingTest {

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    @Test
    void theOlderVocabularyIsOfTheSameEngine() {
        String collections = "/v1/databases/old/collections";
        assertThat(stage.call("POST", "/v1/databases", object("databaseId", "old", "name", "Old"))
                        .json()
                        .getString("type"))
                .isEqualTo("legacy");
        Reply made = stage.call(
                "POST",
                collections,
                object(
                        "collectionId",
                        "notes",
                        "name",
                        "Notes",
                        "documentSecurity",
                        true,
                        "permissions",
                        array("create(\"users\")"),
                        "attributes",
                        array(object("key", "rows", "type", "string", "size", 20)),
                        "indexes",
                        array(object("key", "i", "type", "key", "attributes", array("rows")))));
        String notes = collections + "/notes";

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().getBoolean("documentSecurity")).isTrue();
        assertThat(made.json().getJsonArray("attributes").getJsonObject(0).getString("key"))
                .isEqualTo("rows");
        assertThat(made.json().getJsonArray("indexes").getJsonObject(0).getJsonArray("attributes"))
                .containsExactly("rows");
        assertThat(made.json().fieldNames()).doesNotContain("columns", "rowSecurity");
        assertThat(stage.call(
                                "POST",
                                notes + "/attributes/boolean",
                                object("key", "done", "required", false, "default", false))
                        .status())
                .isEqualTo(202);
        assertThat(stage.call("PATCH", notes + "/attributes/boolean/done", object("required", false, "default", true))
                        .json()
                        .getBoolean("default"))
                .isTrue();
        Reply document =
                stage.call("POST", notes + "/documents", object("documentId", "d1", "data", object("rows", "table")));
        assertThat(document.status()).isEqualTo(201);
        assertThat(document.json().getString("$collectionId")).isEqualTo("notes");
        assertThat(document.json().getString("rows")).isEqualTo("table");
        assertThat(document.json().fieldNames()).doesNotContain("$tableId");
        assertThat(stage.call("PATCH", notes + "/documents/d1", object("data", document.json()))
                        .status())
                .isEqualTo(200);
        JsonObject several = stage.call(
                        "PUT",
                        notes + "/documents",
                        object("documents", array(object("$id", "d1", "rows", "two"), object("$id", "d2"))))
                .json();
        assertThat(several.getJsonArray("documents").getJsonObject(0).getString("$collectionId"))
                .isEqualTo("notes");
        assertThat(stage.call("POST", notes + "/documents", object("documents", array()))
                        .json()
                        .getString("message"))
                .startsWith("Invalid `documents` param:");
        stage.call("DELETE", notes + "/documents/d2", object());
        JsonObject listed = stage.get(notes + "/documents").json();
        assertThat(listed.getJsonArray("documents")).hasSize(1);
        assertThat(listed.fieldNames()).containsExactlyInAnyOrder("total", "documents");
        assertThat(stage.get("/v1/tablesdb/old/tables/notes/rows/d1").json().getString("$tableId"))
                .isEqualTo("notes");
        assertThat(stage.get(collections).json().getJsonArray("collections")).hasSize(1);
        assertThat(stage.get(notes + "/attributes").json().getJsonArray("attributes"))
                .hasSize(2);
        assertThat(stage.get("/v1/databases").json().getInteger("total")).isEqualTo(2);
    }

    @Test
    void refusalsAreToldInTheWordsOfThePath() {
        stage.call("POST", "/v1/tablesdb/shop/tables", object("tableId", "table", "name", "Table"));
        String collection = "/v1/databases/shop/collections/table";

        assertThat(stage.get("/v1/databases/shop/collections/none").type()).isEqualTo("collection_not_found");
        assertThat(stage.get("/v1/databases/shop/collections/none").json().getString("message"))
                .isEqualTo("Collection with the requested ID 'none' could not be found.");
        assertThat(stage.get(collection + "/attributes/table").json().getString("message"))
                .isEqualTo("Attribute with the requested key 'table' could not be found.");
        assertThat(stage.get(collection + "/indexes/x").type()).isEqualTo("index_not_found");
        assertThat(stage.get(collection + "/documents/x").type()).isEqualTo("document_not_found");
        assertThat(stage.call("POST", collection + "/documents", object("documentId", "d", "data", object("x", 1)))
                        .json()
                        .getString("message"))
                .isEqualTo("Invalid document structure: Unknown attribute: \"x\"");
        assertThat(stage.call("POST", collection + "/documents", object("data", object("x", 1)))
                        .json()
                        .getString("message"))
                .isEqualTo("Param \"documentId\" is not optional.");
        assertThat(stage.get("/v1/databases/shop/collections/-").json().getString("message"))
                .startsWith("Invalid `collectionId` param:");
        assertThat(stage.get("/v1/tablesdb/shop/tables/none").type()).isEqualTo("table_not_found");
    }
}
