package dev.meridian.region.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.meridian.functions.sandbox.Isolation;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.sandbox.Share;
import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.functions.worker.Interpreters;
import dev.meridian.region.deployments.BuildLog;
import dev.meridian.region.deployments.Workplace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the commands of a build can do, and for how long. */
final class BuildCommandsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final BuildLog log = new BuildLog();

    private void run(Isolation isolation, boolean hasNetwork, Duration time, String commands) throws IOException {
        Sandbox sandbox = Sandbox.find(false).atMost(isolation);
        assumeThat(sandbox.strongest()).as("what this machine has").isEqualTo(isolation);
        // As the folders of a node that has other users build for it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        List<HeavyRuntime> installed = Interpreters.find(sandbox);
        Workplace workplace = new Workplace(folder);
        Files.createDirectories(workplace.code());
        new BuildCommands(
                        sandbox,
                        new BuildCommands.Tools(
                                installed.getFirst().needs(),
                                List.of(installed.getFirst().program())),
                        Map.of("TOKEN", "a'b\nc", "not a name", "x"),
                        new Share(512, 1),
                        hasNetwork,
                        time)
                .run(workplace, commands, log);
    }

    private String run(String commands) throws IOException {
        run(Sandbox.find(false).strongest(), false, LONG, commands);
        return log.text();
    }

    @ParameterizedTest
    @EnumSource
    void theyWriteToTheCodeAndSeeTheirVariables(Isolation isolation) throws IOException {
        run(isolation, false, LONG, "printf %s \"$TOKEN\" > token; echo $HOME; node -p 1+1");

        assertThat(folder.resolve("code/token")).hasContent("a'b\nc");
        assertThat(log.text()).endsWith("home\n2\n");
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void theFirstThatFailsEndsThem() {
        assertThatThrownBy(() -> run("echo one\nfalse\necho two")).hasMessageContaining("exit code 1");

        assertThat(log.text()).isEqualTo("one\n");
    }

    @Test
    void theyAreEndedWhenTheirTimeIsOver() {
        assertThatThrownBy(() -> run(
                        Sandbox.find(false).strongest(), false, Duration.ofMillis(300), "echo begun; sleep 27182.8"))
                .hasMessageContaining("took longer");

        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").endsWith("sleep 27182.8")))
                .isEmpty();
    }

    @Test
    void moreFilesThanABuildMayHaveEndIt() {
        assertThatThrownBy(() -> run("i=0; while true; do head -c 100000000 /dev/zero > big$i; i=$((i+1)); done"))
                .hasMessageContaining("a build may have");
    }

    @Test
    void onlyTheLastOfWhatTheySayIsKept() throws IOException {
        String said = run("yes 0123456789 | head -c 3000000; echo; echo end");

        assertThat(said).hasSize(1_000_000).endsWith("end\n");
    }

    @Test
    void whatRunsOnInTheBackgroundEndsWithThem() throws IOException {
        run("(sleep 16180.3 &) ; echo done");

        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").endsWith("sleep 16180.3")))
                .isEmpty();
    }

    @Test
    void withoutTheNetworkNothingIsReached() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String connect = "node -e \"require('net').connect(%d, '127.0.0.1').on('connect', () => process.exit(0))"
                    .formatted(server.getLocalPort());
            run(
                    Isolation.BUBBLEWRAP,
                    false,
                    LONG,
                    connect + ".on('error', (e) => { console.log(e.code); process.exit(0) })\"");
        }

        assertThat(log.text()).contains("ECONNREFUSED");
    }

    @Test
    void withTheNetworkItIsReached() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run(
                    Sandbox.find(false).strongest(),
                    true,
                    LONG,
                    "node -e \"require('net').connect(%d, '127.0.0.1').on('connect', () => { console.log('in'); process.exit(0) })\""
                            .formatted(server.getLocalPort()));
        }

        assertThat(log.text()).isEqualTo("in\n");
    }
}
