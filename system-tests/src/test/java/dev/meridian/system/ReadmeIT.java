package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's tour, each command as it stands (but for the port). */
class ReadmeIT {

    private static final Pattern TOUR = Pattern.compile("(?ms)^```sh tour\n(.*?)^```");

    @Test
    void everyCommandOfTheTourWorks(@TempDir Path data, @TempDir Path folder) throws Exception {
        String commands = TOUR.matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\necho\n"));
        assertThat(commands).contains("/v1/projects", "/v1/functions", "/v1/storage", "/v1/sites", "/v1/tablesdb");
        try (RunningNetwork network = RunningNetwork.start(data)) {
            Path script = folder.resolve("tour.sh");
            Files.writeString(script, commands.replace("localhost:8080", "localhost:" + network.port()));
            String printed = Shell.run(folder, Map.of(), "bash", "-eu", "-o", "pipefail", script.toString());
            System.out.println(printed);
            assertThat(printed)
                    .containsIgnoringCase("meridian-executed-at: region:nyc")
                    .containsIgnoringCase("meridian-executed-at: edge:sgp")
                    .containsSubsequence("fwd=uri-miss", "; hit")
                    .contains("<h1>Open for business</h1>", "\"A lamp\"", "\"candidates\"");
        }
    }
}
