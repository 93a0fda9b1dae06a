package dev.meridian.region.accounts;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users do by mail, through a mail server that is a real one. */
final class MailFlowsTest {

    private static final String URL = "https://app.localhost/in?x=1#top";
    private static final String MAGIC = "/v1/account/tokens/magic-url";
    private static final String CODE = "/v1/account/tokens/email";
    private static final String TOKEN = "/v1/account/sessions/token";
    private static final String VERIFICATION = "/v1/account/verifications/email";
    private static final String RECOVERY = "/v1/account/recovery";

    @RegisterExtension
    static final AccountsStage stage = AccountsStage.open();

    @SuppressWarnings("NullAway.Init")
    private static MailStage mail;

    @BeforeAll
    static void openMail() {
        mail = MailStage.open(stage, object("session-alert", object("enabled", true)));
    }

    @AfterAll
    static void closeMail() {
        mail.close();
    }

    @Test
    void aLinkMakesAUserLetsThemInOnceAndShowsThatTheAddressIsTheirs() {
        Reply sent = guest("POST", MAGIC, "userId", "unique()", "email", "New@Example.org", "url", URL, "phrase", true);

        assertThat(sent.status()).as(sent.text()).isEqualTo(201);
        assertThat(sent.json().getString("secret")).isEmpty();
        assertThat(mail.bodies("new@example.org").getLast())
                .contains(sent.json().getString("phrase"));
        Map<String, String> link = mail.link("new@example.org");
        assertThat(link)
                .containsEntry("x", "1")
                .containsEntry("project", "p1")
                .containsEntry("userId", sent.json().getString("userId"))
                .containsEntry("expire", sent.json().getString("expire"));
        assertThat(link.get("secret")).matches("[0-9a-f]{64}");
        assertThat(mail.href("new@example.org"))
                .startsWith("https://app.localhost/in?x=1&userId=")
                .endsWith("#top");

        Reply in = guest("PUT", "/v1/account/sessions/magic-url", shown(link));
        assertThat(in.status()).as(in.text()).isEqualTo(201);
        assertThat(in.json().getString("provider")).isEqualTo("magic-url");
        assertThat(in.json().getJsonArray("factors")).containsExactly("email");
        assertThat(user(link).getBoolean("emailVerification")).isTrue();
        assertThat(guest("POST", TOKEN, shown(link)).type()).isEqualTo("user_invalid_token");
    }

    @Test
    void aCodeLetsItsUserInAndNobodyElse() {
        stage.user("coded");
        Reply sent = guest("POST", CODE, "userId", "other", "email", "coded@example.com");

        assertThat(sent.json().getString("userId")).as(sent.text()).isEqualTo("coded");
        assertThat(sent.json().getString("phrase")).isEmpty();
        String code = mail.code("coded@example.com");
        assertThat(guest("POST", TOKEN, "userId", "anna", "secret", code).type())
                .isEqualTo("user_invalid_token");
        Reply in = guest("POST", TOKEN, "userId", "coded", "secret", code);
        assertThat(in.status()).as(in.text()).isEqualTo(201);
        assertThat(stage.get("/v1/users/coded").json().getBoolean("emailVerification"))
                .isTrue();
    }

    @Test
    void aCodeThatWentToAnAddressOfBeforeIsWorthNothing() {
        stage.user("moved");
        guest("POST", CODE, "userId", "moved", "email", "moved@example.com");
        String code = mail.code("moved@example.com");
        stage.done("PATCH", "/v1/users/moved/email", object("email", "elsewhere@example.com"));

        assertThat(guest("POST", TOKEN, "userId", "moved", "secret", code).type())
                .isEqualTo("user_invalid_token");
        assertThat(stage.get("/v1/users/moved").json().getBoolean("emailVerification"))
                .isFalse();
    }

    @Test
    void anAddressIsNotFloodedWithCodes() {
        stage.user("flooded");
        for (int i = 0; i < 10; i++) {
            assertThat(guest("POST", CODE, "userId", "flooded", "email", "flooded@example.com")
                            .status())
                    .isEqualTo(201);
        }

        assertThat(guest("POST", CODE, "userId", "flooded", "email", "flooded@example.com")
                        .type())
                .isEqualTo("general_rate_limit_exceeded");
        assertThat(mail.bodies("flooded@example.com")).hasSize(10);
    }

    @Test
    void aLinkLeadsToTheProjectsOwnPlacesOnly() {
        for (String path : List.of(MAGIC, RECOVERY)) {
            assertThat(guest("POST", path, "userId", "anna", "email", "e@example.org", "url", "https://evil.example/")
                            .type())
                    .as(path)
                    .isEqualTo("general_argument_invalid");
        }
        assertThat(mail.bodies("e@example.org")).isEmpty();
    }

    @Test
    void aProjectThatHasAWayOffSendsNothingForIt() {
        stage.ask(
                "update meridian.project_settings set auth_methods_off = '{magic-url,email-otp}' where project_id = 'p1'");
        try {
            for (String path : List.of(MAGIC, CODE)) {
                assertThat(guest("POST", path, "userId", "off", "email", "off@example.org")
                                .type())
                        .isEqualTo("user_auth_method_unsupported");
            }
        } finally {
            stage.ask("update meridian.project_settings set auth_methods_off = '{}' where project_id = 'p1'");
        }
        assertThat(stage.get("/v1/users/off").status()).isEqualTo(404);
    }

    @Test
    void withoutAMailServerNothingIsSentAndNobodyIsMade() {
        String[] session = fresh("mute");
        stage.ask("update meridian.project_settings set smtp = smtp || '{\"enabled\":false}' where project_id = 'p1'");
        try {
            for (String path : List.of(MAGIC, CODE, RECOVERY)) {
                assertThat(guest("POST", path, "userId", "none", "email", "none@example.org", "url", URL)
                                .type())
                        .as(path)
                        .isEqualTo("general_smtp_disabled");
            }
            assertThat(stage.call("POST", VERIFICATION, object("url", URL), session)
                            .type())
                    .isEqualTo("general_smtp_disabled");
            assertThat(stage.call("POST", "/v1/account/mfa/challenges", object("factor", "email"), session)
                            .type())
                    .isEqualTo("general_smtp_disabled");
        } finally {
            stage.ask(
                    "update meridian.project_settings set smtp = smtp || '{\"enabled\":true}' where project_id = 'p1'");
        }
        assertThat(stage.get("/v1/users/none").status()).isEqualTo(404);
    }

    @Test
    void anAddressIsVerifiedOnceByWhatCameThere() {
        String[] session = fresh("verified");
        stage.done("POST", VERIFICATION, object("url", URL), session);
        Map<String, String> link = mail.link("verified@example.com");
        assertThat(link.get("secret")).matches("[0-9a-f]{256}");

        assertThat(guest("PUT", VERIFICATION, "userId", "verified", "secret", "0".repeat(256))
                        .type())
                .isEqualTo("user_invalid_token");
        Reply verified = guest("PUT", "/v1/account/verification", shown(link));

        assertThat(verified.status()).as(verified.text()).isEqualTo(200);
        assertThat(verified.json().getString("secret")).isEmpty();
        assertThat(user(link).getBoolean("emailVerification")).isTrue();
        assertThat(stage.call("POST", VERIFICATION, object("url", URL), session).type())
                .isEqualTo("user_email_already_verified");
        assertThat(guest("POST", TOKEN, shown(link)).type()).isEqualTo("user_invalid_token");
    }

    @Test
    void aPasswordIsRecoveredByMailAndEndsAllSessions() {
        String[] session = fresh("lost");
        assertThat(guest("POST", RECOVERY, "email", "lost@example.com", "url", URL)
                        .status())
                .isEqualTo(201);
        Map<String, String> link = mail.link("lost@example.com");

        assertThat(guest("PUT", RECOVERY, shown(link).put("password", "short")).type())
                .isEqualTo("general_argument_invalid");
        Reply recovered = guest("PUT", RECOVERY, shown(link).put("password", "battery staple"));

        assertThat(recovered.status()).as(recovered.text()).isEqualTo(200);
        assertThat(stage.get("/v1/account", session).status()).isEqualTo(401);
        assertThat(logIn("lost", "battery staple").status()).isEqualTo(201);
        assertThat(logIn("lost", "correct horse").type()).isEqualTo("user_invalid_credentials");
        assertThat(guest("PUT", RECOVERY, shown(link).put("password", "another one"))
                        .type())
                .isEqualTo("user_invalid_token");
        assertThat(guest("POST", RECOVERY, "email", "nobody@example.com", "url", URL)
                        .type())
                .isEqualTo("user_not_found");
    }

    @Test
    void aChallengeByMailIsAnsweredWithItsCode() {
        String[] session = fresh("challenged");
        JsonObject factor = object("factor", "email");
        assertThat(stage.call("POST", "/v1/account/mfa/challenges", factor, session)
                        .type())
                .isEqualTo("user_email_not_verified");
        stage.done("PATCH", "/v1/users/challenged/verification", object("emailVerification", true));
        String challenge = stage.done("POST", "/v1/account/mfa/challenges", factor, session)
                .getString("$id");
        String code = mail.code("challenged@example.com");
        String wrong = code.equals("000000") ? "000001" : "000000";

        assertThat(answer(challenge, wrong, session).type()).isEqualTo("user_invalid_token");
        Reply proved = answer(challenge, code, session);

        assertThat(proved.status()).as(proved.text()).isEqualTo(200);
        assertThat(proved.json().getJsonArray("factors")).contains("email");
        assertThat(answer(challenge, code, session).type()).isEqualTo("user_invalid_token");
    }

    @Test
    void aFurtherSessionIsToldOfAndTheFirstIsNot() {
        stage.user("alerted");
        assertThat(logIn("alerted", "correct horse").status()).isEqualTo(201);
        assertThat(logIn("alerted", "correct horse").status()).isEqualTo(201);

        long end = System.nanoTime() + 20_000_000_000L;
        while (mail.bodies("alerted@example.com").isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(mail.bodies("alerted@example.com"))
                .singleElement()
                .asString()
                .contains("127.0.0.1");
    }

    @Test
    void whatAUserIsCalledIsNoMarkup() {
        stage.done(
                "POST",
                "/v1/users",
                object("userId", "markup", "email", "markup@example.com", "name", "<b>{{otp}}</b>"));
        guest("POST", CODE, "userId", "markup", "email", "markup@example.com");

        assertThat(mail.bodies("markup@example.com").getLast()).contains("&lt;b&gt;{{otp}}&lt;/b&gt;");
    }

    private static Reply answer(String challenge, String code, String... session) {
        return stage.call("PUT", "/v1/account/mfa/challenges", object("challengeId", challenge, "otp", code), session);
    }

    private static Reply logIn(String id, String password) {
        return guest("POST", "/v1/account/sessions/email", "email", id + "@example.com", "password", password);
    }

    private static JsonObject shown(Map<String, String> link) {
        return object("userId", link.getOrDefault("userId", ""), "secret", link.getOrDefault("secret", ""));
    }

    private static JsonObject user(Map<String, String> link) {
        return stage.get("/v1/users/" + link.get("userId")).json();
    }

    private static String[] fresh(String id) {
        stage.user(id);
        return stage.session(id);
    }

    private static Reply guest(String verb, String path, Object... values) {
        return guest(verb, path, object(values));
    }

    private static Reply guest(String verb, String path, JsonObject body) {
        return stage.call(verb, path, body, DatabasesStage.GUEST);
    }
}
