package dev.meridian.region.deployments;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.archive.ArchiveLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of one build. Its methods block. */
public record Workplace(Path folder) {

    Path source() {
        return folder.resolve("source.tar.gz");
    }

    /** Where the code is unpacked. */
    public Path code() {
        return folder.resolve("code");
    }

    /** Where commands of the build may write beside the code. */
    public Path home() {
        return folder.resolve("home");
    }

    boolean open() throws IOException {
        Files.createDirectories(folder);
        return true;
    }

    boolean close() throws IOException {
        Archive.remove(folder);
        return true;
    }

    /** Unpacks the code without trust; throws a problem that names what is wrong with it. */
    public int unpack() throws IOException {
        return Archive.unpack(source(), code(), ArchiveLimits.CODE);
    }

    /** Packs the files below a folder, alike wherever it is done; throws a problem if no node would take so much. */
    public Artefact pack(Path files, int count, String remarks) throws IOException {
        Path artefact = folder.resolve("artefact.tar.gz");
        Archive.Packed packed = Archive.pack(files, artefact);
        if (packed.bytes() > ArchiveLimits.ARTEFACT_BYTES) {
            throw DeploymentProblems.tooMuchBuilt(packed.bytes());
        }
        String logs = remarks + count + " files, artefact " + packed.sha256() + " of " + packed.bytes() + " bytes\n";
        return new Artefact(artefact, packed.sha256(), packed.bytes(), logs);
    }
}
