package dev.meridian.launcher.bench.databases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.launcher.bench.stage.Figures;
import dev.meridian.launcher.bench.stage.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgBenchTest {

    private static final String OUTPUT = """
            number of transactions actually processed: 3
            number of failed transactions: 0 (0.000%)
            latency average = 2.706 ms
            tps = 23654.944999 (without initial connection time)
            """;

    @TempDir
    Path folder;

    private Path log = Path.of("");

    @BeforeEach
    void writeLog() throws IOException {
        log = Files.writeString(
                folder.resolve("log"), "0 1 900 0 1795850000 1\n1 1 1500 0 1795850000 2\n0 2 4000 0 1795850000 3\n");
    }

    @Test
    void figuresAreReadFromItsEndAndItsLog() throws IOException {
        assertThat(PgBench.read(OUTPUT, log)).isEqualTo(new LoadResult(3, new Figures(23_654.944999, 1.5, 4), ""));
    }

    @Test
    void failuresAreTold() throws IOException {
        assertThat(PgBench.read(OUTPUT.replace("failed transactions: 0", "failed transactions: 12"), log)
                        .wrong())
                .isEqualTo("failed transactions: 12");
    }

    @Test
    void outputWithoutARateIsRefused() {
        assertThatThrownBy(() -> PgBench.read("no connection", log))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no connection");
    }
}
