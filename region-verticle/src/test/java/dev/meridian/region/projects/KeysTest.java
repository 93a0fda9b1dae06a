package dev.meridian.region.projects;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys that are changed, listed and made for a while. */
final class KeysTest {

    private static final String KEYS = "/v1/project/keys";

    @RegisterExtension
    static final DatabasesStage stage = ProjectStage.open();

    @Test
    void aKeyKeepsItsSecretWhenItIsChanged() {
        String[] holder = made("changing", "teams.read");
        assertThat(stage.get("/v1/teams", holder).status()).isEqualTo(200);

        JsonObject changed = stage.call(
                        "PUT",
                        KEYS + "/changing",
                        object("name", "Newer", "scopes", array("users.read"), "expire", "2040-01-01T00:00:00Z"))
                .json();

        assertThat(changed.getString("name")).isEqualTo("Newer");
        assertThat(changed.getString("secret")).isEmpty();
        assertThat(changed.getString("expire")).isEqualTo("2040-01-01T00:00:00.000+00:00");
        assertThat(stage.get("/v1/teams", holder).type()).isEqualTo("general_unauthorized_scope");
        assertThat(stage.get("/v1/users", holder).status()).isEqualTo(200);
    }

    @Test
    void keysAreFoundByTheirScopes() {
        made("reader", "buckets.read");

        JsonObject found = stage.get(KEYS
                        + DatabasesStage.queries(
                                "{'method':'contains','attribute':'scopes','values':['buckets.read']}",
                                "{'method':'equal','attribute':'name','values':['reader']}"))
                .json();

        assertThat(found.getInteger("total")).isEqualTo(1);
        assertThat(found.getJsonArray("keys").getJsonObject(0).getString("$id")).isEqualTo("reader");
    }

    @Test
    void anEphemeralKeyOpensWhatItsScopesSay() {
        String[] holder = ephemeral(object("scopes", array("users.read"), "duration", 60), DatabasesStage.KEY);

        assertThat(stage.get("/v1/users", holder).status()).isEqualTo(200);
        assertThat(stage.get("/v1/project", holder).type()).isEqualTo("general_unauthorized_scope");
        assertThat(stage.get("/v1/users", "X-Appwrite-Project", "p2", "X-Appwrite-Key", holder[3])
                        .type())
                .isEqualTo("project_id_missing");
        assertThat(stage.get("/v1/users", "X-Appwrite-Project", "p1", "X-Appwrite-Key", holder[3] + "x")
                        .type())
                .isEqualTo("general_unauthorized_scope");
    }

    @Test
    void anEphemeralKeyIsOfNoUseInALaterProjectOfTheSameId() {
        String[] holder = ephemeral(object("scopes", array("users.read"), "duration", 60), DatabasesStage.KEY);
        String made = stage.ask(
                        "update meridian.project set created_at = created_at + interval '1 hour' where project_id = 'p1'"
                                + " returning project_id")
                .getFirst();

        TestingRegion.until(() -> "general_unauthorized_scope"
                .equals(stage.get("/v1/users", holder).json().getString("type")));

        stage.ask(
                "update meridian.project set created_at = created_at - interval '1 hour' where project_id = $1"
                        + " returning project_id",
                made);
        TestingRegion.until(() -> stage.get("/v1/users", holder).status() == 200);
    }

    @Test
    void aKeyPassesOnNoMoreThanItHas() {
        String[] holder = made("maker", "keys.write", "users.read");
        made("mighty", "users.write");

        assertThat(stage.call(
                                "POST",
                                KEYS + "/ephemeral",
                                object("scopes", array("users.write"), "duration", 60),
                                holder)
                        .type())
                .isEqualTo("general_unauthorized_scope");
        assertThat(stage.call("PUT", KEYS + "/mighty", object("name", "x", "scopes", array("users.read")), holder)
                        .type())
                .isEqualTo("general_unauthorized_scope");
        assertThat(stage.call("PUT", KEYS + "/maker", object("name", "x", "scopes", array("users.write")), holder)
                        .type())
                .isEqualTo("general_unauthorized_scope");
        String[] ephemeral = ephemeral(object("scopes", array("users.read"), "duration", 60), holder);
        assertThat(stage.get("/v1/users", ephemeral).status()).isEqualTo(200);
    }

    @Test
    void aKeyRemembersTheLibraryItWasUsedWith() {
        String[] holder = made("used", "users.read");

        stage.get("/v1/users", holder[0], holder[1], holder[2], holder[3], "x-sdk-name", "Node.js");

        TestingRegion.until(() -> !stage.ask("select key_id from meridian.api_key where key_id = 'used'"
                        + " and sdks = '{Node.js}' and accessed_at is not null")
                .isEmpty());
        assertThat(stage.get(KEYS + "/used").json().getJsonArray("sdks")).isEqualTo(array("Node.js"));
    }

    private static String[] made(String id, Object... scopes) {
        return holder(stage.call("POST", KEYS, object("keyId", id, "name", id, "scopes", array(scopes))));
    }

    private static String[] ephemeral(JsonObject wanted, String... as) {
        return holder(stage.call("POST", KEYS + "/ephemeral", wanted, as));
    }

    private static String[] holder(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return new String[] {
            "X-Appwrite-Project", "p1", "X-Appwrite-Key", reply.json().getString("secret")
        };
    }
}
