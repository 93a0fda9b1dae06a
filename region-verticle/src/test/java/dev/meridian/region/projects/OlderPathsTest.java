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
        assertThat(stage.get(PROJECT + "/platforms", owner).json().getJsonArray("platforms"))
                .contains(web, changed);
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
    void settingsAreChangedAndShownInOlderWords() {
        stage.ask("insert into meridian.console_project values ('p1', 'team', 'One', 'fra', now(), now())"
                + " returning project_id");
        change("service", object("service", "messaging", "status", false));
        change("auth/phone", object("status", false));
        change("auth/limit", object("limit", 70));
        change("auth/max-sessions", object("limit", 7));
        change("auth/duration", object("duration", 700));
        change("auth/password-history", object("limit", 0));
        change("auth/password-dictionary", object("enabled", true));
        change("auth/session-alerts", object("alerts", true));
        change("auth/memberships-privacy", object("userName", true, "userEmail", false, "mfa", false));
        change("auth/mock-numbers", object("numbers", array(object("phone", "+4930123456", "otp", "123456"))));

        JsonObject project = stage.get(PROJECT, owner).json();
        assertThat(project.getBoolean("serviceStatusForMessaging")).isFalse();
        assertThat(project.getBoolean("serviceStatusForAccount")).isTrue();
        assertThat(project.getBoolean("authPhone")).isFalse();
        assertThat(project.getInteger("authLimit")).isEqualTo(70);
        assertThat(project.getInteger("authSessionsLimit")).isEqualTo(7);
        assertThat(project.getInteger("authDuration")).isEqualTo(700);
        assertThat(project.getInteger("authPasswordHistory")).isZero();
        assertThat(project.getBoolean("authPasswordDictionary")).isTrue();
        assertThat(project.getBoolean("authSessionAlerts")).isTrue();
        assertThat(project.getBoolean("authMembershipsMfa")).isFalse();
        assertThat(project.getJsonArray("authMockNumbers"))
                .isEqualTo(array(object("phone", "+4930123456", "otp", "123456")));
        assertThat(stage.call("PATCH", PROJECT + "/auth/mock-numbers", object("numbers", array("x")), owner)
                        .type())
                .isEqualTo("general_argument_invalid");
    }

    private static void change(String path, JsonObject body) {
        Reply reply = stage.call("PATCH", PROJECT + "/" + path, body, owner);
        assertThat(reply.status()).as("%s: %s", path, reply.text()).isEqualTo(200);
    }

    @Test
    void aPageOfTheProjectDoesNotActAsItsOwner() {
        made("/platforms", object("type", "web", "name", "Evil", "hostname", "evil.example"));

        Reply refused = stage.get(PROJECT + "/keys", owner[0], owner[1], "Origin", "https://evil.example");
        assertThat(refused.type()).isEqualTo("general_unknown_origin");
        assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(stage.get(PROJECT + "/keys", owner[0], owner[1], "Origin", "http://localhost:3000")
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
