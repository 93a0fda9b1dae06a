package dev.meridian.region.projects;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Platforms, and the pages and apps that may call because of them. */
final class PlatformsTest {

    private static final String PLATFORMS = "/v1/project/platforms";

    @RegisterExtension
    static final DatabasesStage stage = ProjectStage.open();

    @Test
    void aPageOfAWebPlatformMayCall() {
        assertThat(call("https://app.example.com").type()).isEqualTo("general_unknown_origin");

        made("web", object("platformId", "app", "name", "App", "hostname", "app.example.com"));

        Reply answered = call("https://app.example.com:8443");
        assertThat(answered.status()).isEqualTo(401);
        assertThat(answered.type()).isEqualTo("general_unauthorized_scope");
        assertThat(answered.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com:8443");
        assertThat(call("https://evil.app.example.com").type()).isEqualTo("general_unknown_origin");

        stage.call("DELETE", PLATFORMS + "/app", object());
        Reply refused = call("https://app.example.com");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void aPatternHasEveryNameBelowIt() {
        made("web", object("platformId", "below", "name", "Below", "hostname", "*.Preview.example.net"));

        assertThat(call("https://a.b.preview.example.net").type()).isEqualTo("general_unauthorized_scope");
        assertThat(call("https://preview.example.net").type()).isEqualTo("general_unknown_origin");
        assertThat(call("https://xpreview.example.net").type()).isEqualTo("general_unknown_origin");
        assertThat(call("https://evil.example#.preview.example.net").type()).isEqualTo("general_unknown_origin");
    }

    @Test
    void anAppIsKnownByItsIdentifierAndItsKind() {
        made("android", object("platformId", "phone", "name", "Phone", "applicationId", "com.example.app"));

        assertThat(call("appwrite-android://com.example.app").type()).isEqualTo("general_unauthorized_scope");
        assertThat(call("appwrite-ios://com.example.app").type()).isEqualTo("general_unknown_origin");
        assertThat(call("https://com.example.app").type()).isEqualTo("general_unknown_origin");
    }

    @Test
    void aPlatformOfAnotherProjectLetsNobodyIn() {
        stage.call(
                "POST",
                PLATFORMS + "/web",
                object("platformId", "theirs", "name", "Theirs", "hostname", "theirs.example"),
                "X-Appwrite-Project",
                "p2",
                "X-Appwrite-Key",
                "standard_other");

        assertThat(call("https://theirs.example").type()).isEqualTo("general_unknown_origin");
        assertThat(stage.get(PLATFORMS + "/theirs").type()).isEqualTo("platform_not_found");
    }

    @Test
    void eachKindCallsItsTargetByItsName() {
        made("windows", object("platformId", "win", "name", "Win", "packageIdentifierName", "Example.App"));
        JsonObject changed = stage.call(
                        "PUT",
                        PLATFORMS + "/windows/win",
                        object("name", "Windows", "packageIdentifierName", "Example.Other"))
                .json();

        assertThat(changed.getString("packageIdentifierName")).isEqualTo("Example.Other");
        assertThat(changed.getString("type")).isEqualTo("windows");
        assertThat(stage.call("PUT", PLATFORMS + "/linux/win", object("name", "x", "packageName", "y"))
                        .type())
                .isEqualTo("platform_method_unsupported");
        assertThat(stage.get(
                                PLATFORMS
                                        + DatabasesStage.queries(
                                                "{'method':'equal','attribute':'packageIdentifierName','values':['Example.Other']}"))
                        .json()
                        .getJsonArray("platforms"))
                .containsExactly(stage.get(PLATFORMS + "/win").json());
    }

    private static Reply call(String origin) {
        return stage.get("/v1/account", "X-Appwrite-Project", "p1", "Origin", origin);
    }

    private static void made(String kind, JsonObject platform) {
        Reply reply = stage.call("POST", PLATFORMS + "/" + kind, platform);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }
}
