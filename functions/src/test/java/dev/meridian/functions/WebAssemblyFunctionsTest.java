package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.functions.wasm.ModuleBytes;
import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that are modules of WebAssembly, built by compilers of C and Rust: what they are given, what they may do. */
final class WebAssemblyFunctionsTest {

    private static final Limits TIGHT =
            new Limits(Duration.ofSeconds(20), Duration.ofSeconds(1), 64, 64, 1 << 20, 10_000);
    private static final int UNREACHABLE = 0x00;

    @TempDir
    private static Path directory;

    @AutoClose
    private static HostsStage stage;

    @BeforeAll
    static void start() {
        stage = new HostsStage(directory, settings -> settings);
    }

    private static Launch launch(String fixture) {
        try (InputStream in = WebAssemblyFunctionsTest.class.getResourceAsStream("wasm/" + fixture)) {
            assertThat(in).as(fixture).isNotNull();
            return launch(fixture, in.readAllBytes());
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static Launch launch(String name, byte[] module) {
        return stage.functions().launchBytes(Map.of(name, module), name, TIGHT);
    }

    private static Outcome.Completed answer(Launch launch, String path) {
        return stage.functions().answer(launch, Functions.get(path));
    }

    private static Outcome.Failed failure(Launch launch, String path) {
        return assertFailed(stage.functions().call(launch, Functions.get(path)));
    }

    private static Outcome.Failed assertFailed(Outcome outcome) {
        return assertThat(outcome)
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Failed.class))
                .actual();
    }

    private static List<String> values(Outcome.Completed answer, String name) {
        return answer.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(HeaderLine::value)
                .toList();
    }

    private static Invocation post(String target, String body, HeaderLine... headers) {
        return Functions.invocation("POST", target, List.of(headers), Buffer.buffer(body));
    }

    // ---- commands ---------------------------------------------------------------------------------------------------

    @Test
    void aCommandInRustReadsItsInputAndWritesHeadAndBody() {
        Outcome.Completed answer = stage.functions()
                .answer(
                        launch("shout.wasm"),
                        post("/a%20b/%C3%A9?x=%201", "lower Ünder", new HeaderLine("x-name", "Ada")));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(values(answer, "content-type")).containsExactly("text/plain; charset=utf-8");
        assertThat(values(answer, "x-greeting")).containsExactly("hello");
        assertThat(answer.body().toString()).isEqualTo("""
                POST /a b/é?x=%201
                ["shout.wasm"] Ada
                LOWER ÜNDER""");
        assertThat(answer.errors()).isEqualTo("12 bytes came");
    }

    @Test
    void aCommandInCCountsWordsInAFreshInstanceForEachCall() {
        Launch words = launch("words.wasm");

        for (int round = 0; round < 3; round++) {
            Outcome.Completed answer = stage.functions()
                    .answer(words, post("/", "one two  three", new HeaderLine("content-type", "text/x")));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(values(answer, "content-type")).containsExactly("application/json; charset=utf-8");
            assertThat(answer.body().toString()).isEqualTo("{\"words\":3,\"length\":14}");
            assertThat(answer.errors()).isEqualTo("counted what came as text/x");
            assertThat(answer.coldStart()).isEqualTo(round == 0);
        }
        assertThat(answer(words, "/").body().toString()).isEqualTo("{\"words\":0,\"length\":null}");
    }

    @Test
    void anExitCodeOtherThanZeroFailsTheCall() {
        Outcome outcome = stage.functions().call(launch("words.wasm"), post("/", "w ".repeat(13)));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Failure.EXCEPTION);
            assertThat(failed.message()).isEqualTo("The program ended with exit code 13.");
        });
    }

    @Test
    void bodiesOfAnyBytesPass() {
        byte[] bytes = new byte[256 * 1024];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }

        Outcome.Completed answer =
                stage.functions().answer(launch("mirror.wasm"), Functions.post("a/b", Buffer.buffer(bytes)));

        assertThat(answer.body().getBytes()).endsWith(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "/environ, 200",
        "/clock, 1 1",
        "/proxy, absent absent",
        "/file-descriptors, 1 1 0",
        "/sleep, 1",
        "/open, -1",
        "/grow, bounded"
    })
    void aCommandSeesNoMoreThanItIsGiven(String path, String expected) {
        Outcome.Completed answer = stage.functions()
                .answer(
                        launch("hostile-command.wasm"),
                        Functions.invocation(
                                "GET",
                                path,
                                List.of(
                                        new HeaderLine("proxy", "http://evil.example"),
                                        new HeaderLine("x_appwrite_user_id", "admin")),
                                Buffer.buffer()));

        if (path.equals("/environ")) {
            assertThat(Integer.parseInt(answer.body().toString())).isGreaterThan(Integer.parseInt(expected));
        } else {
            assertThat(answer.body().toString()).startsWith(expected);
        }
    }

    @Test
    void aVariableOfTheFunctionIsNotReplacedByAHeader() {
        stage.functions().environment(Map.of("HTTP_X_NAME", "mine"));
        try {
            Outcome.Completed answer =
                    stage.functions().answer(launch("shout.wasm"), post("/", "", new HeaderLine("x-name", "theirs")));
            assertThat(answer.body().toString()).contains("mine").doesNotContain("theirs");
        } finally {
            stage.functions().environment(Map.of("GREETING", "hello"));
        }
    }

    @Test
    void anEnvironmentMayBeLarge() {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            variables.put("VARIABLE_" + i, "x".repeat(8_192));
        }
        stage.functions().environment(variables);
        try {
            assertThat(Integer.parseInt(answer(launch("hostile-command.wasm"), "/environ")
                            .body()
                            .toString()))
                    .isGreaterThan(500 * 8_192);
        } finally {
            stage.functions().environment(Map.of("GREETING", "hello"));
        }
    }

    /** The program ends with what {@code fd_advise(0, 0, 0, 0)} gives. */
    @Test
    void allOfPreview1IsThereAndWhatIsNotSupportedSaysSo() {
        ModuleBytes module = new ModuleBytes().importingAll("fd_advise", "proc_exit");
        int exit = module.imported() - 1;
        module.exporting("_start", ">", 0x41, 0, 0x42, 0, 0x42, 0, 0x41, 0, 0x10, exit - 1, 0x10, exit)
                .memory(0, 1);

        assertThat(exit).isGreaterThan(40);
        assertThat(failure(launch("main.wasm", module.bytes()), "/").message())
                .isEqualTo("The program ended with exit code 52.");
    }

    @Test
    void aLocationAloneRedirects() {
        Outcome.Completed answer = answer(launch("hostile-command.wasm"), "/location");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(values(answer, "location")).containsExactly("https://a.example/");
    }

    // ---- handlers ---------------------------------------------------------------------------------------------------

    @Test
    void aHandlerInRustKeepsItsMemoryBetweenCalls() {
        Launch notes = launch("notes.wasm");

        Outcome.Completed first = stage.functions().answer(notes, post("/notes?a=b", "milk", new HeaderLine("a", "b")));
        Outcome.Completed second = stage.functions().answer(notes, post("/notes", "bread"));

        assertThat(first.status()).isEqualTo(201);
        assertThat(values(first, "set-cookie")).containsExactly("a=1", "b=2");
        assertThat(first.logs()).startsWith("POST /notes?a=b with ");
        assertThat(values(second, "x-notes")).containsExactly("2");
        assertThat(answer(notes, "/").body().toString()).isEqualTo("milk\nbread");
        Outcome.Completed refused = stage.functions().answer(notes, post("/", ""));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).isEqualTo("a note without text");
    }

    @Test
    void aHandlerInCIsInitializedOnceAndHasItsVariables() {
        Launch mirror = launch("mirror.wasm");

        Outcome.Completed first = stage.functions().answer(mirror, post("/p?q=1", "body"));
        Outcome.Completed second = stage.functions().answer(mirror, post("/p?q=1", "body"));

        assertThat(values(first, "x-calls")).containsExactly("101");
        assertThat(values(second, "x-calls")).containsExactly("102");
        assertThat(values(second, "x-greeting")).containsExactly("hello");
        assertThat(second.logs()).isEqualTo("mirrored\non standard output");
        assertThat(second.errors()).isEqualTo("call 101");
        assertThat(first.body().getString(0, 8)).isEqualTo("\u0004\0\0\0POST");
        assertThat(first.body().toString()).endsWith("\u0004\0\0\0body");
    }

    @Test
    void afterATrapTheNextCallHasAFreshInstance() {
        Launch hostile = launch("hostile-handler.wasm");

        assertThat(failure(hostile, "/unreachable").message()).contains("unreachable");

        Outcome.Completed next = answer(hostile, "/");
        assertThat(next.body().toString()).isEqualTo("well");
        assertThat(next.coldStart()).as("a new isolate").isFalse();
    }

    // ---- what means harm --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /loop               | CPU_EXCEEDED       | CPU time limit
            /recurse            | EXCEPTION          | Maximum call stack
            /unreachable        | EXCEPTION          | unreachable
            /divide             | EXCEPTION          | divide by zero
            /null-function      | EXCEPTION          | RuntimeError
            /outside            | EXCEPTION          | memory access out of bounds
            /exit               | EXCEPTION          | ended itself, with exit code 7
            /exit-0             | EXCEPTION          | ended itself, with exit code 0
            /response-outside   | EXCEPTION          | meridian_handle gave a response of 4294967295 bytes
            /response-too-short | EXCEPTION          | ends in the middle
            /lengths-lie        | EXCEPTION          | ends in the middle
            /many-headers       | EXCEPTION          | ends in the middle
            /trailing           | EXCEPTION          | 2 bytes after its end
            /status             | EXCEPTION          | status code
            /status-huge        | EXCEPTION          | status code
            /header-control     | EXCEPTION          | forbidden character
            /header-name        | EXCEPTION          | forbidden character
            /header-utf8        | EXCEPTION          | not UTF-8
            /body-huge          | RESPONSE_TOO_LARGE | limit is 1048576
            /log-outside        | EXCEPTION          | RangeError
            /log-huge           | CPU_EXCEEDED       | CPU time limit
            /stderr-huge        | CPU_EXCEEDED       | CPU time limit
            """)
    void whatAHandlerDoesWrongFailsItsCallOnly(String path, Failure kind, String message) {
        assertFailsAlone(launch("hostile-handler.wasm"), path, kind, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /loop               | CPU_EXCEEDED       | CPU time limit
            /recurse            | EXCEPTION          | Maximum call stack
            /unreachable        | EXCEPTION          | unreachable
            /exit               | EXCEPTION          | exit code 7
            /output-endless     | RESPONSE_TOO_LARGE | limit is 1048576
            /head-endless       | EXCEPTION          | no empty line in its first 65536 bytes
            /stderr-endless     | CPU_EXCEEDED       | CPU time limit
            /line-endless       | CPU_EXCEEDED       | CPU time limit
            /write-outside      | EXCEPTION          | exit code 21
            /vectors-outside    | EXCEPTION          | exit code 21
            /random-outside     | EXCEPTION          | exit code 21
            /no-head            | EXCEPTION          | must begin with header lines
            /no-output          | EXCEPTION          | must begin with header lines
            /head-only          | EXCEPTION          | must begin with header lines
            /no-cgi-field       | EXCEPTION          | none of Content-Type
            /status             | EXCEPTION          | from 200 to 599; got 600
            /status-word        | EXCEPTION          | three digits
            /header-name        | EXCEPTION          | forbidden character
            /header-control     | EXCEPTION          | forbidden character
            /header-utf8        | EXCEPTION          | not UTF-8
            """)
    void whatACommandDoesWrongFailsItsCallOnly(String path, Failure kind, String message) {
        assertFailsAlone(launch("hostile-command.wasm"), path, kind, message);
    }

    /** No output of theirs is a head, so that each call fails in the end. */
    @Test
    void whateverIsAskedOfTheImportsTheHostLives() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            ModuleBytes module = new ModuleBytes().importingAll();
            module.exporting("_start", ">", module.randomCalls(random, 30)).memory(0, 1);

            Outcome.Failed failed = failure(launch("main.wasm", module.bytes()), "/");

            assertThat(failed.kind())
                    .as("seed %d, round %d: %s", seed, round, failed)
                    .isEqualTo(Failure.EXCEPTION);
        }
        assertThat(answer(launch("notes.wasm"), "/").status()).isEqualTo(200);
        assertThat(stage.hosts().statistics().restarts()).isZero();
    }

    private static void assertFailsAlone(Launch hostile, String path, Failure kind, String message) {
        Launch neighbour = launch("notes.wasm");
        answer(neighbour, "/");

        Future<Outcome> running = stage.hosts().invoke(hostile, Functions.get(path));
        assertThat(answer(neighbour, "/").coldStart()).isFalse();
        Outcome.Failed failed = assertFailed(Functions.await(running));

        assertThat(failed.kind()).as(failed.toString()).isEqualTo(kind);
        assertThat(failed.message()).contains(message);
        assertThat(failed.logs().length() + failed.errors().length()).isLessThan(20_000);
        Outcome.Completed after = answer(neighbour, "/");
        assertThat(after.coldStart()).as("the neighbour was disturbed").isFalse();
        assertThat(after.status()).isEqualTo(200);
        assertThat(answer(hostile, "/").body().toString()).isEqualTo("well");
        assertThat(stage.hosts().statistics().restarts()).isZero();
    }

    @Test
    void aMemoryGrowsToItsBoundAndNoFurther() {
        Launch hostile = launch("hostile-handler.wasm");

        Outcome.Completed full = answer(hostile, "/grow");

        assertThat(full.errors()).isEqualTo("no more");
        assertThat(full.body().toString()).isEqualTo("well");
        assertThat(stage.hosts().statistics().restarts()).isZero();
    }

    /** Each has a memory of its own, of which 40 MiB are written to. */
    @Test
    void whatCommandsLeaveBehindIsGivenBackBeforeItIsMuch() {
        Launch filling = launch("hostile-command.wasm");

        assertNeverMuch(
                () -> assertThat(answer(filling, "/fill").body().toString()).isEqualTo("well"));
    }

    /** They let a memory grow to 64 MiB, fill it and end in a trap, before anybody was given the memory. */
    @Test
    void whatInstancesThatCannotBeMadeLeaveBehindIsGivenBackToo() {
        int[] grow = {0x41, 0xff, 0x07, 0x40, 0, 0x1a};
        int[] fill = {0x41, 0, 0x41, 1, 0x41, 0x80, 0x80, 0x80, 0x20, 0xfc, 0x0b, 0, UNREACHABLE};
        byte[] module = new ModuleBytes()
                .exporting("_start", ">")
                .exporting(
                        "fill",
                        ">",
                        IntStream.concat(IntStream.of(grow), IntStream.of(fill)).toArray())
                .starting()
                .memory(0, 1)
                .bytes();
        Launch filling = launch("main.wasm", module);

        assertNeverMuch(() -> assertThat(failure(filling, "/").message()).contains("unreachable"));
    }

    private static void assertNeverMuch(Runnable call) {
        Launch neighbour = launch("notes.wasm");
        answer(neighbour, "/");
        long most = 0;
        for (int round = 0; round < 100; round++) {
            call.run();
            most = Math.max(most, residentMiB());
        }
        assertThat(most).isBetween(1L, 1_000L);
        assertThat(answer(neighbour, "/").coldStart()).isFalse();
        assertThat(stage.hosts().statistics().restarts()).isZero();
    }

    /** The largest process that this one has started. */
    private static long residentMiB() {
        return ProcessHandle.current()
                .descendants()
                .map(process -> Path.of("/proc", Long.toString(process.pid()), "status"))
                .mapToLong(WebAssemblyFunctionsTest::residentMiB)
                .max()
                .orElse(0);
    }

    private static long residentMiB(Path status) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException ended) {
            return 0;
        }
    }

    // ---- modules that do not fit ------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"\0asm", "export default 5;", ""})
    void whatIsNoModuleIsNotLoaded(String text) {
        Outcome.Failed failed = failure(launch("main.wasm", Buffer.buffer(text).getBytes()), "/");

        assertThat(failed.kind()).isEqualTo(Failure.LOAD_FAILED);
        assertThat(failed.message())
                .isEqualTo("The module /main.wasm cannot be a function. It is no module of WebAssembly.");
    }

    @Test
    void codeThatIsNotValidIsNotLoaded() {
        byte[] module =
                new ModuleBytes().exporting("_start", ">", 0x20, 9).memory(0, 1).bytes();

        Outcome.Failed failed = failure(launch("main.wasm", module), "/");

        assertThat(failed.kind()).isEqualTo(Failure.LOAD_FAILED);
        assertThat(failed.message()).contains("CompileError");
    }

    @Test
    void aHandlerWithoutMemoryForTheRequestFails() {
        byte[] module = new ModuleBytes()
                .exporting("meridian_alloc", "i>i", 0x41, 0)
                .exporting("meridian_handle", "ii>l", UNREACHABLE)
                .memory(0, 1)
                .bytes();

        assertThat(failure(launch("main.wasm", module), "/").message())
                .contains("meridian_alloc gave the address 0 for ");
    }
}
