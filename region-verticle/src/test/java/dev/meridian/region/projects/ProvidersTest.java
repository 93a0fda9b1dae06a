package dev.meridian.region.projects;

import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.projects.ProjectStage.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Providers of log-ins, and phones of testers. */
final class ProvidersTest {

    @RegisterExtension
    static final DatabasesStage stage = ProjectStage.open();

    @Test
    void aSecretIsSealedAndNeverShown() {
        JsonObject set = set(stage, "oauth2/github", "clientId", "id1", "clientSecret", "hush hush");

        assertThat(set).isEqualTo(object("$id", "github", "enabled", true, "clientId", "id1", "clientSecret", ""));
        assertThat(stage.get("/v1/project/oauth2/github").json()).isEqualTo(set);
        assertThat(stage.ask("select secrets::text from meridian.oauth_provider where provider_id = 'github'"))
                .singleElement()
                .asString()
                .contains("sealed1.")
                .doesNotContain("hush");
    }

    @Test
    void aProviderIsNotOnWithoutWhatItNeeds() {
        assertThat(stage.call(
                                "PATCH",
                                "/v1/project/oauth2/okta",
                                object("clientId", "i", "clientSecret", "s", "enabled", true))
                        .type())
                .isEqualTo("general_argument_invalid");
        assertThat(set(stage, "oauth2/oidc", "clientId", "i", "clientSecret", "s")
                        .getBoolean("enabled"))
                .isFalse();
        assertThat(set(stage, "oauth2/oidc", "wellKnownURL", "https://id.example.com/x", "enabled", true)
                        .getBoolean("enabled"))
                .isTrue();
        assertThat(set(stage, "oauth2/oidc", "clientSecret", "").getBoolean("enabled"))
                .isFalse();
    }

    @Test
    void promptsAreOfAClosedSet() {
        for (Object prompt : new Object[] {new String[] {"login"}, new String[] {"none", "consent"}}) {
            JsonObject body = new JsonObject().put("prompt", List.of((Object[]) prompt));
            assertThat(stage.call("PATCH", "/v1/project/oauth2/google", body).type())
                    .isEqualTo("general_argument_invalid");
        }
    }

    @Test
    void allProvidersAreListedInPages() {
        JsonObject page = stage.get("/v1/project/oauth2"
                        + DatabasesStage.queries("{'method':'limit','values':[3]}", "{'method':'offset','values':[1]}"))
                .json();

        assertThat(page.getInteger("total")).isEqualTo(44);
        assertThat(page.getJsonArray("providers")).hasSize(3);
        assertThat(page.getJsonArray("providers").getJsonObject(0).getString("$id"))
                .isEqualTo("apple");
        assertThat(stage.get("/v1/project/oauth2/yammer").type()).isEqualTo("project_provider_unsupported");
    }

    @Test
    void aMockPhoneHasTheCodeItWasGiven() {
        String phones = "/v1/project/mock-phones";
        assertThat(stage.call("POST", phones, object("number", "+4930123456", "otp", "111111"))
                        .status())
                .isEqualTo(201);
        assertThat(stage.call("POST", phones, object("number", "+4930123456", "otp", "111111"))
                        .type())
                .isEqualTo("mock_number_already_exists");

        stage.call("PUT", phones + "/+4930123456", object("otp", "222222"));

        assertThat(stage.get(phones + "/%2B4930123456").json().getString("otp")).isEqualTo("222222");
        assertThat(stage.get(phones).json().getJsonArray("mockNumbers")).hasSize(1);
        assertThat(stage.call("DELETE", phones + "/4930123456", object()).status())
                .isEqualTo(204);
        assertThat(stage.get(phones + "/+4930123456").type()).isEqualTo("mock_number_not_found");
    }
}
