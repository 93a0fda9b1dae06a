package dev.meridian.functions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel holds a command to with all that it starts, on a machine that has control groups for it. */
class ShareTest {

    private static final ProcessLimits ROOMY = new ProcessLimits(1_024, 256, 64, 64);

    @ParameterizedTest
    @EnumSource(names = {"BUBBLEWRAP", "OWN_USER", "LIMITS"})
    void processesShareProcessors(Isolation isolation) throws Exception {
        Sandbox sandbox = grouped(isolation);

        String used = run(sandbox, new Share(512, 0.2), """
                import os, time
                end = time.monotonic() + 2
                child = os.fork()
                while time.monotonic() < end: pass
                if child:
                    os.wait()
                    times = os.times()
                    print(times.user + times.system + times.children_user + times.children_system)
                """);

        // A fifth of two seconds, and what an interpreter needs to begin; two processes would use two to four.
        assertThat(Double.parseDouble(used)).isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"BUBBLEWRAP", "OWN_USER", "LIMITS"})
    void processesShareMemory(Isolation isolation) throws Exception {
        Sandbox sandbox = grouped(isolation);

        String ends = run(sandbox, new Share(128, 0), """
                import os, time
                children = []
                for number in range(3):
                    child = os.fork()
                    if not child:
                        held = b'x' * (80 << 20)
                        time.sleep(1)
                        os._exit(len(held) & 1)
                    children.append(child)
                print(sorted({os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children}))
                """);

        assertThat(ends).contains("-9");
    }

    @Test
    void aGroupIsGoneWithItsProcesses() throws IOException {
        ControlGroups groups = ControlGroups.find().orElse(null);
        assumeTrue(groups != null, "the machine has no control groups for us");

        List<Path> group = groups.create(new Share(64, 1), 16);
        ControlGroups ofAnotherNode = ControlGroups.find().orElseThrow();
        ofAnotherNode.release(ofAnotherNode.create(new Share(64, 1), 16));
        assertThat(group).allMatch(Files::isDirectory);
        groups.release(group);

        assertThat(group).noneMatch(Files::exists);
    }

    private static Sandbox grouped(Isolation isolation) {
        Sandbox sandbox = Sandbox.find(false).atMost(isolation);
        assumeTrue(sandbox.hasGroups(), "the machine has no control groups for us");
        assumeTrue(sandbox.strongest() == isolation, "the machine has no " + isolation.word());
        return sandbox;
    }

    private static String run(Sandbox sandbox, Share share, String program) throws Exception {
        Confined confined = sandbox.confine(
                new Confinement(List.of(), List.of(), Path.of("/"), false, ROOMY, share),
                List.of("/usr/bin/python3", "-c", program));
        ProcessBuilder builder = new ProcessBuilder(confined.command()).redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        confined.end(process);
        return said;
    }
}
