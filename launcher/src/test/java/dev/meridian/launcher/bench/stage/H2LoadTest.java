package dev.meridian.launcher.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2LoadTest {

    private static final String OUTPUT = """
            finished in 2.06s, 19022.50 req/s, 1.25MB/s
            requests: 4 total, 12 started, 4 done, 4 succeeded, 0 failed, 0 errored, 0 timeout
            status codes: 4 2xx, 0 3xx, 0 4xx, 0 5xx
            """;

    @TempDir
    private Path folder;

    private Path log;

    @BeforeEach
    void log() throws IOException {
        log = Files.writeString(folder.resolve("log"), """
                1795836481380673\t200\t1500
                1795836481380674\t200\t2500
                1795836481380675\t200\t3500
                1795836481380676\t200\t9000
                """);
    }

    @Test
    void timesAreReadFromTheLogInMilliseconds() throws IOException {
        assertThat(H2Load.read(OUTPUT, log, Duration.ofSeconds(2)))
                .isEqualTo(new LoadResult(4, new Figures(2, 2.5, 9), ""));
    }

    @Test
    void whatWentWrongIsToldInItsWords() throws IOException {
        String output = OUTPUT.replace("0 failed", "3 failed").replace("0 5xx", "20 5xx");

        assertThat(H2Load.read(output, log, Duration.ofSeconds(2)).wrong()).isEqualTo("3 failed; 20 5xx");
    }

    @Test
    void outputWithoutANumberOfRequestsIsRefused() {
        assertThatThrownBy(() -> H2Load.read("Killed", log, Duration.ofSeconds(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no number of requests: Killed");
    }
}
