package dev.meridian.launcher.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.launcher.Main;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command against an API of the test's making. */
class PurgeCommandTest {

    private record Asked(
            @Nullable String path,
            @Nullable String project,
            @Nullable String key,
            JsonObject order) {}

    private final Vertx vertx = Vertx.vertx();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private volatile int status = 201;
    private volatile JsonObject answer = receipt(true);
    private HttpServer api;
    private Path keyFile;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        keyFile = Files.writeString(folder.resolve("key"), "standard_abc\n");
        api = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    asked.add(new Asked(
                            request.path(),
                            request.getHeader("x-appwrite-project"),
                            request.getHeader("x-appwrite-key"),
                            body.toJsonObject()));
                    request.response().setStatusCode(status).end(answer.toBuffer());
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        CompletableFuture<Void> closed = vertx.close().toCompletionStage().toCompletableFuture();
        closed.get(10, TimeUnit.SECONDS);
    }

    private static JsonObject receipt(boolean sgp) {
        return new JsonObject()
                .put("$id", "abc")
                .put("sequence", 12)
                .put(
                        "edges",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "edge-frankfurt")
                                        .put("site", "fra")
                                        .put("confirmed", true)
                                        .put("millis", 2.14))
                                .add(new JsonObject()
                                        .put("name", "edge-sgp")
                                        .put("site", "sgp")
                                        .put("confirmed", sgp)
                                        .put("millis", 3)));
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "purge",
                "--endpoint",
                "http://127.0.0.1:" + api.actualPort() + "/v1",
                "--key-file",
                keyFile.toString(),
                "--project",
                "p1"));
        all.addAll(List.of(arguments));
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(all.toArray(String[]::new));
    }

    @Test
    void whatIsNamedIsAskedForAndTheReceiptIsATable() {
        int code = run("--tag", "a", "--tag", "b", "--prefix", "/news", "--soft");

        assertThat(code).as(err.toString()).isZero();
        Asked only = asked.getFirst();
        assertThat(only.path()).isEqualTo("/v1/network/purges");
        assertThat(only.project()).isEqualTo("p1");
        assertThat(only.key()).isEqualTo("standard_abc");
        assertThat(only.order().getJsonArray("tags")).isEqualTo(JsonArray.of("a", "b"));
        assertThat(only.order().getJsonArray("prefixes")).isEqualTo(JsonArray.of("/news"));
        assertThat(only.order().getBoolean("soft")).isTrue();
        assertThat(out.toString().lines())
                .containsExactly(
                        "Purge abc, number 12 of its region",
                        "  EDGE            SITE    CONFIRMED",
                        "  edge-frankfurt  fra     2.1 ms",
                        "  edge-sgp        sgp     3.0 ms",
                        "2 of 2 edges have confirmed");
    }

    @Test
    void anEdgeThatHasNotConfirmedShowsInTheExitCode() {
        answer = receipt(false);

        assertThat(run("--everything")).isEqualTo(PurgeCommand.UNCONFIRMED);
        assertThat(out.toString()).contains("1 of 2 edges", "no; it asks the region");
        assertThat(asked.getFirst().order().getBoolean("everything")).isTrue();
    }

    @Test
    void aRefusalIsToldInTheApisWords() {
        status = 401;
        answer = new JsonObject().put("message", "missing scopes").put("type", "general_unauthorized_scope");

        assertThat(run("--everything")).isEqualTo(1);
        assertThat(err.toString())
                .contains("missing scopes", "general_unauthorized_scope")
                .doesNotContain("standard_");
    }

    @Test
    void nothingIsAskedForUnlessItIsClearWhat() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--everything", "--tag", "a")).isEqualTo(2);
        assertThat(run("--every-project", keyFile.toString(), "--tag", "a")).isEqualTo(2);
        Files.delete(keyFile);
        assertThat(run("--everything")).isEqualTo(1);
        assertThat(asked).isEmpty();
    }
}
