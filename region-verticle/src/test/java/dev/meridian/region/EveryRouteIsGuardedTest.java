package dev.meridian.region;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every route that guards something, asked by those who hold no right to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EveryRouteIsGuardedTest {

    private static final String PASSWORD = "correct horse";
    private static final String BODY =
            object("rowId", "new", "data", object("name", "x"), "name", "x").encode();

    /** For servers and administrators: neither guests nor users hold their scopes. */
    private static final List<String> PRIVILEGED = lines("""
            GET /v1/users
            POST /v1/users
            GET /v1/users/u
            DELETE /v1/users/u
            POST /v1/users/argon2
            POST /v1/users/bcrypt
            POST /v1/users/md5
            POST /v1/users/phpass
            POST /v1/users/scrypt
            POST /v1/users/scrypt-modified
            POST /v1/users/sha
            GET /v1/users/identities
            DELETE /v1/users/identities/x
            PATCH /v1/users/u/email
            PATCH /v1/users/u/impersonator
            PUT /v1/users/u/labels
            GET /v1/users/u/logs
            GET /v1/users/u/memberships
            PATCH /v1/users/u/mfa
            DELETE /v1/users/u/mfa/authenticators/totp
            GET /v1/users/u/mfa/factors
            GET /v1/users/u/mfa/recovery-codes
            PUT /v1/users/u/mfa/recovery-codes
            PATCH /v1/users/u/mfa/recovery-codes
            PATCH /v1/users/u/name
            PATCH /v1/users/u/password
            PATCH /v1/users/u/phone
            GET /v1/users/u/prefs
            PATCH /v1/users/u/prefs
            GET /v1/users/u/sessions
            POST /v1/users/u/sessions
            DELETE /v1/users/u/sessions
            DELETE /v1/users/u/sessions/x
            PATCH /v1/users/u/status
            GET /v1/users/u/targets
            POST /v1/users/u/targets
            GET /v1/users/u/targets/x
            PATCH /v1/users/u/targets/x
            DELETE /v1/users/u/targets/x
            POST /v1/users/u/tokens
            POST /v1/users/u/jwts
            PATCH /v1/users/u/verification
            PATCH /v1/users/u/verification/phone
            GET /v1/project/keys
            POST /v1/project/keys
            GET /v1/project/keys/k
            DELETE /v1/project/keys/k
            PUT /v1/project/keys/k
            POST /v1/project/keys/ephemeral
            GET /v1/project
            PUT /v1/project/labels
            PATCH /v1/project/auth-methods/jwt
            PATCH /v1/project/services/teams
            PATCH /v1/project/protocols/rest
            GET /v1/project/policies
            GET /v1/project/policies/user-limit
            PATCH /v1/project/policies/user-limit
            PATCH /v1/project/smtp
            POST /v1/project/smtp/tests
            GET /v1/project/templates/email
            PATCH /v1/project/templates/email
            GET /v1/project/mock-phones
            POST /v1/project/mock-phones
            GET /v1/project/oauth2
            PATCH /v1/project/oauth2/github
            GET /v1/project/platforms
            POST /v1/project/platforms/web
            PUT /v1/project/platforms/web/x
            DELETE /v1/project/platforms/x
            GET /v1/project/variables
            POST /v1/project/variables
            PUT /v1/project/variables/x
            DELETE /v1/project/variables/x
            GET /v1/tablesdb
            POST /v1/tablesdb
            GET /v1/tablesdb/d
            PUT /v1/tablesdb/d
            DELETE /v1/tablesdb/d
            GET /v1/tablesdb/d/tables
            POST /v1/tablesdb/d/tables
            GET /v1/tablesdb/d/tables/t
            PUT /v1/tablesdb/d/tables/t
            DELETE /v1/tablesdb/d/tables/t
            GET /v1/tablesdb/d/tables/t/columns
            POST /v1/tablesdb/d/tables/t/columns/string
            GET /v1/tablesdb/d/tables/t/columns/name
            DELETE /v1/tablesdb/d/tables/t/columns/name
            GET /v1/tablesdb/d/tables/t/indexes
            POST /v1/tablesdb/d/tables/t/indexes
            GET /v1/tablesdb/d/tables/t/indexes/i
            DELETE /v1/tablesdb/d/tables/t/indexes/i
            GET /v1/storage/buckets
            POST /v1/storage/buckets
            GET /v1/storage/buckets/b
            PUT /v1/storage/buckets/b
            DELETE /v1/storage/buckets/b
            GET /v1/functions/specifications
            GET /v1/functions
            POST /v1/functions
            GET /v1/functions/f
            PUT /v1/functions/f
            DELETE /v1/functions/f
            PATCH /v1/functions/f/deployment
            GET /v1/functions/f/deployments
            POST /v1/functions/f/deployments
            POST /v1/functions/f/deployments/duplicate
            GET /v1/functions/f/deployments/x/download
            GET /v1/functions/f/deployments/x
            DELETE /v1/functions/f/deployments/x
            PATCH /v1/functions/f/deployments/x/status
            GET /v1/functions/f/variables
            POST /v1/functions/f/variables
            GET /v1/functions/f/variables/x
            PUT /v1/functions/f/variables/x
            DELETE /v1/functions/f/variables/x
            GET /v1/sites
            POST /v1/sites
            GET /v1/sites/specifications
            GET /v1/sites/s
            PUT /v1/sites/s
            DELETE /v1/sites/s
            PATCH /v1/sites/s/deployment
            GET /v1/sites/s/deployments
            POST /v1/sites/s/deployments
            POST /v1/sites/s/deployments/duplicate
            GET /v1/sites/s/deployments/x
            GET /v1/sites/s/deployments/x/download
            DELETE /v1/sites/s/deployments/x
            PATCH /v1/sites/s/deployments/x/status
            GET /v1/sites/s/variables
            POST /v1/sites/s/variables
            GET /v1/sites/s/variables/x
            PUT /v1/sites/s/variables/x
            DELETE /v1/sites/s/variables/x
            GET /v1/proxy/rules
            POST /v1/proxy/rules/api
            POST /v1/proxy/rules/function
            POST /v1/proxy/rules/redirect
            POST /v1/proxy/rules/site
            GET /v1/proxy/rules/x
            PATCH /v1/proxy/rules/x/status
            DELETE /v1/proxy/rules/x
            POST /v1/network/origins
            GET /v1/network/domains/f.example.com
            POST /v1/network/purges
            GET /v1/network/purges/x
            GET /v1/network/cache-policy
            GET /v1/network/residency
            PUT /v1/network/residency
            GET /v1/network/residency/evidence
            PUT /v1/network/cache-policy
            GET /v1/network/functions/f
            PUT /v1/network/functions/f
            """);

    /** For users, of what is their own. */
    private static final List<String> OF_USERS = lines("""
            GET /v1/account
            DELETE /v1/account
            GET /v1/account/prefs
            PATCH /v1/account/prefs
            PATCH /v1/account/name
            PATCH /v1/account/email
            PATCH /v1/account/phone
            PATCH /v1/account/password
            PATCH /v1/account/status
            GET /v1/account/logs
            GET /v1/account/identities
            DELETE /v1/account/identities/x
            POST /v1/account/targets/push
            PUT /v1/account/targets/x/push
            DELETE /v1/account/targets/x/push
            PATCH /v1/account/mfa
            GET /v1/account/mfa/factors
            POST /v1/account/mfa/authenticators/totp
            PUT /v1/account/mfa/authenticators/totp
            DELETE /v1/account/mfa/authenticators/totp
            GET /v1/account/mfa/recovery-codes
            POST /v1/account/mfa/recovery-codes
            PATCH /v1/account/mfa/recovery-codes
            POST /v1/account/mfa/challenges
            PUT /v1/account/mfa/challenges
            POST /v1/account/jwts
            GET /v1/account/sessions
            DELETE /v1/account/sessions
            GET /v1/account/sessions/current
            PATCH /v1/account/sessions/current
            DELETE /v1/account/sessions/current
            GET /v1/teams
            POST /v1/teams
            GET /v1/teams/x
            GET /v1/functions/f/executions
            GET /v1/functions/f/executions/x
            """);

    /** For everybody, as far as permissions go; here nobody has any. */
    private static final List<String> BY_PERMISSION = lines("""
            GET /v1/tablesdb/d/tables/t/rows
            POST /v1/tablesdb/d/tables/t/rows
            GET /v1/tablesdb/d/tables/t/rows/r
            PATCH /v1/tablesdb/d/tables/t/rows/r
            PUT /v1/tablesdb/d/tables/t/rows/r
            PUT /v1/tablesdb/d/tables/t/rows/absent
            DELETE /v1/tablesdb/d/tables/t/rows/r
            PATCH /v1/tablesdb/d/tables/t/rows/r/n/increment
            PATCH /v1/tablesdb/d/tables/t/rows/r/n/decrement
            GET /v1/network/databases/d/tables/t/export
            POST /v1/network/databases/d/tables/t/import
            GET /v1/tablesdb/transactions
            GET /v1/tablesdb/transactions/x
            DELETE /v1/tablesdb/transactions/x
            GET /v1/storage/buckets/b/files
            POST /v1/storage/buckets/b/files
            GET /v1/storage/buckets/b/files/x
            PUT /v1/storage/buckets/b/files/x
            DELETE /v1/storage/buckets/b/files/x
            GET /v1/storage/buckets/b/files/x/view
            GET /v1/storage/buckets/b/files/x/download
            POST /v1/functions/f/executions
            DELETE /v1/functions/f/executions/x
            """);

    private final Vertx vertx = Vertx.vertx();
    private TestingRegion region;
    private String owner;
    private String[] server;
    private String[] foreignServer;
    private String[] poorServer;
    private String[] user;
    private String[] foreignUser;
    private String[] outsider;
    private final String[] guest = {"X-Appwrite-Project", "p1"};

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    @BeforeAll
    void start(@TempDir Path data) {
        region = TestingRegion.start(new TestingNetwork(vertx, "fra"), vertx, "fra", data);
        owner = "a_session_console=" + session("console", "ada");
        region.post("/v1/teams", object("teamId", "crew", "name", "Crew"), "Cookie", owner);
        Stream.of("p1", "p2").forEach(id -> region.project(id, owner));
        server = region.key(
                "p1",
                owner,
                "databases.write",
                "tables.write",
                "tables.read",
                "rows.write",
                "rows.read",
                "buckets.write",
                "buckets.read",
                "functions.write",
                "functions.read",
                "sites.write",
                "sites.read");
        foreignServer = region.key(
                "p2",
                owner,
                "tables.write",
                "rows.write",
                "buckets.write",
                "functions.write",
                "sites.write",
                "keys.write");
        foreignServer[1] = "p1";
        poorServer = region.key("p1", owner, "locale.read");
        user = new String[] {"X-Appwrite-Project", "p1", "X-Appwrite-Session", session("p1", "bob")};
        foreignUser = new String[] {"X-Appwrite-Project", "p1", "X-Appwrite-Session", session("p2", "bob")};
        outsider = new String[] {
            "X-Appwrite-Project", "p1", "X-Appwrite-Mode", "admin", "X-Appwrite-Session", session("console", "eve")
        };
        seed();
    }

    private String session(String project, String name) {
        JsonObject account = object("userId", name, "email", name + "@example.org", "password", PASSWORD);
        region.post("/v1/account", account, "X-Appwrite-Project", project);
        account.remove("userId");
        Reply reply = region.post("/v1/account/sessions/email", account, "X-Appwrite-Project", project);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        String cookie = reply.header("Set-Cookie");
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }

    private void seed() {
        JsonObject columns = object("tableId", "t", "name", "T", "rowSecurity", true)
                .put(
                        "columns",
                        array(
                                object("key", "name", "type", "string", "size", 9),
                                object("key", "n", "type", "integer")));
        made(region.post("/v1/tablesdb", object("databaseId", "d", "name", "D"), server));
        made(region.post("/v1/tablesdb/d/tables", columns, server));
        made(region.post("/v1/tablesdb/d/tables/t/rows", object("rowId", "r", "data", object("name", "kept")), server));
        made(region.post("/v1/storage/buckets", object("bucketId", "b", "name", "B", "fileSecurity", true), server));
        made(region.post("/v1/functions", object("functionId", "f", "name", "F", "runtime", "edge-js-1"), server));
        made(region.post(
                "/v1/sites",
                object("siteId", "s", "name", "S", "framework", "other", "buildRuntime", "static-1"),
                server));
    }

    private static void made(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    @AfterAll
    void stop() {
        region.close();
        TestingRegion.wait(vertx.close());
    }

    @Test
    void aKeyOfAnotherProjectOpensNothing() {
        everyRoute().forEach(route -> assertRefused(route, 403, "project_id_missing", foreignServer));
        assertNothingChanged();
    }

    @Test
    void aKeyOpensOnlyWhatItsScopesSay() {
        everyRoute().forEach(route -> assertRefused(route, 401, "general_unauthorized_scope", poorServer));
        assertNothingChanged();
    }

    @Test
    void whoeverIsNobodyHereIsAGuest() {
        for (String[] nobody : List.of(guest, foreignUser, outsider)) {
            Stream.concat(PRIVILEGED.stream(), OF_USERS.stream())
                    .forEach(route -> assertRefused(route, 401, "general_unauthorized_scope", nobody));
            BY_PERMISSION.forEach(route -> assertHidden(route, nobody));
        }
        assertNothingChanged();
    }

    @Test
    void aUserIsNoServer() {
        PRIVILEGED.forEach(route -> assertRefused(route, 401, "general_unauthorized_scope", user));
        BY_PERMISSION.forEach(route -> assertHidden(route, user));
        assertNothingChanged();
    }

    private static Stream<String> everyRoute() {
        return Stream.of(PRIVILEGED, OF_USERS, BY_PERMISSION).flatMap(List::stream);
    }

    private void assertRefused(String route, int status, String type, String... as) {
        Reply reply = ask(route, as);

        assertThat(reply.status()).as(route + " " + reply.text()).isEqualTo(status);
        assertThat(reply.type()).as(route).isEqualTo(type);
    }

    private void assertHidden(String route, String... as) {
        Reply reply = ask(route, as);

        if (reply.status() == 200 && route.contains("/export")) {
            assertThat(reply.text()).as(route).isEmpty();
        } else if (reply.status() == 200) {
            assertThat(reply.json().getInteger("total")).as(route).isZero();
        } else {
            assertThat(reply.status()).as(route + " " + reply.text()).isIn(401, 404);
            assertThat(reply.text()).as(route).doesNotContain("kept");
        }
    }

    private Reply ask(String route, String... as) {
        String[] parts = route.split(" ", 2);
        return region.call(parts[0], parts[1], parts[0].equals("GET") ? "" : BODY, as);
    }

    private void assertNothingChanged() {
        JsonObject rows = region.get("/v1/tablesdb/d/tables/t/rows", server).json();
        assertThat(rows.getInteger("total")).isEqualTo(1);
        assertThat(rows.getJsonArray("rows").getJsonObject(0).getString("name")).isEqualTo("kept");
        assertThat(region.get("/v1/tablesdb/d/tables/t/columns", server).json().getInteger("total"))
                .isEqualTo(2);
        assertThat(region.get("/v1/storage/buckets", server).json().getInteger("total"))
                .isEqualTo(1);
        assertThat(region.get("/v1/functions/f", server).json().getString("name"))
                .isEqualTo("F");
        assertThat(region.get("/v1/sites/s", server).json().getString("name")).isEqualTo("S");
    }
}
