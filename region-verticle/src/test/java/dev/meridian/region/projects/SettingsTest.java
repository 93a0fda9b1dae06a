package dev.meridian.region.projects;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.projects.ProjectStage.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A project, what it has on and off, and its policies. */
final class SettingsTest {

    @RegisterExtension
    static final DatabasesStage stage = ProjectStage.open();

    @Test
    void aProjectShowsItsSettings() {
        JsonObject project = stage.get("/v1/project").json();

        assertThat(project.getString("$id")).isEqualTo("p1");
        assertThat(project.getString("name")).isEqualTo("One");
        assertThat(project.getString("region")).isEqualTo("fra");
        assertThat(project.getJsonArray("authMethods")).hasSize(7);
        assertThat(project.getJsonArray("services")).hasSize(19);
        assertThat(project.getJsonArray("protocols")).hasSize(3);
        assertThat(project.getString("smtpPassword")).isEmpty();
    }

    @Test
    void labelsAreReplacedByWordsOfLettersAndDigits() {
        assertThat(stage.call("PUT", "/v1/project/labels", object("labels", array("vip", "x1", "vip")))
                        .json()
                        .getJsonArray("labels"))
                .isEqualTo(array("vip", "x1"));
        assertThat(stage.call("PUT", "/v1/project/labels", object("labels", array("not-one")))
                        .type())
                .isEqualTo("general_argument_invalid");
        assertThat(stage.get("/v1/project").json().getJsonArray("labels")).isEqualTo(array("vip", "x1"));
    }

    @Test
    void aServiceThatIsOffIsThereForServersOnly() {
        set(stage, "services/teams", "enabled", false);

        Reply refused = stage.get("/v1/teams", DatabasesStage.ANNA);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.type()).isEqualTo("general_service_disabled");
        assertThat(stage.get("/v1/teams", DatabasesStage.GUEST).type()).isEqualTo("general_service_disabled");
        assertThat(stage.get("/v1/teams").status()).isEqualTo(200);
        assertThat(stage.get("/v1/account", DatabasesStage.ANNA).status()).isEqualTo(200);

        set(stage, "services/teams", "enabled", true);
        assertThat(stage.get("/v1/teams", DatabasesStage.ANNA).status()).isEqualTo(200);
    }

    @Test
    void whereRestIsOffOnlyServersUseIt() {
        set(stage, "protocols/rest", "enabled", false);

        assertThat(stage.get("/v1/account", DatabasesStage.ANNA).type()).isEqualTo("general_api_disabled");
        assertThat(stage.get("/v1/project").status()).isEqualTo(200);

        set(stage, "protocols/rest", "enabled", true);
    }

    @Test
    void aWayToLogInThatIsOffIsRefused() {
        set(stage, "auth-methods/email-password", "enabled", false);

        Reply refused = ProjectStage.signUp(stage, "late", "correct horse");
        assertThat(refused.status()).isEqualTo(501);
        assertThat(refused.type()).isEqualTo("user_auth_method_unsupported");

        set(stage, "auth-methods/email-password", "enabled", true);
        assertThat(ProjectStage.signUp(stage, "late", "correct horse").status()).isEqualTo(201);
    }

    @Test
    void whatThereIsNotCannotBeTurnedOff() {
        for (String path : new String[] {"services/none", "protocols/soap", "auth-methods/oath"}) {
            assertThat(stage.call("PATCH", "/v1/project/" + path, object("enabled", false))
                            .type())
                    .as(path)
                    .isEqualTo("general_argument_invalid");
        }
    }

    @Test
    void aPolicyKeepsWhatARequestDoesNotName() {
        set(stage, "policies/membership-privacy", "userEmail", false);
        set(stage, "policies/membership-privacy", "userAccessedAt", true);

        JsonObject policy = stage.get("/v1/project/policies/membership-privacy").json();
        assertThat(policy.getBoolean("userEmail")).isFalse();
        assertThat(policy.getBoolean("userAccessedAt")).isTrue();
        assertThat(policy.getBoolean("userName")).isTrue();
    }

    @Test
    void policiesAreListedWithWhatTheyAreUntilTheyAreSet() {
        JsonObject all = stage.get("/v1/project/policies").json();

        assertThat(all.getInteger("total")).isEqualTo(15);
        assertThat(all.getJsonArray("policies")).contains(object("$id", "session-duration", "duration", 31_536_000));
        assertThat(stage.get("/v1/project/policies" + DatabasesStage.queries("{'method':'limit','values':[2]}"))
                        .json()
                        .getJsonArray("policies"))
                .hasSize(2);
    }

    @Test
    void signUpHeedsThePoliciesOfPasswords() {
        set(stage, "policies/password-strength", "min", 10, "number", true);
        assertThat(ProjectStage.signUp(stage, "weak", "longenough!").type()).isEqualTo("general_argument_invalid");
        set(stage, "policies/password-strength", "min", 8, "number", false);
        set(stage, "policies/password-dictionary", "enabled", true);
        assertThat(ProjectStage.signUp(stage, "weak", "baseball1").type()).isEqualTo("general_argument_invalid");
        set(stage, "policies/password-dictionary", "enabled", false);
        set(stage, "policies/password-personal-data", "enabled", true);
        assertThat(ProjectStage.signUp(stage, "hannah", "xx-Hannah-xx").type()).isEqualTo("password_personal_data");
        set(stage, "policies/password-personal-data", "enabled", false);

        assertThat(ProjectStage.signUp(stage, "hannah", "xx-Hannah-xx").status())
                .isEqualTo(201);
    }

    @Test
    void aProjectTakesNoMoreUsersThanItSays() {
        set(stage, "policies/user-limit", "total", 1);
        assertThat(ProjectStage.signUp(stage, "third", "correct horse").type()).isEqualTo("user_count_exceeded");
        assertThat(stage.call("POST", "/v1/users", object("userId", "third")).status())
                .isEqualTo(201);

        stage.call("PATCH", "/v1/project/policies/user-limit", new JsonObject().putNull("total"));
        assertThat(ProjectStage.signUp(stage, "fourth", "correct horse").status())
                .isEqualTo(201);
    }

    @Test
    void sessionsLastAsLongAndAreAsManyAsTheProjectSays() {
        ProjectStage.signUp(stage, "sam", "correct horse");
        set(stage, "policies/session-duration", "duration", 60);
        set(stage, "policies/session-limit", "total", 1);

        ProjectStage.logIn(stage, "sam", "correct horse");
        JsonObject second = ProjectStage.logIn(stage, "sam", "correct horse").json();

        assertThat(stage.ask("select session_id from meridian.session where user_id = 'sam'"))
                .containsExactly(second.getString("$id"));
        assertThat(stage.ask("select session_id from meridian.session where user_id = 'sam'"
                        + " and expires_at = created_at + interval '60 seconds'"))
                .hasSize(1);
        set(stage, "policies/session-duration", "duration", 31_536_000);
        set(stage, "policies/session-limit", "total", 10);
    }
}
