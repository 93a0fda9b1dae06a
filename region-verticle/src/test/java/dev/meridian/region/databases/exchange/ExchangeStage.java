package dev.meridian.region.databases.exchange;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.databases.DatabasesFeature;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** The real API over a real database, with tables that are written to and read as files. */
final class ExchangeStage implements AutoCloseable {

    static final String T = "/v1/tablesdb/shop/tables";
    static final String[] KEY = {"X-Caller", "key"};
    static final String[] USER = {"X-Caller", "user:anna"};
    static final String[] GUEST = {};

    private final TestingApi api;

    ExchangeStage(Path data) {
        api = TestingApi.start(data, region -> List.of(new DatabasesFeature(region)));
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        TestingRegion.wait(api.region
                .database()
                .write(
                        "insert into meridian.project (project_id, name, team_id, created_at, updated_at)"
                                + " values ('p1', 'One', 'team', $1, $1)",
                        now));
        call("POST", "/v1/tablesdb", object("databaseId", "shop", "name", "Shop"), 201, KEY);
    }

    int port() {
        return api.port();
    }

    /** A table that only keys may do anything with, unless permissions say otherwise. */
    String table(String id, JsonArray columns, String... permissions) {
        call(
                "POST",
                T,
                object(
                        "tableId", id,
                        "name", id,
                        "rowSecurity", true,
                        "permissions", new JsonArray(List.of(permissions)),
                        "columns", columns),
                201,
                KEY);
        return id;
    }

    static JsonObject column(String key, String type, Object... more) {
        return object("key", key, "type", type, "required", false).mergeIn(object(more));
    }

    String export(String table, String parameters, String... as) {
        HttpResponse<byte[]> response = api.send("GET", exchange(table, "export", parameters), new byte[0], as);
        assertThat(response.statusCode())
                .as("%s", new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonObject refusedExport(String table, String parameters, int status, String... as) {
        HttpResponse<byte[]> response = api.send("GET", exchange(table, "export", parameters), new byte[0], as);
        assertThat(response.statusCode()).isEqualTo(status);
        return Buffer.buffer(response.body()).toJsonObject();
    }

    JsonObject load(String table, String parameters, String file, int status, String... as) {
        return load(table, parameters, file.getBytes(StandardCharsets.UTF_8), status, as);
    }

    JsonObject load(String table, String parameters, byte[] file, int status, String... as) {
        HttpResponse<byte[]> response = api.send("POST", exchange(table, "import", parameters), file, as);
        Buffer answer = Buffer.buffer(response.body());
        assertThat(response.statusCode()).as("%s", answer).isEqualTo(status);
        return answer.toJsonObject();
    }

    static String exchange(String table, String what, String parameters) {
        return "/v1/network/databases/shop/tables/" + table + "/" + what + "?" + parameters;
    }

    /** A parameter that is a query, in which apostrophes stand for quotation marks. */
    static String query(String query) {
        return "&queries%5B%5D=" + URLEncoder.encode(query.replace('\'', '"'), StandardCharsets.UTF_8);
    }

    JsonArray rows(String table) {
        return call("GET", T + "/" + table + "/rows?" + query("{'method':'limit','values':[5000]}"), object(), 200, KEY)
                .getJsonArray("rows");
    }

    JsonObject call(String method, String path, JsonObject body, int status, String... as) {
        byte[] bytes = method.equals("GET") ? new byte[0] : body.toBuffer().getBytes();
        String[] headers = Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(as))
                .toArray(String[]::new);
        HttpResponse<byte[]> response = api.send(method, path, bytes, headers);
        Buffer answer = Buffer.buffer(response.body());
        assertThat(response.statusCode()).as("%s %s: %s", method, path, answer).isEqualTo(status);
        return answer.length() == 0 ? object() : answer.toJsonObject();
    }

    @Override
    public void close() {
        api.close();
    }
}
