package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meridian.core.archive.Archive;
import dev.meridian.core.invoke.HeardInvocation;
import dev.meridian.proto.functions.v1.InvokeRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Functions called over gRPC at the router of a network, and where they are executed then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FunctionCallsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LONG = 20 << 20;
    private static final String CODE = """
            export default {
              async fetch(request) {
                const url = new URL(request.url);
                for (let i = 0; i < Number(url.searchParams.get("calls") ?? 0); i++) {
                  await fetch(process.env.APPWRITE_FUNCTION_API_ENDPOINT + "/locale").then((r) => r.text(), () => {});
                }
                let left = Number(url.searchParams.get("bytes") ?? 0);
                return new Response(new ReadableStream({
                  pull(controller) {
                    const size = Math.min(1 << 17, left);
                    left -= url.pathname === "/endless" ? 0 : size;
                    if (size > 0) { controller.enqueue(new Uint8Array(size)); } else { controller.close(); }
                  },
                  cancel() { console.log("left alone"); }
                }));
              }
            };
            """;

    private final Vertx vertx = Vertx.vertx();
    private final GrpcClient calls = GrpcClient.client(vertx);
    private final HttpClient http = HttpClient.newHttpClient();
    private RunningNetwork network;
    private Shop shop;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        network = RunningNetwork.start(data.resolve("network"));
        shop = Shop.open(network);
        Path code = Files.createDirectory(data.resolve("code"));
        Files.writeString(code.resolve("main.js"), CODE);
        Path packed = data.resolve("code.tar.gz");
        Archive.pack(code, packed);
        String deployment = shop.deploy(Files.readAllBytes(packed));
        RunningNetwork.eventually(
                "the deployment is active",
                LIMIT,
                () -> asOwner("/v1/functions/hello")
                        .get("deploymentId")
                        .asText()
                        .equals(deployment));
        place("edge");
    }

    @AfterAll
    void stop() throws IOException {
        await(vertx.close());
        http.close();
        network.close();
    }

    @Test
    void aLongResponseIsStreamedFromTheNearestEdgeAndWithCredentialsFromTheHomeRegion() throws InterruptedException {
        place("edge");
        RunningNetwork.eventually(
                "an edge executes it",
                LIMIT,
                () -> call("/").head().getExecutedAt().startsWith("edge:"));

        HeardInvocation guest = call("/?bytes=" + LONG);
        HeardInvocation server = call("/?bytes=" + LONG, "x-appwrite-key", shop.key());

        assertThat(guest.status()).isEqualTo("OK");
        assertThat(guest.order()).containsExactly("HEAD", "BODY", "END");
        assertThat(guest.bytes()).isEqualTo(LONG);
        assertThat(guest.head().getExecutedAt()).startsWith("edge:");
        assertThat(server.status()).isEqualTo("OK");
        assertThat(server.bytes()).isEqualTo(LONG);
        assertThat(server.head().getExecutedAt()).isEqualTo("region:nyc");
    }

    @Test
    void aCallerWhoLeavesEndsTheFunctionsCallWhereverItRuns() throws InterruptedException {
        place("edge");
        RunningNetwork.eventually(
                "an edge executes it",
                LIMIT,
                () -> call("/").head().getExecutedAt().startsWith("edge:"));

        assertThat(logsAfterLeaving()).contains("left alone");
        assertThat(logsAfterLeaving("x-appwrite-key", shop.key())).contains("left alone");
    }

    private String logsAfterLeaving(String... credentials) throws InterruptedException {
        HeardInvocation left = await(begin("/endless?bytes=1", credentials));
        await(left.begun());
        left.cancel();
        String path = "/v1/functions/hello/executions/" + left.head().getExecutionId();
        RunningNetwork.eventually(
                "the execution is recorded", LIMIT, () -> asOwner(path).has("logs"));
        return asOwner(path).get("logs").asText();
    }

    @Test
    void aSmartFunctionMovesToTheRegionWhoseDataItAsksForAndRoutersFollow() throws InterruptedException {
        place("edge");
        JsonNode set = place("smart");
        RunningNetwork.eventually("it moves", LIMIT, () -> {
            for (int i = 0; i < 10; i++) {
                call("/?calls=3");
            }
            return placing().get("place").asText().equals("region");
        });

        RunningNetwork.eventually(
                "calls follow",
                LIMIT,
                () -> call("/?calls=3").head().getExecutedAt().equals("region:nyc"));
        assertThat(set.get("place").asText()).isEqualTo("edge");
        assertThat(placing().get("callsHome").asDouble()).isBetween(2.0, 3.0);
    }

    private HeardInvocation call(String path, String... credentials) {
        return await(begin(path, credentials).compose(HeardInvocation::over));
    }

    private Future<HeardInvocation> begin(String path, String... credentials) {
        String[] metadata = new String[credentials.length + 2];
        metadata[0] = "x-appwrite-project";
        metadata[1] = "shop";
        System.arraycopy(credentials, 0, metadata, 2, credentials.length);
        return HeardInvocation.begin(
                calls,
                SocketAddress.inetSocketAddress(network.port(), "127.0.0.1"),
                InvokeRequest.newBuilder().setFunctionId("hello").setPath(path).build(),
                metadata);
    }

    private JsonNode place(String placement) {
        String body = "{\"placement\":\"" + placement + "\",\"cpuTime\":10000}";
        return send(asServer().header("content-type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    private JsonNode placing() {
        return send(asServer().GET());
    }

    private HttpRequest.Builder asServer() {
        return HttpRequest.newBuilder(URI.create(shop.router() + "/v1/network/functions/hello"))
                .header("x-appwrite-project", "shop")
                .header("x-appwrite-key", shop.key());
    }

    private JsonNode asOwner(String path) {
        return send(HttpRequest.newBuilder(URI.create(shop.router() + path))
                .header("x-appwrite-project", "shop")
                .header("x-appwrite-mode", "admin")
                .header("cookie", shop.cookies())
                .GET());
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            return JSON.readTree(
                    http.send(request.build(), BodyHandlers.ofString()).body());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new AssertionError(ended);
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
