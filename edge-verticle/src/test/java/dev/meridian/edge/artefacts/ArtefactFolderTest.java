package dev.meridian.edge.artefacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.id.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArtefactFolderTest {

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private ArtefactFolder artefacts;

    @BeforeEach
    void open() throws IOException {
        artefacts = reopened();
    }

    private ArtefactFolder reopened() throws IOException {
        return new ArtefactFolder(folder.resolve("artefacts"), 2_500, now::get, new Ids(now::get, new SecureRandom()));
    }

    @Test
    void theLongestUnusedGoFirstButNothingThatWasUsedLately() throws IOException {
        keep("a");
        pass(Duration.ofMinutes(11));
        keep("b");
        keep("c");
        assertThat(artefacts.find("a")).as("unused for longest").isEmpty();
        assertThat(artefacts.find("b")).isPresent();

        keep("d");
        assertThat(artefacts.find("b"))
                .as("used lately, though the limit is passed")
                .isPresent();
        pass(Duration.ofMinutes(11));
        assertThat(artefacts.find("b")).isPresent();
        keep("e");
        assertThat(artefacts.find("b")).as("used again").isPresent();
        assertThat(artefacts.find("c")).isEmpty();
    }

    @Test
    void whatNobodyNeedsGoesOnceItIsNoLongerUsed() throws IOException {
        keep("a");
        keep("b");
        artefacts.tidy(Set.of("b"));
        assertThat(folder.resolve("artefacts/a")).exists();
        pass(Duration.ofMinutes(11));

        artefacts.tidy(Set.of("b"));

        assertThat(folder.resolve("artefacts/a")).doesNotExist();
        assertThat(folder.resolve("artefacts/b")).exists();
    }

    @Test
    void whatWasNotFinishedIsGoneAfterARestart() throws IOException {
        keep("a");
        Files.createDirectories(artefacts.unfinished().resolve("half"));

        artefacts = reopened();

        assertThat(artefacts.find("a")).isPresent();
        assertThat(folder.resolve("artefacts")).isDirectoryNotContaining("glob:**unfinished*");
    }

    private void keep(String name) throws IOException {
        Path code = Files.createDirectories(folder.resolve("code-" + name));
        Files.write(code.resolve("file"), new byte[1_000]);
        Path archive = artefacts.unfinished();
        Archive.pack(code, archive);
        artefacts.keepUnless(Optional.empty(), name, archive);
        assertThat(archive).doesNotExist();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }
}
