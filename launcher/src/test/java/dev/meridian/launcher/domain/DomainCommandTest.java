package dev.meridian.launcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.launcher.Main;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against an API of the test's making. */
class DomainCommandTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private volatile int status = 200;
    private volatile JsonObject answer = new JsonObject();
    private HttpServer api;
    private Path keyFile;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        keyFile = Files.writeString(folder.resolve("key"), "standard_abc\n");
        api = vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.add(request.method() + " " + request.uri() + " " + request.getHeader("x-appwrite-project")
                            + " " + request.getHeader("x-appwrite-key"));
                    request.response().setStatusCode(status).end(answer.toBuffer());
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatIsWrongAndWhatToEnterIsPrinted() {
        answer = found(false, "unverified");

        assertThat(run("*.example.com")).isEqualTo(DomainCommand.UNVERIFIED);

        assertThat(asked).containsExactly("GET /v1/network/domains/*.example.com p1 standard_abc");
        assertThat(out.toString())
                .contains("*.example.com is not verified; its rule is unverified")
                .contains("TXT _meridian.example.com at 192.0.2.53:53: no-name")
                .contains("There is no TXT record at _meridian.example.com.")
                .contains("_meridian.example.com TXT meridian-domain=4f2c  (the only way)");
    }

    @Test
    void aDomainThatIsVerifiedNeedsNothing() {
        answer = found(true, "verified");

        assertThat(run("*.example.com")).isZero();
        assertThat(out.toString()).contains("is verified").doesNotContain("Enter one");
    }

    @Test
    void theApisOwnWordsAreTold() {
        status = 404;
        answer = new JsonObject().put("message", "Rule not found.").put("type", "rule_not_found");

        assertThat(run("other.example.com")).isEqualTo(1);
        assertThat(err.toString()).contains("Rule not found.").contains("rule_not_found, 404");
    }

    private static JsonObject found(boolean isVerified, String status) {
        return new JsonObject()
                .put("domain", "*.example.com")
                .put("status", status)
                .put("verified", isVerified)
                .put(
                        "records",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "_meridian.example.com")
                                        .put("type", "TXT")
                                        .put("server", "192.0.2.53:53")
                                        .put("outcome", "no-name")
                                        .put("seen", new JsonArray())
                                        .put("problem", "There is no TXT record at _meridian.example.com.")))
                .put(
                        "enter",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "_meridian.example.com")
                                        .put("type", "TXT")
                                        .put("value", "meridian-domain=4f2c")
                                        .put("purpose", "the only way")));
    }

    private int run(String domain) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(
                        "domain",
                        domain,
                        "--endpoint",
                        "http://127.0.0.1:" + api.actualPort() + "/v1",
                        "--key-file",
                        keyFile.toString(),
                        "--project",
                        "p1");
    }
}
