package dev.meridian.region.databases;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.config.Secret;
import dev.meridian.region.TestingNetwork;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.access.Secrets;
import dev.meridian.region.access.SessionValue;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.DatabaseSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For all tests of a class: a region with the projects {@code p1} and {@code p2}, keys, users, and the database {@code shop} in the first. */
@SuppressWarnings("MutablePublicArray")
public final class DatabasesStage implements AfterAllCallback {

    public static final String[] KEY = {"X-Appwrite-Project", "p1", "X-Appwrite-Key", "standard_all"};
    public static final String[] POOR = {"X-Appwrite-Project", "p1", "X-Appwrite-Key", "standard_none"};
    public static final String[] GUEST = {"X-Appwrite-Project", "p1"};
    public static final String[] ANNA = user("anna");
    public static final String[] BERT = user("bert");

    private final Vertx vertx = Vertx.vertx();
    private final Path data = Files.createTempDirectory("meridian-databases");
    private final TestingNetwork network = new TestingNetwork(vertx, "fra");
    private final TestingRegion region;
    private final String url;
    private final Database database;

    private static String[] user(String id) {
        return new String[] {
            "X-Appwrite-Project", "p1", "X-Appwrite-Session", new SessionValue(id, "secret-" + id).encoded()
        };
    }

    private DatabasesStage() throws IOException {
        region = TestingRegion.start(network, vertx, "fra", data);
        int port = Integer.parseInt(
                Files.readAllLines(data.resolve("postgres/data/postmaster.pid")).get(3));
        String password = Files.readString(data.resolve("postgres/password"));
        this.url = "postgresql://meridian:" + password + "@127.0.0.1:" + port + "/postgres";
        database = TestingRegion.wait(
                Database.open(vertx, new DatabaseSettings(Optional.of(new Secret(url)), data, data, 0, 4)));
        seed(database);
        assertThat(call("POST", "/v1/tablesdb", object("databaseId", "shop", "name", "Shop"), KEY)
                        .status())
                .isEqualTo(201);
    }

    public static DatabasesStage open() {
        try {
            return new DatabasesStage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another pod of the region, over the same database; the caller closes it. */
    public TestingRegion pod() {
        return TestingRegion.start(network, vertx, "fra", data.resolve("pod"), Map.of("region.database.url", url));
    }

    /** What the region's database answers to a statement: the first column of each row. */
    public List<String> ask(String sql, Object... arguments) {
        List<String> answers = new ArrayList<>();
        TestingRegion.wait(database.write(sql, arguments)).forEach(row -> answers.add(row.getString(0)));
        return answers;
    }

    /** The queries of a request, in which apostrophes stand for quotation marks, as the end of its path. */
    public static String queries(String... queries) {
        return Stream.of(queries)
                .map(query -> "queries%5B%5D=" + URLEncoder.encode(query.replace('\'', '"'), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    private static void seed(Database database) {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        run(
                database,
                "insert into meridian.project (project_id, name, team_id, created_at, updated_at)"
                        + " values ('p1', 'One', 'team', $1, $1), ('p2', 'Two', 'team', $1, $1)",
                now);
        run(
                database,
                "insert into meridian.api_key (project_id, key_id, name, scopes, secret_sha256, created_at, updated_at)"
                        + " values ('p1', 'k1', 'all', $2, $3, $1, $1), ('p1', 'k2', 'none', '{}', $4, $1, $1),"
                        + " ('p2', 'k3', 'other', $2, $5, $1, $1)",
                now,
                new String[] {
                    "databases.read", "databases.write", "tables.read", "tables.write", "rows.read", "rows.write"
                },
                Secrets.sha256("standard_all"),
                Secrets.sha256("standard_none"),
                Secrets.sha256("standard_other"));
        for (String id : List.of("anna", "bert")) {
            run(
                    database,
                    "insert into meridian.account (project_id, user_id, name, enabled, email_verified, phone_verified,"
                            + " labels, prefs, created_at, updated_at)"
                            + " values ('p1', $2, $2, true, false, false, '{}', '{}', $1, $1)",
                    now,
                    id);
            run(
                    database,
                    "insert into meridian.session (project_id, session_id, user_id, secret_sha256, provider,"
                            + " provider_uid, ip, user_agent, expires_at, created_at, updated_at)"
                            + " values ('p1', $2, $2, $3, 'email', '', '', '', $4, $1, $1)",
                    now,
                    id,
                    Secrets.sha256("secret-" + id),
                    now.plusDays(1));
        }
    }

    private static void run(Database database, String sql, Object... arguments) {
        TestingRegion.wait(database.write(sql, arguments));
    }

    /** The region's database, on connections of the test's own. */
    public Database database() {
        return database;
    }

    public Reply get(String path, String... as) {
        return region.get(path, as.length == 0 ? KEY : as);
    }

    public Reply call(String method, String path, JsonObject body, String... as) {
        return region.call(method, path, body.encode(), as.length == 0 ? KEY : as);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        TestingRegion.wait(database.close());
        region.close();
        TestingRegion.wait(vertx.close());
        Archive.remove(data);
    }
}
