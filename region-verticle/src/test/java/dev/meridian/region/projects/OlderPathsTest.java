package dev.meridian.region.projects;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A console user works on a project at the paths that consoles and the command line use. */
final class OlderPathsTest {

    private static final String PROJECT = "/v1/projects/p1";
    private static final String[] CONSOLE = {"X-Appwrite-Project", "console"};

    @RegisterExtension
    static final DatabasesStage stage = ProjectStage.open();

    private static String[] owner = {};

    @BeforeAll
    static void logIn() {
        JsonObject account = object("userId", "ada", "email", "ada@example.org", "password", "correct horse");
        stage.call("POST", "/v1/account", account, CONSOLE);
        account.remove("userId");
        String cookie = stage.call("POST", "/v1/account/sessions/email", account, CONSOLE)
                .header("Set-Cookie");
        owner = new String[] {"Cookie", cookie.substring(0, cookie.indexOf(';'))};
        assertThat(stage.call("POST", "/v1/teams", object("teamId", "team", "name", "Team"), owner)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void platformsOfAllKindsAreMadeInOnePlace() {
        JsonObject web = made("/platforms", object("type", "web", "name", "Web", "hostname", "old.example.com"));
        JsonObject phone = made("/platforms", object("type", "flutter-ios", "name", "Phone", "key", "com.example.x"));

        assertThat(web.getString("hostname")).isEqualTo("old.example.com");
        assertThat(phone.getString("bundleIdentifier")).isEqualTo("com.example.x");
        JsonObject changed = stage.call(
                        "PUT",
                        PROJECT + "/platforms/" + phone.getString("$id"),
                        object("name", "Phones", "key", "com.example.y"),
                        owner)
                .json();
        assertThat(changed.getString("bundleIdentifier")).isEqualTo("com.example.y");
        assertThat(stage.get(PROJECT + "/platforms", owner).json().getInteger("total"))
                .isEqualTo(2);
    }

    @Test
    void keysVariablesMailAndTemplatesAreThereToo() {
        made("/keys", object("name", "k", "scopes", array("users.read")));
        made("/jwts", object("scopes", array("users.read")));
        made("/variables", object("variableId", "v", "key", "K", "value", "x"));
        assertThat(stage.call("PATCH", PROJECT + "/smtp", object("senderName", "Shop"), owner)
                        .json()
                        .getString("smtpSenderName"))
                .isEqualTo("Shop");
        assertThat(stage.call("PATCH", PROJECT + "/templates/email/recovery/de", object("subject", "Neu"), owner)
                        .json()
                        .getString("subject"))
                .isEqualTo("Neu");
        assertThat(stage.get(PROJECT + "/templates/email/recovery/de", owner)
                        .json()
                        .getString("locale"))
                .isEqualTo("de");
        assertThat(stage.call("PATCH", PROJECT + "/auth/anonymous", object("enabled", false), owner)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoIsNotInTheProjectsTeamFindsNothing() {
        assertThat(stage.get("/v1/projects/p2/platforms", "Cookie", "a_session_console=none")
                        .type())
                .isEqualTo("general_unauthorized_scope");
        assertThat(stage.get(PROJECT + "/platforms", DatabasesStage.ANNA).type())
                .isEqualTo("general_unauthorized_scope");
    }

    private static JsonObject made(String path, JsonObject body) {
        Reply reply = stage.call("POST", PROJECT + path, body, owner);
        assertThat(reply.status()).as("%s: %s", path, reply.text()).isEqualTo(201);
        return reply.json();
    }
}
