package dev.meridian.region.databases.transactions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.archive.Archive;
import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.databases.DatabasesFeature;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For all tests of a class: the API of databases over a real one, with the database {@code shop} in the projects {@code p1} and {@code p2}. */
@SuppressWarnings("MutablePublicArray")
final class TransactionsStage implements AfterAllCallback {

    static final String ALL = "/v1/tablesdb/transactions";
    static final String T = "/v1/tablesdb/shop/tables";
    static final String[] KEY = {"X-Caller", "key"};
    static final String[] OTHER_PROJECT = {"X-Caller", "key", "X-Appwrite-Project", "p2"};
    static final String[] ANNA = {"X-Caller", "user:anna"};
    static final String[] BERT = {"X-Caller", "user:bert"};
    static final String[] GUEST = {};

    /** Names of events that were told. */
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private final Path data = Files.createTempDirectory("meridian-transactions");
    private final TestingApi api;

    private TransactionsStage() throws IOException {
        api = TestingApi.start(data, region -> {
            region.events().deliver(event -> {
                told.addAll(event.names());
                return Future.succeededFuture();
            });
            return List.of(new DatabasesFeature(region));
        });
        sql(
                "insert into meridian.project (project_id, name, team_id, created_at, updated_at)"
                        + " values ('p1', 'One', 'team', $1, $1), ('p2', 'Two', 'team', $1, $1)",
                OffsetDateTime.now(ZoneOffset.UTC));
        for (String[] server : List.of(KEY, OTHER_PROJECT)) {
            call("POST", "/v1/tablesdb", object("databaseId", "shop", "name", "Shop"), 201, server);
        }
    }

    static TransactionsStage open() {
        try {
            return new TransactionsStage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        api.close();
        Archive.remove(data);
    }

    void sql(String statement, Object... arguments) {
        TestingRegion.wait(api.region.database().write(statement, arguments));
    }

    /** Removes what expired long before that moment. */
    void sweep(Instant now) {
        TestingRegion.wait(TransactionSweep.sweep(api.region.database(), now));
    }

    /** How many records of a kind there are of a transaction. */
    long kept(String kind, String transaction) {
        return TestingRegion.wait(api.region
                        .database()
                        .read("select count(*) from meridian." + kind + " where transaction_id = $1", transaction))
                .iterator()
                .next()
                .getLong(0);
    }

    /** A table of a text, a number and a list; @return the path of its rows */
    String table(String id, JsonObject more, String... as) {
        call(
                "POST",
                T,
                object("tableId", id, "name", id)
                        .put(
                                "columns",
                                array(
                                        object("key", "name", "type", "string", "size", 100, "required", true),
                                        object("key", "count", "type", "integer", "default", 7),
                                        object("key", "tags", "type", "string", "size", 10, "array", true)))
                        .mergeIn(more),
                201,
                as.length == 0 ? KEY : as);
        return T + "/" + id + "/rows";
    }

    String table(String id) {
        return table(id, object());
    }

    /** Makes rows {@code r1}, {@code r2} … with that count, all of the name {@code n}. */
    String filled(String id, int rows) {
        String path = table(id);
        for (int i = 1; i <= rows; i++) {
            create(path, "r" + i, "n", i);
        }
        return path;
    }

    void create(String rows, String id, String name, int count) {
        call("POST", rows, object("rowId", id, "data", object("name", name, "count", count)), 201, KEY);
    }

    /** A new transaction's ID. */
    String begin(String... as) {
        return call("POST", ALL, object(), 201, as).getString("$id");
    }

    JsonObject commit(String transaction, int status, String... as) {
        return call("PATCH", ALL + "/" + transaction, object("commit", true), status, as);
    }

    String status(String transaction) {
        return call("GET", ALL + "/" + transaction, object(), 200, KEY).getString("status");
    }

    /** The rows that a list shows a server, within a transaction unless its ID is empty. */
    JsonObject list(String rows, String transaction, String... queries) {
        StringBuilder path = new StringBuilder(rows).append("?transactionId=").append(transaction);
        for (int i = 0; i < queries.length; i++) {
            path.append("&queries[")
                    .append(i)
                    .append("]=")
                    .append(URLEncoder.encode(queries[i], StandardCharsets.UTF_8));
        }
        return call("GET", path.toString().replace("[", "%5B").replace("]", "%5D"), object(), 200, KEY);
    }

    String refused(String method, String path, JsonObject body, int status, String... as) {
        return call(method, path, body, status, as).getString("type");
    }

    /** The status of the answer. */
    int answer(String method, String path, JsonObject body, String... as) {
        return send(method, path, body, as).statusCode();
    }

    /** Its body. */
    JsonObject answered(String method, String path, JsonObject body, String... as) {
        Buffer answer = Buffer.buffer(send(method, path, body, as).body());
        return answer.length() == 0 ? object() : answer.toJsonObject();
    }

    private HttpResponse<byte[]> send(String method, String path, JsonObject body, String... as) {
        byte[] bytes = method.equals("GET") ? new byte[0] : body.toBuffer().getBytes();
        String[] headers = Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(as))
                .toArray(String[]::new);
        return api.send(method, path, bytes, headers);
    }

    JsonObject call(String method, String path, JsonObject body, int status, String... as) {
        HttpResponse<byte[]> response = send(method, path, body, as);
        Buffer answer = Buffer.buffer(response.body());
        assertThat(response.statusCode()).as("%s %s: %s", method, path, answer).isEqualTo(status);
        return answer.length() == 0 ? object() : answer.toJsonObject();
    }

    static List<String> ids(JsonObject page) {
        return column(page, "$id", String.class);
    }

    static <T> List<T> column(JsonObject page, String key, Class<T> type) {
        JsonArray rows = page.getJsonArray(page.containsKey("rows") ? "rows" : "documents");
        return rows.stream()
                .map(row -> type.cast(((JsonObject) row).getValue(key)))
                .toList();
    }
}
