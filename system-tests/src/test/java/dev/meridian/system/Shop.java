package dev.meridian.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** A project homed in {@code nyc} with one of everything, made over the public API. */
record Shop(String router, String cookies, String key) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "content-type";
    private static final String FORM = "multipart/form-data; boundary=shop";

    static Shop open(RunningNetwork network) throws IOException, InterruptedException {
        Shop owner = new Shop(network.url(), signUp(network.url()), "");
        Shop shop = new Shop(owner.router, owner.cookies, owner.project());
        shop.make("/v1/functions", """
                {"functionId":"hello","name":"Hello","runtime":"edge-js-1","entrypoint":"main.js","execute":["any"]}""");
        shop.make("/v1/storage/buckets", """
                {"bucketId":"photos","name":"Photos","permissions":["read(\\"any\\")"]}""");
        shop.upload("/v1/storage/buckets/photos/files", "fileId", "first", "file", "a photo".getBytes(UTF_8));
        shop.make("/v1/tablesdb", "{\"databaseId\":\"main\",\"name\":\"Main\"}");
        shop.make("/v1/tablesdb/main/tables", """
                {"tableId":"orders","name":"Orders","permissions":["read(\\"any\\")"],"columns":[
                {"key":"title","type":"string","size":100,"required":true},
                {"key":"price","type":"float","required":false}]}""");
        shop.make("/v1/tablesdb/main/tables/orders/rows", "{\"rowId\":\"first\",\"data\":{\"title\":\"A lamp\"}}");
        return shop;
    }

    /** The same project, over a network that was started again. */
    Shop at(RunningNetwork network) {
        return new Shop(network.url(), cookies, key);
    }

    /** Cookies of a new account's session. */
    private static String signUp(String router) throws IOException, InterruptedException {
        Shop guest = new Shop(router, "", "");
        String person = "\"email\":\"ada@example.com\",\"password\":\"correct horse battery\"}";
        done(guest.post("/v1/account", "{\"userId\":\"ada\"," + person));
        List<String> set =
                guest.post("/v1/account/sessions/email", "{" + person).headers().allValues("set-cookie");
        return String.join("; ", set.stream().map(line -> line.split(";", 2)[0]).toList());
    }

    /** The project's key, with every scope. */
    private String project() throws IOException, InterruptedException {
        console("/v1/teams", "{\"teamId\":\"acme\",\"name\":\"Acme\"}");
        console("/v1/projects", "{\"projectId\":\"shop\",\"name\":\"Shop\",\"teamId\":\"acme\",\"region\":\"nyc\"}");
        String body = """
                {"keyId":"unique()","name":"all","scopes":["functions.read","functions.write","execution.write",
                "buckets.read","buckets.write","files.read","files.write","databases.read","databases.write",
                "tables.read","tables.write","columns.write","rows.read","rows.write"]}""";
        return console("/v1/projects/shop/keys", body, "x-appwrite-mode", "admin", "x-appwrite-project", "shop")
                .get("secret")
                .asText();
    }

    /** Header lines of a call with the project's key. */
    String serverHeaders() {
        return "X-Appwrite-Project: shop\r\nX-Appwrite-Key: " + key + "\r\n";
    }

    /** Everything that a caller may have wanted to change, as the API lists it. */
    List<String> everything() throws IOException, InterruptedException {
        List<String> lists = new ArrayList<>();
        lists.add(send(to("/v1/projects").header("cookie", cookies).GET()).body());
        for (String path : List.of(
                "/v1/functions",
                "/v1/functions/hello/deployments",
                "/v1/storage/buckets",
                "/v1/storage/buckets/photos/files",
                "/v1/tablesdb",
                "/v1/tablesdb/main/tables",
                "/v1/tablesdb/main/tables/orders/rows")) {
            lists.add(get(path).toString());
        }
        return lists;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return done(send(asServer(path).GET()));
    }

    /** Sends code; answers the deployment's ID. */
    String deploy(byte[] archive) throws IOException, InterruptedException {
        return upload("/v1/functions/hello/deployments", "activate", "true", "code", archive)
                .get("$id")
                .asText();
    }

    /** What the function says when it is run in its region. */
    String run() throws IOException, InterruptedException {
        return make("/v1/functions/hello/executions", "{}").get("responseBody").asText();
    }

    private JsonNode upload(String path, String field, String value, String part, byte[] content)
            throws IOException, InterruptedException {
        byte[] head = ("--shop\r\ncontent-disposition: form-data; name=\"" + field + "\"\r\n\r\n" + value
                        + "\r\n--shop\r\ncontent-disposition: form-data; name=\"" + part
                        + "\"; filename=\"first.tar.gz\"\r\n\r\n")
                .getBytes(UTF_8);
        byte[] body = RawGrpc.join(head, content, "\r\n--shop--\r\n".getBytes(UTF_8));
        return done(send(asServer(path).header(TYPE, FORM).POST(BodyPublishers.ofByteArray(body))));
    }

    private JsonNode make(String path, String json) throws IOException, InterruptedException {
        return done(send(asServer(path).header(TYPE, "application/json").POST(BodyPublishers.ofString(json))));
    }

    private JsonNode console(String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = to(path).header("cookie", cookies).header(TYPE, "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return done(send(request.POST(BodyPublishers.ofString(json))));
    }

    private HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(to(path).header(TYPE, "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder asServer(String path) {
        return to(path).header("x-appwrite-project", "shop").header("x-appwrite-key", key);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(router + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode done(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return JSON.readTree(answer.body());
    }
}
