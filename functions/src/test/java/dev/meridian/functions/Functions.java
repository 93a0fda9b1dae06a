package dev.meridian.functions;

import dev.meridian.core.time.Deadline;
import dev.meridian.core.token.SigningKey;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Writes small functions to disk and calls them. */
final class Functions {

    private static final AtomicInteger LAST = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path root;
    private Map<String, String> environment = Map.of("GREETING", "hello");
    private final BiFunction<Launch, Invocation, Future<Outcome>> runner;
    private final String runtime;
    private String project = "tenant";

    Functions(Path root, FunctionHosts hosts) {
        this(root, hosts::invoke, Launch.LIGHT_RUNTIME);
    }

    /** @param runtime ID of what runs them */
    Functions(Path root, BiFunction<Launch, Invocation, Future<Outcome>> runner, String runtime) {
        this.root = root;
        this.runner = runner;
        this.runtime = runtime;
    }

    /** Launches of another project, called the same way. */
    Functions of(String other) {
        Functions theirs = new Functions(root, runner, runtime);
        theirs.project = other;
        return theirs;
    }

    /** The strongest that the machine has. */
    static Confines confines(Path artefacts) {
        return new Confines(Sandbox.find(false), artefacts);
    }

    /** What functions launched from now on have in their environment. */
    void environment(Map<String, String> variables) {
        environment = variables;
    }

    Launch launch(String source) {
        return launch(source, Limits.DEFAULT);
    }

    Launch launch(String source, Limits limits) {
        return launch(Map.of("main.js", source), "main.js", limits);
    }

    Launch launch(Map<String, String> files, String entrypoint, Limits limits) {
        Map<String, byte[]> bytes = new HashMap<>();
        files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return launchBytes(bytes, entrypoint, limits);
    }

    Launch launchBytes(Map<String, byte[]> files, String entrypoint, Limits limits) {
        int number = LAST.incrementAndGet();
        Path artefact = root.resolve("artefact-" + number);
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = artefact.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        } catch (IOException unwritable) {
            throw new AssertionError(unwritable);
        }
        Launch.Key key = new Launch.Key(project, "function-" + number, "deployment-" + number, 1);
        return new Launch(key, artefact, entrypoint, environment, limits, true, mint(key), runtime);
    }

    static KeyMint mint(Launch.Key key) {
        return new KeyMint(SigningKey.of(new byte[32]), key);
    }

    static Invocation get(String path) {
        return invocation("GET", path, List.of(), Buffer.buffer());
    }

    static Invocation post(String contentType, Buffer body) {
        return invocation("POST", "/", List.of(new HeaderLine("Content-Type", contentType)), body);
    }

    static Invocation invocation(String method, String target, List<HeaderLine> headers, Buffer body) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        return new Invocation(
                "execution", method, "http", "fn.example", 8080, path, query, headers, body, Deadline.NEVER);
    }

    Outcome call(Launch launch) {
        return call(launch, get("/"));
    }

    Outcome call(Launch launch, Invocation invocation) {
        return await(runner.apply(launch, invocation));
    }

    Outcome.Completed answer(Launch launch) {
        return answer(launch, get("/"));
    }

    Outcome.Completed answer(Launch launch, Invocation invocation) {
        return switch (call(launch, invocation)) {
            case Outcome.Completed completed -> completed;
            case Outcome.Streamed streamed -> throw new AssertionError(streamed.toString());
            case Outcome.Failed failed -> throw new AssertionError(failed.toString());
        };
    }

    Outcome.Failed failure(Launch launch) {
        return switch (call(launch)) {
            case Outcome.Completed completed -> throw new AssertionError(completed.status() + " " + completed.body());
            case Outcome.Streamed streamed -> throw new AssertionError(streamed.toString());
            case Outcome.Failed failed -> failed;
        };
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
