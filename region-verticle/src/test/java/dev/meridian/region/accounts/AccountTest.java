package dev.meridian.region.accounts;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users do with their own accounts. */
final class AccountTest {

    private static final String[] GUEST = DatabasesStage.GUEST;
    private static final String AUTHENTICATOR = "/v1/account/mfa/authenticators/totp";
    private static final String CHALLENGES = "/v1/account/mfa/challenges";

    @RegisterExtension
    static final AccountsStage stage = AccountsStage.open();

    /** The headers that carry the session which a reply opened, as a browser sends them. */
    private static String[] cookie(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        String cookie = reply.header("Set-Cookie");
        return new String[] {"X-Appwrite-Project", "p1", "Cookie", cookie.substring(0, cookie.indexOf(';'))};
    }

    private static Reply logIn(String id, String password) {
        return stage.call(
                "POST",
                "/v1/account/sessions/email",
                object("email", id + "@example.com", "password", password),
                GUEST);
    }

    private static int account(String... as) {
        return stage.get("/v1/account", as).status();
    }

    private static AuthenticatorApp app(String... session) {
        JsonObject shown = stage.done("POST", AUTHENTICATOR, object(), session);
        assertThat(shown.getString("uri")).startsWith("otpauth://totp/p1:").contains(shown.getString("secret"));
        AuthenticatorApp app = new AuthenticatorApp(shown.getString("secret"));
        stage.done("PUT", AUTHENTICATOR, object("otp", app.code(0)), session);
        return app;
    }

    private static String challenge(String factor, String... session) {
        return stage.done("POST", CHALLENGES, object("factor", factor), session).getString("$id");
    }

    private static Reply answer(String challenge, String otp, String... session) {
        return stage.call("PUT", CHALLENGES, object("challengeId", challenge, "otp", otp), session);
    }

    @Test
    void whoHasProvedOneOfTwoFactorsIsNobodyButWhereTheyProveTheSecond() {
        stage.user("twofold");
        String[] first = cookie(logIn("twofold", "correct horse"));
        AuthenticatorApp app = app(first);
        assertThat(stage.done("PATCH", "/v1/account/mfa", object("mfa", true), first)
                        .getBoolean("mfa"))
                .isTrue();
        assertThat(account(first)).isEqualTo(200);

        String[] half = cookie(logIn("twofold", "correct horse"));

        for (String path : List.of(
                "/v1/account",
                "/v1/account/prefs",
                "/v1/account/sessions",
                "/v1/teams",
                "/v1/account/mfa/recovery-codes")) {
            assertThat(stage.get(path, half).type()).as(path).isEqualTo("user_more_factors_required");
        }
        assertThat(stage.call("PATCH", "/v1/account/mfa", object("mfa", false), half)
                        .type())
                .isEqualTo("user_more_factors_required");
        assertThat(stage.call("POST", "/v1/account/mfa/recovery-codes", object(), half)
                        .type())
                .isEqualTo("user_more_factors_required");
        assertThat(stage.call("DELETE", AUTHENTICATOR, object(), half).type()).isEqualTo("user_more_factors_required");
        assertThat(stage.get("/v1/account/mfa/factors", half).json().getBoolean("totp"))
                .isTrue();
        String challenge = challenge("totp", half);
        assertThat(answer(challenge, "000000", half).type()).isEqualTo("user_invalid_token");
        assertThat(answer(challenge, app.shown(), half).type()).isEqualTo("user_invalid_token");

        JsonObject whole = answer(challenge, app.code(1), half).json();

        assertThat(whole.getJsonArray("factors")).isEqualTo(array("password", "totp"));
        assertThat(whole.getString("mfaUpdatedAt")).isNotEmpty();
        assertThat(account(half)).isEqualTo(200);
        assertThat(answer(challenge, app.shown(), half).type()).isEqualTo("user_invalid_token");
    }

    @Test
    void aRecoveryCodeIsASecondFactorOnce() {
        stage.user("forgetful");
        String[] first = cookie(logIn("forgetful", "correct horse"));
        app(first);
        String code = stage.done("POST", "/v1/account/mfa/recovery-codes", object(), first)
                .getJsonArray("recoveryCodes")
                .getString(0);
        stage.done("PATCH", "/v1/account/mfa", object("mfa", true), first);
        String[] half = cookie(logIn("forgetful", "correct horse"));
        String challenge = challenge("recoverycode", half);

        JsonObject whole = answer(challenge, code, half).json();

        assertThat(whole.getJsonArray("factors")).isEqualTo(array("password", "recoveryCode"));
        assertThat(stage.get("/v1/account/mfa/recovery-codes", half).json().getJsonArray("recoveryCodes"))
                .hasSize(5)
                .doesNotContain(code);
        String[] again = cookie(logIn("forgetful", "correct horse"));
        assertThat(answer(challenge("recoveryCode", again), code, again).type()).isEqualTo("user_invalid_token");
    }

    @Test
    void guessesAtAChallengeAndChallengesAreFew() {
        stage.user("guessed");
        String[] session = cookie(logIn("guessed", "correct horse"));
        AuthenticatorApp app = app(session);
        String challenge = challenge("totp", session);
        IntStream.range(0, 5).forEach(i -> answer(challenge, "x" + i, session));

        assertThat(answer(challenge, app.code(1), session).type()).isEqualTo("user_invalid_token");

        IntStream.range(1, 10).forEach(i -> challenge("totp", session));
        assertThat(stage.call("POST", CHALLENGES, object("factor", "totp"), session)
                        .status())
                .isEqualTo(429);
    }

    @Test
    void whatHelpsAThiefOfSessionsAsksForARecentChallenge() {
        stage.user("wary");
        String[] session = cookie(logIn("wary", "correct horse"));
        AuthenticatorApp app = app(session);
        stage.done("POST", "/v1/account/mfa/recovery-codes", object(), session);
        for (String method : List.of("GET", "PATCH")) {
            assertThat(stage.call(method, "/v1/account/mfa/recovery-codes", object(), session)
                            .type())
                    .isEqualTo("user_challenge_required");
        }
        assertThat(stage.call("DELETE", AUTHENTICATOR, object(), session).type())
                .isEqualTo("user_challenge_required");

        stage.done("PUT", CHALLENGES, object("challengeId", challenge("totp", session), "otp", app.code(1)), session);

        assertThat(stage.get("/v1/account/mfa/recovery-codes", session).status())
                .isEqualTo(200);
        stage.done("DELETE", AUTHENTICATOR, object(), session);
        assertThat(stage.call("POST", CHALLENGES, object("factor", "totp"), session)
                        .type())
                .isEqualTo("user_authenticator_not_found");
        assertThat(stage.call("POST", CHALLENGES, object("factor", "email"), session)
                        .type())
                .isEqualTo("general_smtp_disabled");
    }

    @Test
    void anAnonymousUserBecomesOneWithAnAddressAndAPassword() {
        Reply entered = stage.call("POST", "/v1/account/sessions/anonymous", object(), GUEST);
        String[] session = cookie(entered);
        assertThat(entered.json().getString("provider")).isEqualTo("anonymous");
        assertThat(entered.json().getString("secret")).isEmpty();
        assertThat(entered.json().getJsonArray("factors")).isEqualTo(array("anonymous"));
        assertThat(stage.get("/v1/account", session).json().getString("email")).isEmpty();

        JsonObject converted = stage.done(
                "PATCH",
                "/v1/account/email",
                object("email", "somebody@example.com", "password", "battery staple"),
                session);

        assertThat(converted.getString("email")).isEqualTo("somebody@example.com");
        assertThat(converted.getJsonArray("targets")).hasSize(1);
        assertThat(cookie(logIn("somebody", "battery staple"))).isNotEmpty();
        assertThat(stage.call(
                                "PATCH",
                                "/v1/account/phone",
                                object("phone", "+4915100000009", "password", "wrong horse"),
                                session)
                        .type())
                .isEqualTo("user_invalid_credentials");
    }

    @Test
    void aPasswordIsChangedByWhoKnowsItAndOtherSessionsEnd() {
        stage.user("changing");
        String[] one = cookie(logIn("changing", "correct horse"));
        String[] other = cookie(logIn("changing", "correct horse"));
        Reply wrong = stage.call(
                "PATCH",
                "/v1/account/password",
                object("password", "battery staple", "oldPassword", "wrong horse"),
                one);
        assertThat(wrong.type()).isEqualTo("user_invalid_credentials");
        assertThat(stage.call("PATCH", "/v1/account/password", object("password", "battery staple"), one)
                        .type())
                .isEqualTo("user_invalid_credentials");
        assertThat(account(other)).isEqualTo(200);

        stage.done(
                "PATCH",
                "/v1/account/password",
                object("password", "battery staple", "oldPassword", "correct horse"),
                one);

        assertThat(account(one)).isEqualTo(200);
        assertThat(account(other)).isEqualTo(401);
        assertThat(logIn("changing", "correct horse").status()).isEqualTo(401);
        assertThat(logIn("changing", "battery staple").status()).isEqualTo(201);
    }

    @Test
    void aTokenLetsItsUserInOnce() {
        stage.user("invited");
        JsonObject token = stage.done("POST", "/v1/users/invited/tokens", object("length", 5, "expire", 60));
        assertThat(token.getString("secret")).matches("[0-9a-f]{5}");
        JsonObject shown = object("userId", "invited", "secret", token.getString("secret"));

        Reply entered = stage.call("POST", "/v1/account/sessions/token", shown, GUEST);

        assertThat(account(cookie(entered))).isEqualTo(200);
        assertThat(entered.json().getString("provider")).isEqualTo("token");
        assertThat(stage.call("POST", "/v1/account/sessions/token", shown, GUEST)
                        .type())
                .isEqualTo("user_invalid_token");
        assertThat(stage.ask("select secret_sha256 from meridian.token where user_id = 'invited'"))
                .isEmpty();
    }

    @Test
    void aShortTokenIsNotFoundByTrying() {
        stage.user("tried");
        String secret = stage.done("POST", "/v1/users/tried/tokens", object()).getString("secret");
        IntStream.range(0, 20)
                .forEach(i -> assertThat(stage.call(
                                        "POST",
                                        "/v1/account/sessions/token",
                                        object("userId", "tried", "secret", "guess" + i),
                                        GUEST)
                                .type())
                        .isEqualTo("user_invalid_token"));

        Reply late =
                stage.call("POST", "/v1/account/sessions/token", object("userId", "tried", "secret", secret), GUEST);

        assertThat(late.type()).isEqualTo("user_invalid_token");
    }

    @Test
    void aTokenOfABlockedOrAnotherUserLetsNobodyIn() {
        stage.user("shut");
        stage.user("bystander");
        String secret = stage.done("POST", "/v1/users/shut/tokens", object("length", 64))
                .getString("secret");
        assertThat(stage.call(
                                "POST",
                                "/v1/account/sessions/token",
                                object("userId", "bystander", "secret", secret),
                                GUEST)
                        .type())
                .isEqualTo("user_invalid_token");
        stage.done("PATCH", "/v1/users/shut/status", object("status", false));

        Reply reply =
                stage.call("POST", "/v1/account/sessions/token", object("userId", "shut", "secret", secret), GUEST);

        assertThat(reply.type()).isEqualTo("user_blocked");
    }

    @Test
    void theEleventhSessionEndsTheFirst() {
        stage.user("many");
        String[] first = stage.session("many");
        String[] second = stage.session("many");
        IntStream.range(0, 9).forEach(i -> stage.session("many"));

        assertThat(account(first)).isEqualTo(401);
        assertThat(stage.get("/v1/account/sessions", second).json().getInteger("total"))
                .isEqualTo(10);
    }

    @Test
    void aSessionSaysWhatItWasOpenedWithAndIsExtended() {
        stage.user("browsing");
        Reply opened = stage.call(
                "POST",
                "/v1/account/sessions/email",
                object("email", "browsing@example.com", "password", "correct horse"),
                "X-Appwrite-Project",
                "p1",
                "User-Agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0");
        String[] session = cookie(opened);
        assertThat(opened.json().getString("clientName")).isEqualTo("Firefox");
        assertThat(opened.json().getString("osName")).isEqualTo("GNU/Linux");
        stage.ask(
                "update meridian.session set expires_at = $1 where user_id = 'browsing'",
                AccountsStage.now().plusDays(1));

        JsonObject extended = stage.done("PATCH", "/v1/account/sessions/current", object(), session);

        assertThat(extended.getBoolean("current")).isTrue();
        assertThat(extended.getString("expire")).isGreaterThan(opened.json().getString("expire"));
    }

    @Test
    void aDeviceGoesWithItsSession() {
        stage.user("mobile");
        String[] session = cookie(logIn("mobile", "correct horse"));
        JsonObject device = stage.done(
                "POST", "/v1/account/targets/push", object("targetId", "phone", "identifier", "token-1"), session);
        assertThat(device.getString("providerType")).isEqualTo("push");
        stage.done("PUT", "/v1/account/targets/phone/push", object("identifier", "token-2"), session);
        JsonObject user = stage.get("/v1/account", session).json();
        String address = user.getJsonArray("targets").getJsonObject(0).getString("$id");
        assertThat(stage.call("DELETE", "/v1/account/targets/" + address + "/push", object(), session)
                        .type())
                .isEqualTo("user_target_not_found");

        stage.done("DELETE", "/v1/account/sessions/current", object(), session);

        assertThat(stage.get("/v1/users/mobile/targets/phone").type()).isEqualTo("user_target_not_found");
        assertThat(stage.get("/v1/users/mobile/targets/" + address).status()).isEqualTo(200);
    }

    @Test
    void usersBlockThemselvesAndLoseTheirCookie() {
        stage.user("leaving");
        String[] session = cookie(logIn("leaving", "correct horse"));

        Reply reply = stage.call("PATCH", "/v1/account/status", object(), session);

        assertThat(reply.json().getBoolean("status")).isFalse();
        assertThat(reply.header("Set-Cookie")).contains("1970");
        assertThat(account(session)).isEqualTo(401);
        assertThat(logIn("leaving", "correct horse").type()).isEqualTo("user_blocked");
    }

    @Test
    void anotherUsersIdentityAndSessionAreNotThere() {
        stage.user("mine");
        stage.user("yours");
        stage.identify("yours");
        String[] session = stage.session("mine");
        stage.session("yours");
        String foreign = stage.get("/v1/users/yours/sessions")
                .json()
                .getJsonArray("sessions")
                .getJsonObject(0)
                .getString("$id");

        assertThat(stage.call("DELETE", "/v1/account/identities/identityyours", object(), session)
                        .type())
                .isEqualTo("user_identity_not_found");
        assertThat(stage.get("/v1/account/identities", session).json().getInteger("total"))
                .isZero();
        for (String method : List.of("GET", "PATCH", "DELETE")) {
            assertThat(stage.call(method, "/v1/account/sessions/" + foreign, object(), session)
                            .type())
                    .isEqualTo("user_session_not_found");
        }
    }
}
