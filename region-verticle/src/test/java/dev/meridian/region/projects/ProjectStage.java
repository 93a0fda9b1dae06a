package dev.meridian.region.projects;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.api.CallerScopes;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;

/** A region whose project {@code p1} has a key with every scope. */
final class ProjectStage {

    private ProjectStage() {}

    static DatabasesStage open() {
        DatabasesStage stage = DatabasesStage.open();
        assertThat(stage.ask(
                        "update meridian.api_key set scopes = $1 where key_id in ('k1', 'k3') returning key_id",
                        (Object) CallerScopes.OF_KEYS.toArray(String[]::new)))
                .hasSize(2);
        return stage;
    }

    /** Sets something of the project that must be accepted; the answer. */
    static JsonObject set(DatabasesStage stage, String path, Object... values) {
        Reply reply = stage.call("PATCH", "/v1/project/" + path, object(values));
        assertThat(reply.status()).as("%s: %s", path, reply.text()).isEqualTo(200);
        return reply.json();
    }

    static Reply signUp(DatabasesStage stage, String id, String password) {
        return stage.call(
                "POST",
                "/v1/account",
                object("userId", id, "email", id + "@example.org", "password", password),
                DatabasesStage.GUEST);
    }

    static Reply logIn(DatabasesStage stage, String id, String password) {
        return stage.call(
                "POST",
                "/v1/account/sessions/email",
                object("email", id + "@example.org", "password", password),
                DatabasesStage.GUEST);
    }
}
