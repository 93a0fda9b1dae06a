package dev.meridian.region.functions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.archive.Archive;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.functions.worker.Interpreters;
import dev.meridian.region.TestingForm;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Functions of Node.js and Python from their code to their executions, in their home region. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class HeavyFunctionsTest {

    private static final String MAIN_JS = """
            const shout = require('shout');
            module.exports = async ({ req, res, log }) => {
              log(`for ${process.env.APPWRITE_FUNCTION_RUNTIME_NAME} ${process.env.APPWRITE_FUNCTION_MEMORY}`);
              return res.text(shout(process.env.GREETING) + req.headers['x-appwrite-trigger'], 201);
            };
            """;
    private static final String BUILD_JS = """
            echo "building for $GREETING"
            mkdir -p node_modules/shout
            echo "module.exports = (text) => text.toUpperCase();" > node_modules/shout/index.js
            """;

    @TempDir
    private Path folder;

    private FunctionsNode node;
    private String nodeJs;
    private String python;

    @BeforeAll
    void start(@TempDir Path data) {
        node = new FunctionsNode(data, InstantSource.system());
        List<String> installed = Interpreters.find(Sandbox.find(false)).stream()
                .map(HeavyRuntime::id)
                .toList();
        nodeJs = installed.getFirst();
        python = installed.getLast();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private FunctionsNode.Reply create(String id, String runtime, String entrypoint, String commands) {
        FunctionsNode.Reply reply = node.send(
                "POST",
                "p1",
                "/v1/functions",
                object(
                        "functionId",
                        id,
                        "name",
                        id,
                        "runtime",
                        runtime,
                        "entrypoint",
                        entrypoint,
                        "commands",
                        commands,
                        "execute",
                        array("any")),
                "key");
        node.send(
                "POST",
                "p1",
                "/v1/functions/" + id + "/variables",
                object("key", "GREETING", "value", "it's $me"),
                "key");
        return reply;
    }

    private String deploy(String id, Map<String, String> files) throws IOException {
        Path source = folder.resolve("source-" + id);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = source.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Path tar = folder.resolve(id + ".tar.gz");
        Archive.pack(source, tar);
        var sent = node.api.send(
                "POST",
                "/v1/functions/" + id + "/deployments",
                new TestingForm()
                        .field("activate", "true")
                        .file("code", "code.tar.gz", Files.readAllBytes(tar))
                        .bytes(),
                "X-Caller",
                "key",
                "X-Appwrite-Project",
                "p1",
                "Content-Type",
                TestingForm.TYPE);
        String text = new String(sent.body(), StandardCharsets.UTF_8);
        assertThat(sent.statusCode()).as(text).isEqualTo(202);
        return new JsonObject(text).getString("$id");
    }

    private JsonObject await(String id, String deployment, Predicate<JsonObject> wanted) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            JsonObject now = node.send(
                            "GET", "p1", "/v1/functions/" + id + "/deployments/" + deployment, object(), "key")
                    .json();
            if (wanted.test(now)) {
                return now;
            }
            assertThat(System.nanoTime()).as("in time: " + now.encode()).isLessThan(until);
        }
    }

    private JsonObject awaitBuilt(String id, String deployment) {
        return await(
                id, deployment, now -> List.of("ready", "failed", "canceled").contains(now.getString("status")));
    }

    @Test
    void whatIsInstalledIsListedBesideTheLightRuntime() {
        JsonObject runtimes = node.send("GET", "p1", "/v1/functions/runtimes", object(), "key")
                .json();

        assertThat(runtimes.getJsonArray("runtimes").stream()
                        .map(JsonObject.class::cast)
                        .map(runtime -> runtime.getString("$id")))
                .containsExactly("edge-js-1", nodeJs, python);
        JsonObject model = runtimes.getJsonArray("runtimes").getJsonObject(1);
        assertThat(model.getString("key")).isEqualTo("node");
        assertThat(model.getString("name")).isEqualTo("Node.js");
        assertThat("node-" + model.getString("version")).isEqualTo(nodeJs);
    }

    @Test
    void aNodeFunctionIsBuiltByItsCommandsAndExecuted() throws IOException {
        create("shout", nodeJs, "src/main.js", BUILD_JS);
        JsonObject built = awaitBuilt("shout", deploy("shout", Map.of("src/main.js", MAIN_JS)));

        assertThat(built.getString("status")).as(built.encode()).isEqualTo("ready");
        assertThat(built.getString("buildLogs"))
                .contains("building for it's $me")
                .contains("2 files, artefact");
        JsonObject waited = node.execute("shout", object(), "key").json();
        assertThat(waited.getString("status")).as(waited.encode()).isEqualTo("completed");
        assertThat(waited.getString("responseBody")).isEqualTo("IT'S $MEhttp");
        assertThat(waited.getInteger("responseStatusCode")).isEqualTo(201);
        assertThat(waited.getString("logs")).isEqualTo("for node 512");
        JsonObject later = node.run("shout", object("async", true), "key");
        assertThat(later.getString("status")).isEqualTo("completed");
        assertThat(later.getInteger("responseStatusCode")).isEqualTo(201);
    }

    @Test
    void aPythonFunctionFindsWhatItsCommandsInstalled() throws IOException {
        create("snake", python, "main.py", "mkdir greeter && echo \"word = 'hiss'\" > greeter/__init__.py");
        JsonObject built = awaitBuilt("snake", deploy("snake", Map.of("main.py", """
                import os
                from greeter import word

                def main(context):
                    print('from python')
                    return context.res.json({'word': word, 'greeting': os.environ['GREETING']})
                """)));

        assertThat(built.getString("status")).as(built.encode()).isEqualTo("ready");
        JsonObject done = node.execute("snake", object(), "key").json();
        assertThat(done.getString("responseBody")).isEqualTo("{\"word\":\"hiss\",\"greeting\":\"it's $me\"}");
        assertThat(done.getString("logs")).contains("from python");
    }

    @Test
    void commandsThatFailFailTheDeploymentWithTheirWords() throws IOException {
        create("broken", nodeJs, "main.js", "echo before; node -e 'process.exit(3)'; echo after");
        JsonObject built = awaitBuilt("broken", deploy("broken", Map.of("main.js", MAIN_JS)));

        assertThat(built.getString("status")).isEqualTo("failed");
        assertThat(built.getString("buildLogs")).isEqualTo("before\nThe build commands ended with exit code 3.\n");
    }

    @Test
    void whatABuildSaysIsSeenWhileItGoesOnAndCancelingEndsItsProcesses() throws IOException {
        String mark = "sleep 31415.9265";
        create("long", nodeJs, "main.js", "echo begun; (" + mark + ") & " + mark);
        String deployment = deploy("long", Map.of("main.js", MAIN_JS));

        JsonObject going =
                await("long", deployment, now -> now.getString("buildLogs").contains("begun"));
        assertThat(going.getString("status")).isEqualTo("building");
        assertThat(processes(mark)).isPositive();

        assertThat(node.send("PATCH", "p1", "/v1/functions/long/deployments/" + deployment + "/status", object(), "key")
                        .status())
                .isEqualTo(200);
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (processes(mark) > 0) {
            assertThat(System.nanoTime()).as("the processes of the build end").isLessThan(until);
        }
        assertThat(awaitBuilt("long", deployment).getString("status")).isEqualTo("canceled");
    }

    private static long processes(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").equals(mark)
                        || process.info().commandLine().orElse("").endsWith("/" + mark))
                .count();
    }

    @Test
    void whatLinksLeadToIsNotPartOfTheArtefact() throws IOException {
        create(
                "linked",
                nodeJs,
                "main.js",
                "ln -s /etc/passwd passwd.js; ln -s /proc/1/environ environ.js; ln -s / root");
        JsonObject built = awaitBuilt("linked", deploy("linked", Map.of("main.js", """
                const fs = require('node:fs');
                module.exports = ({ res }) => res.json(fs.readdirSync(__dirname));
                """)));

        assertThat(built.getString("buildLogs")).contains("1 files, artefact");
        assertThat(node.execute("linked", object(), "key").json().getString("responseBody"))
                .isEqualTo("[\"main.js\"]");
    }

    @Test
    void runtimesAndSpecificationsThatAreNoneAreRefused() {
        assertThat(create("old", "node-0", "main.js", "").text()).contains("function_runtime_unsupported");
        create("sized", nodeJs, "main.js", "");

        FunctionsNode.Reply refused = node.send(
                "PUT",
                "p1",
                "/v1/functions/sized",
                object("name", "sized", "runtimeSpecification", "s-64vcpu-1tb"),
                "key");
        FunctionsNode.Reply changed = node.send(
                "PUT",
                "p1",
                "/v1/functions/sized",
                object("name", "sized", "runtimeSpecification", "s-1vcpu-1gb"),
                "key");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("runtimeSpecification");
        assertThat(changed.json().getString("runtimeSpecification")).isEqualTo("s-1vcpu-1gb");
    }

    @Test
    void aFunctionThatDiesIsAFailedExecutionWithTheReason() throws IOException {
        create("dying", nodeJs, "main.js", "");
        awaitBuilt("dying", deploy("dying", Map.of("main.js", "module.exports = () => process.exit(7);")));

        JsonObject done = node.execute("dying", object(), "key").json();

        assertThat(done.getString("status")).isEqualTo("failed");
        assertThat(done.getInteger("responseStatusCode")).isEqualTo(500);
        assertThat(done.getString("errors")).contains("exit code 7");
    }
}
