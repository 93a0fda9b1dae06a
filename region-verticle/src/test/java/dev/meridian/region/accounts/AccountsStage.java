package dev.meridian.region.accounts;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.access.Secrets;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A region whose project {@code p1} has a key for users and all that is theirs. */
@SuppressWarnings("MutablePublicArray")
public final class AccountsStage implements AfterAllCallback {

    public static final String[] KEY = {"X-Appwrite-Project", "p1", "X-Appwrite-Key", "standard_users"};

    private final DatabasesStage stage = DatabasesStage.open();

    private AccountsStage() {
        ask(
                "insert into meridian.api_key (project_id, key_id, name, scopes, secret_sha256, created_at, updated_at)"
                        + " values ('p1', 'users', 'users', $2, $3, $1, $1)",
                now(),
                new String[] {"users.read", "users.write", "sessions.write", "teams.write", "targets.write"},
                Secrets.sha256("standard_users"));
    }

    public static AccountsStage open() {
        return new AccountsStage();
    }

    /** See {@link DatabasesStage#ask}. */
    public List<String> ask(String sql, Object... arguments) {
        return stage.ask(sql, arguments);
    }

    static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC);
    }

    /** By the key unless somebody else is named. */
    public Reply call(String method, String path, JsonObject body, String... as) {
        String[] headers = as.length == 0 ? KEY : as;
        return method.equals("GET") ? stage.get(path, headers) : stage.call(method, path, body, headers);
    }

    public Reply get(String path, String... as) {
        return call("GET", path, new JsonObject(), as);
    }

    /** What is there after a call that must succeed. */
    public JsonObject done(String method, String path, JsonObject body, String... as) {
        Reply reply = call(method, path, body, as);
        assertThat(reply.status()).as("%s %s: %s", method, path, reply.text()).isBetween(200, 299);
        return reply.text().isEmpty() ? new JsonObject() : reply.json();
    }

    /** Makes a user with the address {@code ID@example.com} and the password {@code correct horse}. */
    public JsonObject user(String id) {
        return done(
                "POST",
                "/v1/users",
                object("userId", id, "email", id + "@example.com", "password", "correct horse", "name", id));
    }

    /** Opens a session of a user; the headers that carry it. */
    public String[] session(String id) {
        String secret = done("POST", "/v1/users/" + id + "/sessions", object()).getString("secret");
        return new String[] {"X-Appwrite-Project", "p1", "X-Appwrite-Session", secret};
    }

    /** Makes a number one of the project's mock phones. */
    void mockPhone(String number, String code) {
        ask(
                "insert into meridian.mock_phone (project_id, number, otp, created_at, updated_at)"
                        + " values ('p1', $2, $3, $1, $1)",
                now(),
                number,
                code);
    }

    /** Puts a user into a team of its own. */
    void join(String id) {
        ask(
                "insert into meridian.team (project_id, team_id, name, total, prefs, created_at, updated_at)"
                        + " values ('p1', $2, 'Crew', 1, '{}', $1, $1)",
                now(),
                "team" + id);
        ask(
                "insert into meridian.membership (project_id, membership_id, team_id, user_id, roles, confirmed,"
                        + " invited_at, joined_at) values ('p1', $2, $3, $4, '{owner}', true, $1, $1)",
                now(),
                "member" + id,
                "team" + id,
                id);
    }

    /** Gives a user an account at another provider. */
    void identify(String id) {
        ask(
                "insert into meridian.identity (project_id, identity_id, user_id, provider, provider_uid, provider_email,"
                        + " access_token_sealed, refresh_token_sealed, created_at, updated_at)"
                        + " values ('p1', $2, $3, 'github', $3, 'a@example.com', '', '', $1, $1)",
                now(),
                "identity" + id,
                id);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        stage.afterAll(context);
    }
}
