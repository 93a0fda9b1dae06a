package dev.meridian.launcher.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.meridian.launcher.Main;
import dev.meridian.launcher.migrate.TestingSource.Other;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command, from a project of a real region into others of it, compared by what the API says of both. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class MigrateTest {

    private static final int PEOPLE = 350;
    private static final byte[] LARGE = new byte[(10 << 20) + 1];

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private TestingProjects region;
    private Api source;
    private Path folder;

    @BeforeAll
    void fill(@TempDir Path folder) throws Exception {
        this.folder = folder;
        region = new TestingProjects(folder);
        region.project("source");
        source = region.api("source");
        databases();
        files();
    }

    @AfterAll
    void stop() {
        source.close();
        region.close();
    }

    private void databases() {
        make("/tablesdb", "databaseId", "shop", "name", "Shop");
        make("/databases", "databaseId", "old", "name", "Old", "enabled", false);
        make("/databases/old/collections", "collectionId", "empty", "name", "Empty", "enabled", false);
        make(
                "/tablesdb/shop/tables",
                "tableId",
                "people",
                "name",
                "People",
                "rowSecurity",
                true,
                "permissions",
                array("read(\"users\")"));
        make("/tablesdb/shop/tables", "tableId", "orders", "name", "Orders");
        for (String kind : List.of(
                "text",
                "mediumtext",
                "longtext",
                "bigint",
                "boolean",
                "datetime",
                "email",
                "url",
                "ip",
                "point",
                "line",
                "polygon")) {
            column("people", kind, "key", "a-" + kind);
        }
        column("people", "string", "key", "name", "size", 200, "required", true);
        column("people", "varchar", "key", "sealed", "size", 200, "encrypt", true);
        column("people", "integer", "key", "age", "min", 0, "max", 200, "default", 7);
        column("people", "float", "key", "ratio", "min", -1.5, "max", 1e9);
        column("people", "enum", "key", "mood", "elements", array("good", "bad"));
        column("people", "string", "key", "tags", "size", 20, "array", true);
        column("orders", "integer", "key", "number");
        make(
                "/tablesdb/shop/tables/people/indexes",
                "key",
                "byAge",
                "type",
                "key",
                "columns",
                array("age", "$createdAt"),
                "orders",
                array("DESC", "ASC"));
        make("/tablesdb/shop/tables/people/indexes", "key", "byName", "type", "fulltext", "columns", array("name"));
        for (int from = 0; from < PEOPLE; from += 50) {
            JsonArray rows = new JsonArray();
            IntStream.range(from, from + 50).forEach(i -> rows.add(person(i)));
            make("/tablesdb/shop/tables/people/rows", "rows", rows);
        }
        column(
                "orders",
                "relationship",
                "relatedTableId",
                "people",
                "type",
                "manyToOne",
                "key",
                "buyer",
                "twoWay",
                true,
                "twoWayKey",
                "orders",
                "onDelete",
                "cascade");
        column("orders", "relationship", "relatedTableId", "orders", "type", "manyToMany", "key", "likes");
        for (int i = 0; i < 60; i++) {
            JsonObject data =
                    new JsonObject().put("number", i).put("$updatedAt", "2022-02-02T02:02:02.%03d+00:00".formatted(i));
            if (i % 3 > 0) {
                data.put("buyer", "p" + i).put("likes", i < 5 ? array() : array("o1", "o" + (i - 2)));
            }
            make("/tablesdb/shop/tables/orders/rows", "rowId", "o" + i, "data", data);
        }
    }

    private static JsonObject person(int i) {
        JsonObject person = object(
                "$id",
                "p" + i,
                "$createdAt",
                "2020-01-01T00:00:00.%03d+00:00".formatted(i),
                "$updatedAt",
                "2021-01-01T00:00:00.%03d+00:00".formatted(i),
                "$permissions",
                array("read(\"user:u" + i + "\")"),
                "name",
                "Name \"" + i + "\"\n😀",
                "sealed",
                "secret " + i,
                "age",
                i % 200,
                "ratio",
                i / 7.0,
                "mood",
                "good",
                "tags",
                array("a" + i, ""),
                "a-text",
                "{\"method\":\"stringConcat\",\"values\":[\"x\"]}",
                "a-bigint",
                Long.MAX_VALUE - i,
                "a-boolean",
                i % 2 == 0,
                "a-datetime",
                "1999-12-31T23:59:59.%03d+00:00".formatted(i),
                "a-email",
                "p" + i + "@example.com",
                "a-url",
                "https://example.com/" + i,
                "a-ip",
                "::1",
                "a-point",
                array(1.5, i / 10.0),
                "a-line",
                array(array(1, 2), array(3, 4)),
                "a-polygon",
                array(array(array(0, 0), array(1, 0), array(1, 1), array(0, 0))));
        return i % 5 == 0 ? person.putNull("age") : person;
    }

    private void files() {
        make(
                "/storage/buckets",
                "bucketId",
                "photos",
                "name",
                "Photos",
                "fileSecurity",
                true,
                "permissions",
                array("read(\"any\")"),
                "allowedFileExtensions",
                array("jpg", "bin"),
                "maximumFileSize",
                25_000_000);
        for (int i = 0; i < LARGE.length; i++) {
            LARGE[i] = (byte) ((i * 31) >> 3);
        }
        upload(source, "small", "a \"b\" é.jpg", "hello".getBytes(StandardCharsets.UTF_8));
        for (int at = 0; at < LARGE.length; at += 5 << 20) {
            int end = Math.min(LARGE.length, at + (5 << 20));
            Form form = new Form()
                    .field("fileId", "large")
                    .field("permissions[]", "read(\"user:x\")")
                    .file("file", "large.bin", Arrays.copyOfRange(LARGE, at, end));
            String range = "bytes " + at + "-" + (end - 1) + "/" + LARGE.length;
            source.send(
                    "POST",
                    "/storage/buckets/photos/files",
                    form.contentType(),
                    form.end(),
                    at == 0
                            ? Map.of("content-range", range)
                            : Map.of("content-range", range, "x-appwrite-id", "large"));
        }
    }

    private static void upload(Api api, String id, String name, byte[] content) {
        Form form = new Form().field("fileId", id).file("file", name, content);
        api.send("POST", "/storage/buckets/photos/files", form.contentType(), form.end(), Map.of());
    }

    private int run(String endpoint, String target, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "migrate",
                "--from",
                endpoint,
                "--from-project",
                "source",
                "--from-key-file",
                folder.resolve("source.key").toString(),
                "--to",
                region.endpoint() + "/",
                "--to-project",
                target,
                "--to-key-file",
                folder.resolve(target + ".key").toString()));
        if (!List.of(more).contains("--only")) {
            arguments.addAll(List.of("--only", "databases,files"));
        }
        arguments.addAll(List.of(more));
        out.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    private void assertEqual(String target) throws IOException {
        try (Api to = region.api(target)) {
            assertThat(said(to)).isEqualTo(said(source));
            byte[] copy = new byte[LARGE.length];
            for (int at = 0; at < copy.length; at += 4 << 20) {
                int length = Math.min(4 << 20, copy.length - at);
                System.arraycopy(
                        to.bytes("/storage/buckets/photos/files/large/download", at, length, copy.length),
                        0,
                        copy,
                        at,
                        length);
            }
            assertThat(copy).isEqualTo(LARGE);
        }
    }

    /** Everything that the API says of a project's databases and files, but for what each project has of its own. */
    private static List<JsonObject> said(Api api) {
        List<JsonObject> said = new ArrayList<>();
        for (JsonObject database : Lists.all(api, "/tablesdb", "databases")) {
            said.add(plain(database, "type"));
            String tables = "/tablesdb/" + database.getString("$id") + "/tables";
            for (JsonObject table : Lists.all(api, tables, "tables")) {
                Lists.items(table, "columns").forEach(column -> said.add(plain(column)));
                Lists.items(table, "indexes").forEach(index -> said.add(plain(index)));
                said.add(plain(table, "columns", "indexes"));
                List<String> keys = new ArrayList<>(List.of("*"));
                Lists.items(table, "columns").stream()
                        .filter(column -> column.getString("type").equals("relationship"))
                        .forEach(column -> keys.add(column.getString("key") + ".$id"));
                String rows = tables + "/" + table.getString("$id") + "/rows";
                Lists.each(
                        api,
                        rows,
                        "rows",
                        50,
                        List.of(Lists.query("select", "", keys.toArray())),
                        page -> page.forEach(row -> said.add(sequenceless(row))));
            }
        }
        for (JsonObject bucket : Lists.all(api, "/storage/buckets", "buckets")) {
            said.add(plain(bucket));
            Lists.all(api, "/storage/buckets/" + bucket.getString("$id") + "/files", "files")
                    .forEach(file -> said.add(plain(file)));
        }
        return said.stream()
                .map(JsonObject::encode)
                .sorted()
                .map(JsonObject::new)
                .toList();
    }

    private static JsonObject plain(JsonObject model, String... more) {
        JsonObject plain = model.copy();
        List.of("$createdAt", "$updatedAt", "$sequence").forEach(plain::remove);
        List.of(more).forEach(plain::remove);
        return plain;
    }

    /** Without numbers of rows, also of those in it; tied rows have no order between projects. */
    private static JsonObject sequenceless(JsonObject row) {
        JsonObject plain = row.copy();
        plain.remove("$sequence");
        for (String key : Set.copyOf(plain.fieldNames())) {
            if (plain.getValue(key) instanceof JsonObject tied) {
                plain.put(key, tied.getString("$id"));
            } else if (plain.getValue(key) instanceof JsonArray many
                    && !many.isEmpty()
                    && many.getValue(0) instanceof JsonObject) {
                plain.put(
                        key,
                        new JsonArray(Lists.objects(many).stream()
                                .map(each -> each.getString("$id"))
                                .sorted()
                                .toList()));
            }
        }
        return plain;
    }

    @Test
    void allOfAProjectIsMovedOnceAndADryRunMovesNothing() throws Exception {
        region.project("whole");

        assertThat(run(region.endpoint(), "whole", "--dry-run"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("missing").containsPattern("rows +410 +0 +0");
        try (Api target = region.api("whole")) {
            assertThat(said(target)).isEmpty();
        }

        assertThat(run(region.endpoint(), "whole")).as(out + "" + err).isZero();
        assertThat(out.toString()).containsPattern("rows +410 +0 +0").containsPattern("files +2 +0 +0");
        assertEqual("whole");

        assertThat(run(region.endpoint(), "whole")).as(out + "" + err).isZero();
        assertThat(out.toString())
                .containsPattern("rows +0 +410 +0")
                .containsPattern("files +0 +2 +0")
                .containsPattern("columns +0 ");
        assertEqual("whole");
    }

    @Test
    void aRunThatIsBrokenOffGoesOnWhereItWas() throws Exception {
        region.project("broken");
        int breaks = 0;
        for (int bearing = 8; bearing < 60; bearing += 12) {
            AtomicInteger left = new AtomicInteger(bearing);
            Function<String, Optional<Other>> silence =
                    path -> left.decrementAndGet() < 0 ? Optional.of(new Other.Silence()) : Optional.empty();
            try (TestingSource breaking = new TestingSource(region.port, silence)) {
                breaks += run(breaking.endpoint(), "broken", "--attempts", "1") == 1 ? 1 : 0;
            }
        }
        assertThat(breaks).isGreaterThan(1);
        region.project("cut");
        AtomicInteger pieces = new AtomicInteger();
        Function<String, Optional<Other>> cut = path -> path.endsWith("/large/download") && pieces.incrementAndGet() > 2
                ? Optional.of(new Other.Silence())
                : Optional.empty();
        try (TestingSource breaking = new TestingSource(region.port, cut)) {
            assertThat(run(breaking.endpoint(), "cut", "--attempts", "1")).isEqualTo(1);
        }
        assertThat(err.toString()).contains("does not answer");

        assertThat(run(region.endpoint(), "broken")).as(out + "" + err).isZero();
        assertThat(run(region.endpoint(), "cut")).as(out + "" + err).isZero();

        assertEqual("broken");
        assertEqual("cut");
    }

    @Test
    void aSourceThatIsBusyNowAndThenIsAskedAgain() throws Exception {
        region.project("busy");
        Set<String> asked = ConcurrentHashMap.newKeySet();
        Function<String, Optional<Other>> busy = path -> asked.add(path)
                ? Optional.of(new Other.Answer(path.contains("rows") ? 429 : 503, "general_overloaded"))
                : Optional.empty();
        try (TestingSource source = new TestingSource(region.port, busy)) {
            assertThat(run(source.endpoint(), "busy")).as(out + "" + err).isZero();
        }
        assertEqual("busy");
    }

    @Test
    void aSourceThatKnowsOnlyCollectionsIsMovedToo() throws Exception {
        region.project("older");
        Function<String, Optional<Other>> older = path -> path.startsWith("/v1/tablesdb")
                ? Optional.of(new Other.Answer(404, "general_route_not_found"))
                : Optional.empty();
        try (TestingSource source = new TestingSource(region.port, older)) {
            assertThat(run(source.endpoint(), "older")).as(out + "" + err).isZero();
        }
        assertEqual("older");
    }

    @Test
    void whatCannotBeMovedIsListedAndTheRestIs() throws Exception {
        region.project("partly");
        try (Api target = region.api("partly")) {
            target.send("POST", "/storage/buckets", object("bucketId", "photos", "name", "Photos"));
            upload(target, "small", "other.jpg", new byte[] {1});
            target.send("POST", "/tablesdb", object("databaseId", "shop", "name", "Shop"));
            target.send("POST", "/tablesdb/shop/tables", object("tableId", "people", "name", "People"));
            target.send(
                    "POST",
                    "/tablesdb/shop/tables/people/columns/string",
                    object("key", "name", "size", 10, "required", true));

            assertThat(run(region.endpoint(), "partly")).isEqualTo(MigrateCommand.INCOMPLETE);

            assertThat(out.toString())
                    .contains("files photos/small: the target has another file with this ID")
                    .contains("rows shop/people/p10: Invalid document structure: Attribute \"name\" has invalid type")
                    .contains("Not moved:");
            assertThat(Lists.total(target, "/tablesdb/shop/tables/orders/rows")).isEqualTo(60);
            assertThat(Lists.total(target, "/tablesdb/shop/tables/people/rows")).isEqualTo(10);
            assertThat(target.get("/storage/buckets/photos/files/large").getLong("sizeOriginal"))
                    .isEqualTo(LARGE.length);
        }
    }

    @Test
    void rowsOfTheTargetBecomeTheSourcesOnlyWhereThatIsAskedFor() throws Exception {
        region.project("over");
        assertThat(run(region.endpoint(), "over", "--only", "databases"))
                .as(out + "" + err)
                .isZero();
        try (Api target = region.api("over")) {
            String row = "/tablesdb/shop/tables/people/rows/p3";
            target.send("PATCH", row, object("data", object("name", "other", "orders", array())));

            assertThat(run(region.endpoint(), "over")).isZero();
            assertThat(target.get(row).getString("name")).isEqualTo("other");

            assertThat(run(region.endpoint(), "over", "--overwrite"))
                    .as(out + "" + err)
                    .isZero();
            assertThat(target.get(row))
                    .isEqualTo(source.get(row).put("$sequence", target.get(row).getString("$sequence")));
        }
        assertEqual("over");
    }

    @Test
    void usersComeWithTheHashesOfTheirPasswordsAndAllThatIsSaidOfThem() throws Exception {
        assumeThat(takesHashes()).as("the API takes hashes of passwords").isTrue();
        region.project("people");
        make("/users", "userId", "bare");
        make(
                "/users",
                "userId",
                "mary",
                "email",
                "mary@example.com",
                "name",
                "Mary",
                "password",
                "a good password",
                "phone",
                "+15555550100");
        make(
                "/users/md5",
                "userId",
                "mark",
                "email",
                "mark@example.com",
                "password",
                "5f4dcc3b5aa765d61d8327deb882cf99");
        make(
                "/users/sha",
                "userId",
                "sue",
                "email",
                "sue@example.com",
                "password",
                "b109f3bbbc244eb82441917ed06d618b9008dd09b3befd1b5e07394c706a8bb980b1d7785e5976ec049b46df5f1326af5a2ea6d103fd07c95385ffab0cacbc86",
                "passwordVersion",
                "sha512");
        source.send("PUT", "/users/mary/labels", object("labels", array("vip")));
        source.send("PATCH", "/users/mary/prefs", object("prefs", object("theme", "dark")));
        source.send("PATCH", "/users/mary/verification", object("emailVerification", true));
        source.send("PATCH", "/users/mary/verification/phone", object("phoneVerification", true));
        source.send("PATCH", "/users/mark/status", object("status", false));
        make("/teams", "teamId", "crew", "name", "Crew");

        assertThat(run(region.endpoint(), "people", "--only", "users"))
                .as(out + "" + err)
                .isZero();

        assertThat(out.toString()).containsPattern("users +4 +0 +0").containsPattern("teams +1 +0 +0");
        try (Api target = region.api("people")) {
            assertThat(users(target)).isEqualTo(users(source));
            assertThat(target.get("/teams/crew").getString("name")).isEqualTo("Crew");
            target.send("PATCH", "/users/mary/prefs", object("prefs", object("theme", "light")));

            assertThat(run(region.endpoint(), "people", "--only", "users")).isZero();
            assertThat(out.toString()).containsPattern("users +0 +4 +0");
            assertThat(target.get("/users/mary").getJsonObject("prefs")).isEqualTo(object("theme", "light"));
            assertThat(run(region.endpoint(), "people", "--only", "users", "--overwrite"))
                    .isZero();
            assertThat(users(target)).isEqualTo(users(source));
        }
    }

    private boolean takesHashes() {
        try {
            make("/users/md5");
            return true;
        } catch (Refused refused) {
            return !refused.isUnknownRoute();
        }
    }

    private static List<JsonObject> users(Api api) {
        return Lists.all(api, "/users", "users").stream()
                .map(user -> {
                    List.of("$createdAt", "$updatedAt", "registration", "passwordUpdate", "accessedAt", "targets")
                            .forEach(user::remove);
                    return user;
                })
                .sorted(Comparator.comparing(user -> user.getString("$id")))
                .toList();
    }

    @Test
    void whatIsNotSaidClearlyIsNotBegun() throws Exception {
        assertThat(run("localhost/v1", "source")).isEqualTo(2);
        assertThat(run(region.endpoint(), "source")).isEqualTo(2);
        assertThat(err.toString()).contains("the same project");
        region.project("nobody");
        try (TestingSource none = new TestingSource(
                region.port, path -> Optional.of(new Other.Answer(401, "general_unauthorized_scope")))) {
            assertThat(run(none.endpoint(), "nobody")).isEqualTo(MigrateCommand.INCOMPLETE);
        }
        assertThat(out.toString()).contains("general_unauthorized_scope");
    }

    private void column(String table, String kind, Object... pairs) {
        JsonObject order = object(pairs);
        if (!order.containsKey("required") && !kind.equals("relationship")) {
            order.put("required", false);
        }
        source.send("POST", "/tablesdb/shop/tables/" + table + "/columns/" + kind, order);
    }

    private void make(String path, Object... pairs) {
        source.send("POST", path, object(pairs));
    }

    private static JsonObject object(Object... pairs) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put((String) pairs[i], pairs[i + 1]);
        }
        return object;
    }

    private static JsonArray array(Object... items) {
        return new JsonArray(new ArrayList<>(List.of(items)));
    }
}
