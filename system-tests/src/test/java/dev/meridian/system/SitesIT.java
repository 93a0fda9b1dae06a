package dev.meridian.system;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A static site by the unmodified SDK; then every region is killed, and an edge restarted. */
class SitesIT {

    @Test
    void aSiteIsServedWhereverItsVisitorsAreAlsoWithEveryRegionDead(@TempDir Path data) throws Exception {
        try (RunningNetwork network = RunningNetwork.start(data, "--processes")) {
            Map<String, String> notes =
                    Map.of("NOTES", data.resolve("notes.json").toString());
            network.runScript("sites.test.mjs", notes);
            network.kill("region-fra");
            network.kill("region-nyc");
            network.runScript("sites-regions-dead.test.mjs", notes);
            network.kill("edge-nyc");
            network.restart("edge-nyc");
            network.runScript("sites-regions-dead.test.mjs", notes);
        }
    }
}
