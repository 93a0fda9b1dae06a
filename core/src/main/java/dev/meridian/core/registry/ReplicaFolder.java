package dev.meridian.core.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.file.CheckedFile;
import dev.meridian.proto.registry.v1.HeldRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replicas on disk, a file a region. All calls block. */
final class ReplicaFolder {

    private static final Logger log = LoggerFactory.getLogger(ReplicaFolder.class);
    private static final String SUFFIX = ".records";

    private final Path folder;

    ReplicaFolder(Path folder) {
        this.folder = folder;
    }

    /** Everything that can be read; a file that cannot is set aside, and its region will be listed anew. */
    List<RegionReplica> load() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
        List<RegionReplica> replicas = new ArrayList<>();
        for (Path file : files) {
            load(new CheckedFile(file), replicas);
        }
        return replicas;
    }

    private void load(CheckedFile file, List<RegionReplica> replicas) throws IOException {
        switch (file.read()) {
            case CheckedFile.Content content -> {
                try {
                    HeldRecords kept = HeldRecords.parseFrom(content.bytes());
                    if (file.path().equals(path(kept.getRegion()))) {
                        replicas.add(RegionReplica.of(kept));
                    } else {
                        setAside(file, "it is of region '" + kept.getRegion() + "'");
                    }
                } catch (InvalidProtocolBufferException e) {
                    setAside(file, "it does not parse");
                }
            }
            case CheckedFile.Corrupt corrupt -> setAside(file, corrupt.reason());
            case CheckedFile.Absent absent -> log.atDebug().log("A registry file went away");
        }
    }

    private static void setAside(CheckedFile file, String reason) throws IOException {
        log.atWarn()
                .addKeyValue("file", file.path())
                .addKeyValue("reason", reason)
                .addKeyValue("aside", file.setAside())
                .log("A kept registry cannot be used; the region will be listed anew");
    }

    /** @return where it lies now */
    Path save(HeldRecords kept) throws IOException {
        CheckedFile file = new CheckedFile(path(kept.getRegion()));
        file.write(kept.toByteString());
        return file.path();
    }

    private Path path(String region) {
        return folder.resolve(region + SUFFIX);
    }
}
