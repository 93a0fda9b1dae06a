package dev.meridian.region.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.archive.Archive;
import dev.meridian.proto.deployments.v1.DeploymentsGrpcClient;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.FetchRequest;
import dev.meridian.proto.deployments.v1.FetchResponse;
import dev.meridian.proto.deployments.v1.ReportRequest;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingForm;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Gate;
import dev.meridian.region.deployments.Deployments;
import dev.meridian.region.storage.StorageFeature;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.server.GrpcServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class FunctionsFeatureTest {

    private static final String[] KEY = {"X-Caller", "key", "Content-Type", "application/json"};

    @TempDir
    private Path folder;

    private TestingApi api;
    private StorageFeature storage;
    private Path objects;
    private Deployments deployments;
    private FunctionsFeature functions;

    @BeforeAll
    void start(@TempDir Path data) {
        objects = data.resolve("storage/objects/p1");
        api = TestingApi.start(data, region -> {
            storage = TestingRegion.wait(StorageFeature.open(region));
            deployments = Deployments.open(region, storage.objects());
            functions = new FunctionsFeature(
                    region,
                    deployments,
                    (head, query, path) -> Future.succeededFuture(new Gate.Admission("p1", new Caller.Guest())));
            return List.of(storage, functions);
        });
    }

    @AfterAll
    void stop() {
        TestingRegion.wait(functions.close());
        TestingRegion.wait(deployments.close());
        TestingRegion.wait(storage.close());
        api.close();
    }

    @Test
    void aDeploymentIsBuiltActivatedToldToTheNetworkAndFetched() throws Exception {
        create("hello");
        json(
                send(
                        "POST",
                        "/v1/functions/hello/variables",
                        new JsonObject().put("key", "TOKEN").put("value", "s3cret")),
                201);
        JsonObject accepted = json(deploy("hello", code("index.js", "export default 1;")), 202);
        JsonObject ready = awaitBuilt("hello", accepted.getString("$id"));
        JsonObject function = json(send("GET", "/v1/functions/hello", new JsonObject()), 200);

        assertThat(accepted.getString("status")).isEqualTo("waiting");
        assertThat(ready.getString("status")).as(ready.encode()).isEqualTo("ready");
        assertThat(function.getString("deploymentId")).isEqualTo(accepted.getString("$id"));
        JsonObject list = json(send("GET", "/v1/functions/hello/deployments", new JsonObject()), 200);
        assertThat(list.getJsonArray("deployments").getJsonObject(0)).isEqualTo(ready);
        assertThat(function.getJsonArray("vars").getJsonObject(0).getString("value"))
                .isEmpty();
        assertThat(function.encode()).doesNotContain("s3cret");
        var told = api.region
                .database()
                .read("select body from meridian.registry_record where key = 'function/p1/hello'")
                .await()
                .iterator()
                .next()
                .getBuffer(0);
        var record = Record.parseFrom(told.getBytes()).getFunction();
        assertThat(record.getLabel()).isEqualTo("hello");
        assertThat(record.getDeploymentId()).isEqualTo(accepted.getString("$id"));
        List<FetchResponse> parts = fetch("hello", "");
        Buffer artefact = Buffer.buffer();
        parts.subList(1, parts.size())
                .forEach(part -> artefact.appendBytes(part.getArtefact().toByteArray()));
        assertThat(parts.getFirst().getLaunch().getEnvironmentMap()).containsEntry("TOKEN", "s3cret");
        assertThat(sha256(artefact.getBytes())).isEqualTo(record.getArtefactSha256());
        assertThat(fetch("hello", record.getArtefactSha256())).hasSize(1);
    }

    @Test
    void aDeploymentWithoutItsEntrypointFailsAndSaysWhy() throws Exception {
        create("lost");
        String id = json(deploy("lost", code("other.js", "")), 202).getString("$id");

        JsonObject built = awaitBuilt("lost", id);

        assertThat(built.getString("status")).isEqualTo("failed");
        assertThat(built.getString("buildLogs")).contains("index.js");
        assertThat(type(send("PATCH", "/v1/functions/lost/deployment", new JsonObject().put("deploymentId", id))))
                .isEqualTo("build_not_ready");
    }

    @Test
    void whatIsNoArchiveFailsItsBuild() throws Exception {
        create("zip");
        String id = json(deploy("zip", "PK no tar".getBytes(StandardCharsets.UTF_8)), 202)
                .getString("$id");

        assertThat(awaitBuilt("zip", id).getString("buildLogs")).contains("is not gzip");
    }

    @Test
    void aRepeatedReportCountsOnce() throws Exception {
        create("counted");
        ReportRequest report = ReportRequest.newBuilder()
                .addExecutions(ExecutionRecord.newBuilder()
                        .setProjectId("p1")
                        .setFunctionId("counted")
                        .setExecutionId("e1")
                        .setTrigger("http")
                        .setStatus(200)
                        .setLogs("a\0b"))
                .build();

        call(client -> client.report(report));
        call(client -> client.report(report));

        JsonObject list = json(send("GET", "/v1/functions/counted/executions", new JsonObject()), 200);
        assertThat(list.getInteger("total")).isEqualTo(1);
        assertThat(list.getJsonArray("executions").getJsonObject(0).getString("logs"))
                .isEqualTo("ab");
        assertThat(list.getJsonArray("executions").getJsonObject(0).getString("resourceId"))
                .isEqualTo("counted");
    }

    @Test
    void recordsOfOneReportAreListedInItsOrderAndThoseOfNoFunctionPassedOver() throws Exception {
        create("batched");
        ReportRequest.Builder report = ReportRequest.newBuilder();
        for (String id : List.of("z1", "a2", "z1", "m3")) {
            report.addExecutions(told("batched", id));
        }
        report.addExecutions(told("gone", "e9"));

        call(client -> client.report(report.build()));
        call(client -> client.report(ReportRequest.getDefaultInstance()));

        JsonObject list = json(send("GET", "/v1/functions/batched/executions", new JsonObject()), 200);
        assertThat(list.getJsonArray("executions"))
                .extracting(it -> ((JsonObject) it).getString("$id"))
                .containsExactly("z1", "a2", "m3");
    }

    private static ExecutionRecord told(String function, String id) {
        return ExecutionRecord.newBuilder()
                .setProjectId("p1")
                .setFunctionId(function)
                .setExecutionId(id)
                .setTrigger("http")
                .setStatus(200)
                .build();
    }

    @Test
    void twoProjectsMayUseOneIdUnderDifferentLabels() {
        create("shared");
        JsonObject body =
                new JsonObject().put("functionId", "shared").put("name", "n").put("runtime", "edge-js-1");
        HttpResponse<byte[]> other = api.send(
                "POST", "/v1/functions", body.toBuffer().getBytes(), "X-Caller", "key", "X-Appwrite-Project", "p2");

        assertThat(other.statusCode()).as(text(other)).isEqualTo(201);
        assertThat(type(send("POST", "/v1/functions", body))).isEqualTo("function_already_exists");
        assertThat(type(send("POST", "/v1/functions", body.copy().put("runtime", "cobol-1"))))
                .isEqualTo("function_runtime_unsupported");
    }

    @Test
    void whatIsDeletedLeavesNothingInTheStore() throws Exception {
        create("brief");
        String first = json(deploy("brief", code("index.js", "export default 1;")), 202)
                .getString("$id");
        awaitBuilt("brief", first);
        String second = json(deploy("brief", code("index.js", "export default 1;")), 202)
                .getString("$id");
        awaitBuilt("brief", second);
        assertThat(objects.resolve("artefacts/brief")).isDirectoryContaining(path -> path.endsWith(first));

        assertThat(send("DELETE", "/v1/functions/brief/deployments/" + first, new JsonObject())
                        .statusCode())
                .isEqualTo(204);
        awaitGone(objects.resolve("artefacts/brief/" + first));
        assertThat(objects.resolve("artefacts/brief/" + second))
                .as("the same code, deployed again")
                .exists();
        assertThat(fetch("brief", "")).hasSizeGreaterThan(1);

        assertThat(send("DELETE", "/v1/functions/brief", new JsonObject()).statusCode())
                .isEqualTo(204);
        awaitGone(objects.resolve("artefacts/brief/" + second));
        assertThat(TestingRegion.wait(api.region
                                .database()
                                .read("select 1 from meridian.deployment where owner_id = 'brief'"))
                        .size())
                .isZero();
    }

    private void awaitGone(Path path) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.exists(path)) {
            assertThat(System.nanoTime()).as(path + " is removed in time").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private void create(String id) {
        json(
                send(
                        "POST",
                        "/v1/functions",
                        new JsonObject()
                                .put("functionId", id)
                                .put("name", id)
                                .put("runtime", "edge-js-1")
                                .put("entrypoint", "index.js")),
                201);
    }

    private HttpResponse<byte[]> deploy(String id, byte[] code) {
        byte[] form = new TestingForm()
                .field("activate", "true")
                .file("code", "code.tar.gz", code)
                .bytes();
        return api.send(
                "POST",
                "/v1/functions/" + id + "/deployments",
                form,
                "X-Caller",
                "key",
                "Content-Type",
                TestingForm.TYPE);
    }

    private JsonObject awaitBuilt(String function, String id) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            JsonObject now =
                    json(send("GET", "/v1/functions/" + function + "/deployments/" + id, new JsonObject()), 200);
            if (List.of("ready", "failed").contains(now.getString("status"))) {
                return now;
            }
            assertThat(System.nanoTime()).as("a build in time").isLessThan(until);
        }
    }

    private byte[] code(String name, String content) throws IOException {
        Path source = Files.createTempDirectory(folder, "code");
        Files.writeString(source.resolve(name), content);
        Path tar = folder.resolve(source.getFileName() + ".tar.gz");
        Archive.pack(source, tar);
        return Files.readAllBytes(tar);
    }

    private List<FetchResponse> fetch(String function, String have) {
        FetchRequest request = FetchRequest.newBuilder()
                .setProjectId("p1")
                .setFunctionId(function)
                .setHaveSha256(have)
                .build();
        return call(client -> client.fetch(request).compose(stream -> {
            List<FetchResponse> parts = new ArrayList<>();
            stream.handler(parts::add);
            return Future.<Void>future(done -> {
                        stream.endHandler(done::complete);
                        stream.exceptionHandler(done::fail);
                    })
                    .map(parts);
        }));
    }

    private <T> T call(Function<DeploymentsGrpcClient, Future<T>> work) {
        Vertx vertx = api.region.node().vertx();
        GrpcServer services = GrpcServer.server(vertx);
        functions.services().forEach(services::addService);
        HttpServer server = TestingRegion.wait(
                vertx.createHttpServer().requestHandler(services).listen(0, "127.0.0.1"));
        GrpcClient client = GrpcClient.client(vertx);
        T result = TestingRegion.wait(work.apply(DeploymentsGrpcClient.create(
                client, SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1"))));
        TestingRegion.wait(client.close());
        TestingRegion.wait(server.close());
        return result;
    }

    private HttpResponse<byte[]> send(String method, String path, JsonObject body) {
        byte[] bytes = body.isEmpty() ? new byte[0] : body.toBuffer().getBytes();
        return api.send(method, path, bytes, KEY);
    }

    private static JsonObject json(HttpResponse<byte[]> reply, int status) {
        assertThat(reply.statusCode()).as(text(reply)).isEqualTo(status);
        return new JsonObject(text(reply));
    }

    private static String type(HttpResponse<byte[]> reply) {
        return String.valueOf(new JsonObject(text(reply)).getString("type"));
    }

    private static String text(HttpResponse<byte[]> reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
