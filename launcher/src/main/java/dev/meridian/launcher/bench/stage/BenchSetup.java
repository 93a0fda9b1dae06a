package dev.meridian.launcher.bench.stage;

import dev.meridian.core.archive.Archive;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Puts what is measured into a fresh network, through its public API. */
public final class BenchSetup {

    public static final String PROJECT = "bench";

    public static final String FILE_PATH = "/v1/storage/buckets/bench/files/kib/view?project=bench";

    private static final String CODE = "export default ({ req, res }) => res.json({ path: req.path, ok: true });\n";

    private static final String BOUNDARY = "meridian-bench-boundary";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String router;
    private String key = "";

    /** @param router address of a public door */
    public BenchSetup(String router) {
        this.router = router;
    }

    /** A project, a bucket with a file of 1 KiB that anyone may read, and one function. */
    public void prepare(String region) throws IOException, InterruptedException {
        project(region, List.of("buckets.write", "files.write", "functions.write", "functions.read", "network.write"));
        create(
                "/v1/storage/buckets",
                new JsonObject()
                        .put("bucketId", "bench")
                        .put("name", "Bench")
                        .put("permissions", new JsonArray(List.of("read(\"any\")"))));
        upload(
                "/v1/storage/buckets/bench/files",
                "file",
                "kib.txt",
                "x".repeat(1024).getBytes(StandardCharsets.US_ASCII),
                "fileId",
                "kib");
    }

    /** The project {@value #PROJECT} with a key of those scopes, which everything is made with from then on. */
    public void project(String region, List<String> scopes) throws IOException, InterruptedException {
        String cookie = session("bench");
        post("/v1/teams", new JsonObject().put("teamId", "bench").put("name", "Bench"), "cookie", cookie);
        post(
                "/v1/projects",
                new JsonObject()
                        .put("projectId", PROJECT)
                        .put("name", "Bench")
                        .put("teamId", "bench")
                        .put("region", region),
                "cookie",
                cookie);
        HttpResponse<String> created = post(
                "/v1/project/keys",
                new JsonObject().put("keyId", "unique()").put("name", "bench").put("scopes", new JsonArray(scopes)),
                "cookie",
                cookie,
                "x-appwrite-mode",
                "admin",
                "x-appwrite-project",
                PROJECT);
        key = new JsonObject(created.body()).getString("secret");
    }

    /** The secret of the project's key. */
    public String key() {
        return key;
    }

    /** Makes a user of the project and answers the cookies of a session. */
    public String user(String id) throws IOException, InterruptedException {
        return session(id, "x-appwrite-project", PROJECT);
    }

    private String session(String id, String... headers) throws IOException, InterruptedException {
        JsonObject person = new JsonObject().put("email", id + "@example.com").put("password", "correct horse battery");
        post("/v1/account", person.copy().put("userId", id), headers);
        return String.join(
                "; ",
                post("/v1/account/sessions/email", person, headers).headers().allValues("set-cookie").stream()
                        .map(line -> line.split(";", 2)[0])
                        .toList());
    }

    /** Asks for something to be made, with the project's key. */
    public HttpResponse<String> create(String path, JsonObject body) throws IOException, InterruptedException {
        return post(path, body, "x-appwrite-project", PROJECT, "x-appwrite-key", key);
    }

    /** As {@link #functions(String, int, String)} does, functions that answer a few words of JSON. */
    public List<String> functions(String prefix, int count) throws IOException, InterruptedException {
        return functions(prefix, count, CODE);
    }

    /**
     * Deploys functions and waits until each is built; their labels are their IDs. No two have the same artefact, or an
     * edge would have seen the second one's with the first's.
     *
     * @param code of the one module of each
     */
    public List<String> functions(String prefix, int count, String code) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = prefix + i;
            create(
                    "/v1/functions",
                    new JsonObject()
                            .put("functionId", id)
                            .put("name", id)
                            .put("runtime", "edge-js-1")
                            .put("entrypoint", "main.js")
                            .put("execute", new JsonArray(List.of("any"))));
            String deployment = new JsonObject(upload(
                                    "/v1/functions/" + id + "/deployments",
                                    "code",
                                    "code.tar.gz",
                                    archive("// " + id + "\n" + code),
                                    "activate",
                                    "true")
                            .body())
                    .getString("$id");
            awaitReady(id, deployment);
            ids.add(id);
        }
        return ids;
    }

    /** Purges a tag and answers the receipt. */
    public JsonObject purge(String tag) throws IOException, InterruptedException {
        return new JsonObject(create("/v1/network/purges", new JsonObject().put("tags", new JsonArray(List.of(tag))))
                .body());
    }

    private void awaitReady(String function, String deployment) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        String status;
        do {
            TimeUnit.MILLISECONDS.sleep(20);
            HttpRequest request = request("/v1/functions/" + function + "/deployments/" + deployment)
                    .build();
            status =
                    new JsonObject(client.send(request, BodyHandlers.ofString()).body()).getString("status");
        } while (!"ready".equals(status) && System.nanoTime() - end < 0);
    }

    private HttpResponse<String> post(String path, JsonObject body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = to(path).header("content-type", "application/json");
        return send((headers.length == 0 ? request : request.headers(headers))
                .POST(BodyPublishers.ofString(body.encode())));
    }

    private HttpResponse<String> upload(String path, String part, String name, byte[] bytes, String field, String value)
            throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + BOUNDARY + "\r\ncontent-disposition: form-data; name=\"" + field + "\"\r\n\r\n" + value
                        + "\r\n--" + BOUNDARY + "\r\ncontent-disposition: form-data; name=\"" + part + "\"; filename=\""
                        + name + "\"\r\ncontent-type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(bytes);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return send(request(path)
                .header("content-type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        return to(path).headers("x-appwrite-project", PROJECT, "x-appwrite-key", key);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(router + path)).timeout(Duration.ofSeconds(20));
    }

    private static byte[] archive(String code) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("meridian-bench-code");
        Files.writeString(folder.resolve("main.js"), code);
        Process tar = new ProcessBuilder("tar", "-C", folder.toString(), "-czf", "-", "main.js").start();
        byte[] bytes = tar.getInputStream().readAllBytes();
        tar.waitFor();
        Archive.remove(folder);
        return bytes;
    }
}
