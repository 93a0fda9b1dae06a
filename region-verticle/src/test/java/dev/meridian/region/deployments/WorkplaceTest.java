package dev.meridian.region.deployments;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.core.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkplaceTest {

    @TempDir
    private Path folder;

    @Test
    void whatNoNodeWouldTakeIsRefusedWhenItIsBuilt() throws IOException {
        Path files = Files.createDirectory(folder.resolve("files"));
        byte[] noise = new byte[1 << 20];
        new Random(7).nextBytes(noise);
        try (OutputStream out = Files.newOutputStream(files.resolve("film.mp4"))) {
            for (long written = 0; written <= ArchiveLimits.ARTEFACT_BYTES; written += noise.length) {
                out.write(noise);
            }
        }

        assertThatThrownBy(() -> new Workplace(folder).pack(files, 1, ""))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("at most 67108864");
    }
}
