package dev.meridian.region.projects;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import dev.meridian.region.deployments.Owner;
import dev.meridian.region.deployments.Variable;
import dev.meridian.region.deployments.VariableStore;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Variables of a whole project, and the project's end. */
final class ProjectVariablesTest {

    private static final String VARIABLES = "/v1/project/variables";

    @RegisterExtension
    static final DatabasesStage stage = ProjectStage.open();

    @Test
    void aFunctionFindsThemBelowItsOwn() {
        post("/v1/functions", object("functionId", "f", "name", "F", "runtime", "edge-js-1"));
        post("/v1/functions/f/variables", object("key", "SHARED", "value", "own"));
        String before = configuration();

        post(VARIABLES, object("variableId", "v1", "key", "SHARED", "value", "project"));
        post(VARIABLES, object("variableId", "v2", "key", "ALONE", "value", "project"));

        assertThat(configuration()).isNotEqualTo(before);
        assertThat(inForce()).containsExactly("SHARED=own", "ALONE=project");

        stage.call("DELETE", VARIABLES + "/v2", object());
        assertThat(inForce()).containsExactly("SHARED=own");
    }

    @Test
    void aSecretIsNotShownAndStaysOne() {
        JsonObject made = post(VARIABLES, object("variableId", "s1", "key", "KEY1", "value", "hush"));

        assertThat(made.getString("value")).isEmpty();
        assertThat(made.getString("resourceType")).isEqualTo("project");
        assertThat(stage.get(VARIABLES + "/s1").text()).doesNotContain("hush");
        assertThat(stage.call("PUT", VARIABLES + "/s1", object("secret", false)).type())
                .isEqualTo("variable_cannot_unset_secret");
        assertThat(stage.call("POST", VARIABLES, object("variableId", "s2", "key", "KEY1", "value", "x"))
                        .type())
                .isEqualTo("variable_already_exists");
        assertThat(stage.get("/v1/project/variables"
                                + DatabasesStage.queries("{'method':'equal','attribute':'key','values':['KEY1']}"))
                        .json()
                        .getInteger("total"))
                .isEqualTo(1);
    }

    @Test
    void aSiteIsNotLiveOnceAVariableHasChanged() {
        post("/v1/sites", object("siteId", "s", "name", "S", "framework", "other", "buildRuntime", "static-1"));
        assertThat(stage.get("/v1/sites/s").json().getBoolean("live")).isTrue();

        post(VARIABLES, object("variableId", "v3", "key", "BUILD", "value", "x"));

        assertThat(stage.get("/v1/sites/s").json().getBoolean("live")).isFalse();
    }

    @Test
    void aProjectRemovesItselfWithAllItHas() {
        String[] other = {"X-Appwrite-Project", "p2", "X-Appwrite-Key", "standard_other"};
        stage.ask("insert into meridian.console_project values ('p2', 'team', 'Two', 'fra', now(), now())"
                + " returning project_id");
        stage.call("PATCH", "/v1/project/services/teams", object("enabled", false), other);
        stage.call("POST", VARIABLES, object("variableId", "v", "key", "K", "value", "x"), other);
        stage.call("PATCH", "/v1/project/oauth2/github", object("clientId", "x"), other);

        assertThat(stage.call("DELETE", "/v1/project", object(), other).status())
                .isEqualTo(204);

        assertThat(stage.get("/v1/project", other).type()).isEqualTo("project_not_found");
        for (String table : List.of("project", "project_settings", "variable", "oauth_provider", "api_key")) {
            assertThat(stage.ask("select project_id from meridian." + table + " where project_id = 'p2'"))
                    .as(table)
                    .isEmpty();
        }
        TestingRegion.until(() -> stage.ask("select project_id from meridian.console_project where project_id = 'p2'")
                .isEmpty());
    }

    private static List<String> inForce() {
        VariableStore store = new VariableStore(stage.database(), new NoHolders());
        return TestingRegion.wait(store.inForce(new Owner(Owner.Kind.FUNCTION, "p1", "f"))).stream()
                .filter(variable ->
                        !variable.key().startsWith("KEY") && !variable.key().equals("BUILD"))
                .map((Variable variable) -> variable.key() + "=" + variable.value())
                .toList();
    }

    private static String configuration() {
        return stage.ask("select configuration::text from meridian.function where function_id = 'f'")
                .getFirst();
    }

    private static JsonObject post(String path, JsonObject body) {
        Reply reply = stage.call("POST", path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json();
    }
}
