package dev.meridian.system;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unmodified public CLI, through the router. */
class CliIT {

    @Test
    void whatThePublicCliPushesRuns(@TempDir Path data) throws Exception {
        try (RunningNetwork network = RunningNetwork.start(data)) {
            network.runScript("cli.test.mjs", Map.of());
        }
    }
}
