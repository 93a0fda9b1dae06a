package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.meridian.functions.sandbox.Isolation;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.functions.worker.Interpreters;
import dev.meridian.functions.worker.WorkerSettings;
import dev.meridian.functions.worker.Workers;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Workers that mean harm, under each isolation that the machine has. What a weaker one does not prevent is left out by
 * name in the test; in all of them the neighbour goes on answering.
 */
final class HostileWorkersTest {

    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), 128, 64, 1 << 20, 10_000);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private Workers workers =
            Functions.await(Workers.start(vertx, WorkerSettings.defaults(Sandbox.open(), false), List.of()));

    @AfterEach
    void stop() {
        Functions.await(workers.close());
        Functions.await(vertx.close());
    }

    private Functions under(Isolation isolation) throws IOException {
        Sandbox sandbox = Sandbox.find(false).atMost(isolation);
        assumeThat(sandbox.strongest()).as("what this machine has").isEqualTo(isolation);
        // What the node keeps for functions may be passed through by the users that they run as.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        List<HeavyRuntime> installed = Interpreters.find(sandbox);
        Functions.await(workers.close());
        workers = Functions.await(Workers.start(vertx, WorkerSettings.defaults(sandbox, false), installed));
        String python = installed.stream()
                .map(HeavyRuntime::id)
                .filter(id -> id.startsWith("python-"))
                .findFirst()
                .orElseThrow();
        return new Functions(directory, workers::invoke, python);
    }

    private static Launch python(Functions functions, String source) {
        return functions.launch(Map.of("main.py", source), "main.py", LIMITS);
    }

    private static Launch neighbour(Functions functions) {
        Launch launch = python(functions, "def main(context):\n    return context.res.text('alive')\n");
        assertAlive(functions, launch);
        return launch;
    }

    private static void assertAlive(Functions functions, Launch neighbour) {
        assertThat(functions.answer(neighbour).body().toString()).isEqualTo("alive");
    }

    private String answer(Functions functions, String source) {
        return functions.answer(python(functions, source)).body().toString();
    }

    @ParameterizedTest
    @EnumSource
    void theIsolationInForceIsReported(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        neighbour(functions);

        assertThat(workers.statistics().sandbox()).isEqualTo(isolation.word());
    }

    @ParameterizedTest
    @EnumSource(names = "BUBBLEWRAP")
    void theFilesOfOthersAreNotThere(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        Launch neighbour = neighbour(functions);
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret");

        String seen = answer(functions, """
                import os

                def main(context):
                    paths = ['%s', '%s', '/etc/shadow', '/etc/passwd', '/home', '/var']
                    return context.res.json([path for path in paths if os.path.exists(path)])
                """.formatted(neighbour.artefact(), secret));

        assertThat(seen).isEqualTo("[]");
        assertAlive(functions, neighbour);
    }

    /** A user of its own cannot look for the files of others; those whose names it knows are kept from it by their modes. */
    @ParameterizedTest
    @EnumSource(names = "OWN_USER")
    void theFilesOfOthersCannotBeListedOrReadIfTheyArePrivate(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        String seen = answer(functions, """
                import os

                def main(context):
                    denied = []
                    for look in (lambda: os.listdir('%s'), lambda: open('%s').read(), lambda: open('/etc/shadow').read()):
                        try:
                            look()
                        except PermissionError:
                            denied.append('denied')
                    return context.res.json(denied)
                """.formatted(directory, secret));

        assertThat(seen).isEqualTo("[\"denied\",\"denied\",\"denied\"]");
    }

    @ParameterizedTest
    @EnumSource(names = {"BUBBLEWRAP", "OWN_USER"})
    void theNodesEnvironmentCannotBeRead(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        long node = ProcessHandle.current().pid();

        String seen = answer(functions, """
                import os

                def main(context):
                    found = []
                    for process in [name for name in os.listdir('/proc') if name.isdigit()] + ['%d', str(os.getppid())]:
                        if process == str(os.getpid()):
                            continue
                        try:
                            found += open('/proc/' + process + '/environ').read().split('\\0')
                        except OSError:
                            pass
                    return context.res.json(sorted(set(line.split('=')[0] for line in found if line)))
                """.formatted(node));

        assertThat(seen).doesNotContain("JAVA_HOME").doesNotContain("USER");
        assertThat(List.of(
                        "[]",
                        "[\"HOME\",\"LANG\",\"PATH\",\"TMPDIR\"]",
                        "[\"HOME\",\"LANG\",\"PATH\",\"PWD\",\"TMPDIR\"]"))
                .contains(seen);
    }

    @ParameterizedTest
    @EnumSource
    void itsOwnEnvironmentIsTheLaunchsAndNothingOfTheNodes(Isolation isolation) throws IOException {
        String seen = answer(under(isolation), """
                import os

                def main(context):
                    return context.res.json(sorted(os.environ))
                """);

        assertThat(seen).isEqualTo("[\"GREETING\",\"HOME\",\"LANG\",\"PATH\",\"PWD\",\"TMPDIR\"]");
    }

    /** Where processes have no user of their own, their number is not limited: nothing is tried there. */
    @ParameterizedTest
    @EnumSource(names = {"BUBBLEWRAP", "OWN_USER"})
    void aForkBombRunsOutOfProcessesOfItsOwn(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        Launch neighbour = neighbour(functions);

        int forked = Integer.parseInt(answer(functions, """
                import os, time

                def main(context):
                    count = 0
                    try:
                        for _ in range(1000):
                            if os.fork() == 0:
                                os.setsid()
                                time.sleep(600)
                                os._exit(0)
                            count += 1
                    except OSError:
                        pass
                    return context.res.text(str(count))
                """));

        assertThat(forked).isLessThan(64);
        assertAlive(functions, neighbour);
        Functions.await(workers.close());
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(directory.toString())))
                .isEmpty();
        workers = Functions.await(Workers.start(vertx, WorkerSettings.defaults(Sandbox.open(), false), List.of()));
    }

    @ParameterizedTest
    @EnumSource(names = {"BUBBLEWRAP", "OWN_USER", "LIMITS"})
    void aMemoryBombFailsForItselfOnly(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        Launch neighbour = neighbour(functions);

        Outcome.Failed failed = functions.failure(python(functions, """
                def main(context):
                    held = []
                    while True:
                        held.append(b'x' * (4 << 20))
                """));

        assertThat(failed.errors() + failed.message()).containsAnyOf("MemoryError", "memory limit");
        assertAlive(functions, neighbour);
    }

    /** Only a private folder bounds all files together; elsewhere it is the length of each. */
    @ParameterizedTest
    @EnumSource(names = {"BUBBLEWRAP", "OWN_USER", "LIMITS"})
    void aFileThatGrowsForEverMeetsItsLimit(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        Launch neighbour = neighbour(functions);

        String written = answer(functions, """
                import os, signal

                def main(context):
                    files, total = (40 if %s else 1), 0
                    for number in range(files):
                        try:
                            with open(os.path.join(os.environ['TMPDIR'], f'bomb-{number}'), 'wb') as file:
                                while True:
                                    total += file.write(b'x' * (1 << 20))
                                    file.flush()
                        except OSError:
                            pass
                    return context.res.text(str(total >> 20))
                """.formatted(isolation == Isolation.BUBBLEWRAP ? "True" : "False"));

        assertThat(Integer.parseInt(written)).isBetween(1, 64 + 40);
        assertAlive(functions, neighbour);
    }

    @ParameterizedTest
    @EnumSource(names = {"BUBBLEWRAP", "OWN_USER", "LIMITS"})
    void filesThatAreNeverClosedRunOut(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        Launch neighbour = neighbour(functions);

        int opened = Integer.parseInt(answer(functions, """
                def main(context):
                    held = []
                    try:
                        while True:
                            held.append(open('/dev/null'))
                    except OSError:
                        pass
                    count = len(held)
                    held.clear()
                    return context.res.text(str(count))
                """));

        assertThat(opened).isBetween(100, 1_024);
        assertAlive(functions, neighbour);
    }

    @ParameterizedTest
    @EnumSource(names = "BUBBLEWRAP")
    void whereTheNetworkIsOffNothingOfTheMachineCanBeReached(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String seen = answer(functions, """
                    import socket

                    def main(context):
                        try:
                            socket.create_connection(('127.0.0.1', %d), 2)
                            return context.res.text('connected')
                        except OSError:
                            return context.res.text('refused')
                    """.formatted(server.getLocalPort()));

            assertThat(seen).isEqualTo("refused");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "BUBBLEWRAP")
    void systemCallsThatNoFunctionNeedsAreRefused(Isolation isolation) throws IOException {
        Functions functions = under(isolation);

        String seen = answer(functions, """
                import ctypes, errno, os, threading

                def main(context):
                    libc = ctypes.CDLL(None, use_errno=True)
                    def error(name, *arguments):
                        return errno.errorcode.get(ctypes.get_errno()) if getattr(libc, name)(*arguments) < 0 else 'done'
                    new_user = 0x10000000
                    threading.Thread(target=lambda: None).start()
                    return context.res.json([
                        error('unshare', new_user),
                        error('ptrace', 0, 0, 0, 0),
                        error('mount', b'none', b'/tmp', b'tmpfs', 0, None),
                        os.waitstatus_to_exitcode(os.system('true'))])
                """);

        assertThat(seen).isEqualTo("[\"EPERM\",\"EPERM\",\"EPERM\",0]");
    }

    @ParameterizedTest
    @EnumSource(names = "BUBBLEWRAP")
    void whoFloodsTheDoorwayOfItsWorkerIsNotLetInAndHarmsNobody(Isolation isolation) throws IOException {
        Functions functions = under(isolation);
        Launch neighbour = neighbour(functions);

        String seen = answer(functions, """
                import os, socket, struct

                def main(context):
                    found = [os.path.join(folder, name) for folder, _, names in os.walk('/tmp') for name in names if name == 'hosts.sock']
                    path = found[0]
                    answers = []
                    for _ in range(300):
                        guest = socket.socket(socket.AF_UNIX)
                        guest.settimeout(2)
                        try:
                            guest.connect(path)
                            guest.sendall(struct.pack('>i', 24 << 20) + b'x' * 100000)
                            answers.append(guest.recv(1))
                        except OSError:
                            answers.append(b'')
                        guest.close()
                    return context.res.json([len(answers), sum(len(one) for one in answers)])
                """);

        assertThat(seen).isEqualTo("[300,0]");
        assertAlive(functions, neighbour);
        assertThat(workers.statistics().killed()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"BUBBLEWRAP", "OWN_USER"})
    void noneOfItsProcessesMaySignalTheNode(Isolation isolation) throws IOException {
        Functions functions = under(isolation);

        String seen = answer(functions, """
                import os

                def main(context):
                    try:
                        os.kill(%d, 0)
                        return context.res.text('may')
                    except OSError:
                        return context.res.text('may not')
                """.formatted(ProcessHandle.current().pid()));

        assertThat(seen).isEqualTo("may not");
    }

    @Test
    void whereIsolationIsRequiredAndCannotBeHadNothingRuns() {
        Sandbox strict = Sandbox.find(false).atMost(Isolation.LIMITS).requiring();
        List<HeavyRuntime> installed = Interpreters.find(Sandbox.open());
        Functions.await(workers.close());
        workers = Functions.await(Workers.start(vertx, WorkerSettings.defaults(strict, false), installed));
        Functions functions =
                new Functions(directory, workers::invoke, installed.getLast().id());

        Outcome.Failed refused =
                functions.failure(python(functions, "def main(context):\n    return context.res.text('ran')\n"));

        assertThat(refused.kind()).isEqualTo(Failure.LOAD_FAILED);
        assertThat(refused.message()).contains("functions.isolation.required").contains("bubblewrap");
        assertThat(Interpreters.find(strict)).isEmpty();
    }

    /** What a host needs and other users cannot read, class files for instance, leaves it with limits: it says so. */
    @ParameterizedTest
    @EnumSource
    void functionHostsRunUnderEachAndSayUnderWhich(Isolation isolation) throws IOException {
        Sandbox sandbox = Sandbox.find(false).atMost(isolation);
        assumeThat(sandbox.strongest()).as("what this machine has").isEqualTo(isolation);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path artefacts = directory.resolve("artefacts");
        FunctionHosts hosts = Functions.await(FunctionHosts.start(
                vertx, HostSettings.defaults(directory.resolve("home")), new Confines(sandbox, artefacts)));
        Functions functions = new Functions(artefacts, hosts);

        assertThat(functions
                        .answer(functions.launch("export default ({ res }) => res.text('alive');"))
                        .body()
                        .toString())
                .isEqualTo("alive");
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (hosts.statistics().hosts() == 0) {
            assertThat(System.nanoTime()).as("figures in time").isLessThan(until);
        }
        assertThat(hosts.statistics().sandbox())
                .isIn(isolation.word(), isolation == Isolation.OWN_USER ? Isolation.LIMITS.word() : isolation.word());
        Functions.await(hosts.close());
    }

    @Test
    void functionHostsAreRefusedInTheSameWay() {
        Sandbox strict = Sandbox.find(false).atMost(Isolation.LIMITS).requiring();

        assertThat(FunctionHosts.start(
                                vertx,
                                HostSettings.defaults(directory.resolve("home")),
                                new Confines(strict, directory.resolve("artefacts")))
                        .toCompletionStage()
                        .toCompletableFuture())
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withMessageContaining("functions.isolation.required");
    }
}
