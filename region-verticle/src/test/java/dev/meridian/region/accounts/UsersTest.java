package dev.meridian.region.accounts;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.access.Secrets;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What servers do with users, and what users notice of it. */
final class UsersTest {

    private static final String[] GUEST = DatabasesStage.GUEST;

    @RegisterExtension
    static final AccountsStage stage = AccountsStage.open();

    private static List<String> listed(String queries) {
        return stage.get("/v1/users" + queries).json().getJsonArray("users").stream()
                .map(user -> ((JsonObject) user).getString("$id"))
                .toList();
    }

    private static Reply logIn(String email, String password) {
        return stage.call("POST", "/v1/account/sessions/email", object("email", email, "password", password), GUEST);
    }

    @Test
    void aUserMayHaveAnIdAndNothingElse() {
        JsonObject user = stage.done("POST", "/v1/users", object("userId", "bare"));

        assertThat(user.getString("email")).isEmpty();
        assertThat(user.getString("phone")).isEmpty();
        assertThat(user.getString("password")).isEmpty();
        assertThat(user.getString("hash")).isEqualTo("argon2");
        assertThat(user.getJsonObject("hashOptions").getInteger("memoryCost")).isEqualTo(7_168);
        assertThat(user.getJsonArray("targets")).isEmpty();
    }

    @Test
    void addressesAreTargetsAndStayTheSameTargetsWhenTheyChange() {
        JsonObject user = stage.done(
                "POST", "/v1/users", object("userId", "moving", "email", "Old@Example.com", "phone", "+4915100000001"));
        assertThat(user.getString("email")).isEqualTo("old@example.com");
        assertThat(user.getJsonArray("targets")).hasSize(2);
        String target = user.getJsonArray("targets").getJsonObject(0).getString("$id");

        JsonObject moved = stage.done("PATCH", "/v1/users/moving/email", object("email", "new@example.com"));

        assertThat(moved.getJsonArray("targets").getJsonObject(0).getString("$id"))
                .isEqualTo(target);
        assertThat(moved.getJsonArray("targets").getJsonObject(0).getString("identifier"))
                .isEqualTo("new@example.com");
        JsonObject without = stage.done("PATCH", "/v1/users/moving/email", object("email", ""));
        assertThat(without.getString("email")).isEmpty();
        assertThat(without.getJsonArray("targets")).hasSize(1);
        JsonObject silent = stage.done("PATCH", "/v1/users/moving/phone", object("number", ""));
        assertThat(silent.getString("phone")).isEmpty();
        assertThat(silent.getJsonArray("targets")).isEmpty();
    }

    @Test
    void anAddressThatIsAnotherUsersTargetIsTakenFromNobody() {
        stage.user("holder");
        stage.done(
                "POST",
                "/v1/users/holder/targets",
                object("targetId", "second", "providerType", "email", "identifier", "late@example.com"));

        JsonObject late = stage.done("POST", "/v1/users", object("userId", "late", "email", "late@example.com"));

        assertThat(late.getJsonArray("targets")).isEmpty();
        assertThat(stage.get("/v1/users/holder/targets/second").json().getString("identifier"))
                .isEqualTo("late@example.com");
        Reply again = stage.call(
                "POST",
                "/v1/users/late/targets",
                object("targetId", "third", "providerType", "email", "identifier", "LATE@example.com"));
        assertThat(again.type()).isEqualTo("user_target_already_exists");
    }

    @Test
    void whatIsTakenIsRefusedByItsOwnType() {
        stage.done(
                "POST",
                "/v1/users",
                object("userId", "first", "email", "first@example.com", "phone", "+4915100000002"));
        stage.done("POST", "/v1/users", object("userId", "other"));

        for (JsonObject taken : List.of(
                object("userId", "first"),
                object("userId", "more", "email", "FIRST@example.com"),
                object("userId", "more", "phone", "+4915100000002"))) {
            Reply reply = stage.call("POST", "/v1/users", taken);
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.type()).isEqualTo("user_already_exists");
        }
        assertThat(stage.call("PATCH", "/v1/users/other/email", object("email", "first@example.com"))
                        .type())
                .isEqualTo("user_email_already_exists");
        assertThat(stage.call("PATCH", "/v1/users/other/phone", object("number", "+4915100000002"))
                        .type())
                .isEqualTo("user_phone_already_exists");
        assertThat(stage.get("/v1/users/more").type()).isEqualTo("user_not_found");
    }

    @Test
    void usersAreListedByQuerySearchAndCursor() {
        for (String id : List.of("lima", "lund", "lyon")) {
            stage.done(
                    "POST", "/v1/users", object("userId", id, "email", id + "@cities.example", "name", "City " + id));
        }
        stage.done("PUT", "/v1/users/lund/labels", object("labels", array("north", "north", "cold")));

        assertThat(listed(DatabasesStage.queries("{'method':'startsWith','attribute':'name','values':['City']}")))
                .containsExactly("lima", "lund", "lyon");
        assertThat(listed("?search=cities")).containsExactly("lima", "lund", "lyon");
        assertThat(listed(DatabasesStage.queries("{'method':'contains','attribute':'labels','values':['cold']}")))
                .containsExactly("lund");
        assertThat(listed(DatabasesStage.queries(
                        "{'method':'startsWith','attribute':'name','values':['City']}",
                        "{'method':'orderDesc','attribute':'name'}",
                        "{'method':'cursorAfter','values':['lyon']}",
                        "{'method':'limit','values':[1]}")))
                .containsExactly("lund");
        assertThat(stage.get("/v1/users"
                                + DatabasesStage.queries("{'method':'equal','attribute':'password','values':['x']}"))
                        .type())
                .isEqualTo("general_argument_invalid");
        assertThat(stage.get("/v1/users?total=false&search=cities").json().getInteger("total"))
                .isZero();
    }

    @Test
    void aBlockedUserIsOutAtOnceAndMayComeBack() {
        stage.user("rowdy");
        String[] session = stage.session("rowdy");
        assertThat(stage.get("/v1/account", session).status()).isEqualTo(200);

        stage.done("PATCH", "/v1/users/rowdy/status", object("status", false));

        assertThat(stage.get("/v1/account", session).status()).isEqualTo(401);
        assertThat(logIn("rowdy@example.com", "correct horse").type()).isEqualTo("user_blocked");
        stage.done("PATCH", "/v1/users/rowdy/status", object("status", true));
        assertThat(stage.get("/v1/account", session).status()).isEqualTo(200);
    }

    @Test
    void aForeignHashLogsInAndIsOursThereafter() {
        JsonObject brought = stage.done(
                "POST",
                "/v1/users/sha",
                object("userId", "imported", "email", "imported@example.com", "password", sha256OfPassword()));
        assertThat(brought.getString("hash")).isEqualTo("sha");
        assertThat(brought.getJsonObject("hashOptions").getString("type")).isEqualTo("sha");
        assertThat(logIn("imported@example.com", "wrong horse").type()).isEqualTo("user_invalid_credentials");

        assertThat(logIn("imported@example.com", "correct horse").status()).isEqualTo(201);

        JsonObject user = stage.get("/v1/users/imported").json();
        for (int i = 0; i < 1_000 && !user.getString("hash").equals("argon2"); i++) {
            user = stage.get("/v1/users/imported").json();
        }
        assertThat(user.getString("password")).startsWith("$argon2id$v=19$m=7168,t=5,p=1$");
        assertThat(user.getString("passwordUpdate")).isEqualTo(brought.getString("passwordUpdate"));
        assertThat(logIn("imported@example.com", "correct horse").status()).isEqualTo(201);
    }

    private static String sha256OfPassword() {
        return Secrets.sha256("correct horse");
    }

    @Test
    void aPasswordIsChangedAndTakenAway() {
        stage.user("keeper");

        stage.done("PATCH", "/v1/users/keeper/password", object("password", "battery staple"));

        assertThat(logIn("keeper@example.com", "correct horse").type()).isEqualTo("user_invalid_credentials");
        assertThat(logIn("keeper@example.com", "battery staple").status()).isEqualTo(201);
        stage.done("PATCH", "/v1/users/keeper/password", object("password", ""));
        assertThat(logIn("keeper@example.com", "battery staple").type()).isEqualTo("user_invalid_credentials");
    }

    @Test
    void preferencesAreReplacedWholeAndBounded() {
        stage.user("picky");
        stage.done("PATCH", "/v1/users/picky/prefs", object("prefs", object("a", 1)));

        JsonObject replaced =
                stage.done("PATCH", "/v1/users/picky/prefs", object("prefs", object("b", object("c", true))));

        assertThat(replaced).isEqualTo(object("b", object("c", true)));
        assertThat(stage.get("/v1/users/picky/prefs").json()).isEqualTo(replaced);
        Reply large = stage.call("PATCH", "/v1/users/picky/prefs", object("prefs", object("x", "y".repeat(65_536))));
        assertThat(large.type()).isEqualTo("general_argument_invalid");
        assertThat(stage.get("/v1/users/picky/prefs").json()).isEqualTo(replaced);
    }

    @Test
    void sessionsOfAUserEndOneByOneOrAllTogether() {
        stage.user("busy");
        String[] first = stage.session("busy");
        String[] second = stage.session("busy");
        JsonObject sessions = stage.get("/v1/users/busy/sessions").json();
        assertThat(sessions.getInteger("total")).isEqualTo(2);
        JsonObject oldest = sessions.getJsonArray("sessions").getJsonObject(0);
        assertThat(oldest.getString("provider")).isEqualTo("server");
        assertThat(oldest.getString("secret")).isEmpty();

        stage.done("DELETE", "/v1/users/busy/sessions/" + oldest.getString("$id"), object());

        assertThat(stage.get("/v1/account", first).status()).isEqualTo(401);
        assertThat(stage.get("/v1/account", second).status()).isEqualTo(200);
        stage.done("DELETE", "/v1/users/busy/sessions", object());
        assertThat(stage.get("/v1/account", second).status()).isEqualTo(401);
    }

    @Test
    void aTokenSpeaksForItsUserWithASessionOrWithout() {
        stage.user("spoken");
        String loose = stage.done("POST", "/v1/users/spoken/jwts", object()).getString("jwt");
        String[] bearer = {"X-Appwrite-Project", "p1", "X-Appwrite-JWT", loose};
        assertThat(stage.get("/v1/account", bearer).json().getString("$id")).isEqualTo("spoken");
        assertThat(stage.call("POST", "/v1/users/spoken/jwts", object("sessionId", "absent"))
                        .type())
                .isEqualTo("user_session_not_found");

        stage.session("spoken");
        String tied = stage.done("POST", "/v1/users/spoken/jwts", object()).getString("jwt");
        String[] tiedBearer = {"X-Appwrite-Project", "p1", "X-Appwrite-JWT", tied};
        assertThat(stage.get("/v1/account", tiedBearer).status()).isEqualTo(200);
        stage.done("DELETE", "/v1/users/spoken/sessions", object());
        assertThat(stage.get("/v1/account", tiedBearer).type()).isEqualTo("user_jwt_invalid");
        stage.done("PATCH", "/v1/users/spoken/status", object("status", false));
        assertThat(stage.get("/v1/account", bearer).type()).isEqualTo("user_jwt_invalid");
    }

    @Test
    void recoveryCodesAreMadeOnceReadAndMadeAnew() {
        stage.user("careful");
        String codes = "/v1/users/careful/mfa/recovery-codes";
        assertThat(stage.get(codes).type()).isEqualTo("user_recovery_codes_not_found");
        assertThat(stage.call("PUT", codes, object()).type()).isEqualTo("user_recovery_codes_not_found");

        JsonObject made = stage.done("PATCH", codes, object());

        assertThat(made.getJsonArray("recoveryCodes"))
                .hasSize(6)
                .allMatch(code -> code.toString().matches("[0-9a-f]{10}"));
        assertThat(stage.get(codes).json()).isEqualTo(made);
        assertThat(stage.call("PATCH", codes, object()).type()).isEqualTo("user_recovery_codes_already_exists");
        assertThat(stage.done("PUT", codes, object())).isNotEqualTo(made);
        assertThat(stage.get("/v1/users/careful/mfa/factors").json())
                .isEqualTo(object("totp", false, "phone", false, "email", false, "recoveryCode", true));
        assertThat(stage.ask("select codes_sealed from meridian.recovery_codes where user_id = 'careful'"))
                .allSatisfy(text -> assertThat(text).startsWith("sealed1."));
        assertThat(stage.call("DELETE", "/v1/users/careful/mfa/authenticators/totp", object())
                        .type())
                .isEqualTo("user_authenticator_not_found");
        assertThat(stage.call("DELETE", "/v1/users/careful/mfa/authenticators/email", object())
                        .type())
                .isEqualTo("general_argument_invalid");
    }

    @Test
    void membershipsAndIdentitiesOfAUserAreListed() {
        stage.user("social");
        stage.join("social");
        stage.identify("social");

        JsonObject membership = stage.get("/v1/users/social/memberships")
                .json()
                .getJsonArray("memberships")
                .getJsonObject(0);

        assertThat(membership.getString("teamName")).isEqualTo("Crew");
        assertThat(membership.getString("userEmail")).isEqualTo("social@example.com");
        assertThat(membership.getJsonArray("roles")).isEqualTo(array("owner"));
        JsonObject identities = stage.get("/v1/users/identities"
                        + DatabasesStage.queries("{'method':'equal','attribute':'userId','values':['social']}"))
                .json();
        assertThat(identities.getInteger("total")).isEqualTo(1);
        assertThat(identities.getJsonArray("identities").getJsonObject(0).getString("provider"))
                .isEqualTo("github");
        stage.done("DELETE", "/v1/users/identities/identitysocial", object());
        assertThat(stage.call("DELETE", "/v1/users/identities/identitysocial", object())
                        .type())
                .isEqualTo("user_identity_not_found");
    }

    @Test
    void withAUserGoesAllThatIsTheirs() {
        stage.user("leaving");
        String[] session = stage.session("leaving");
        stage.done("POST", "/v1/users/leaving/tokens", object());

        stage.done("DELETE", "/v1/users/leaving", object());

        assertThat(stage.get("/v1/account", session).status()).isEqualTo(401);
        assertThat(stage.get("/v1/users/leaving").type()).isEqualTo("user_not_found");
        for (String table : List.of("session", "target", "token")) {
            assertThat(stage.ask("select user_id from meridian." + table + " where user_id = 'leaving'"))
                    .isEmpty();
        }
        stage.user("leaving");
    }
}
