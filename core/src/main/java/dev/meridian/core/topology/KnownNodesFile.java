package dev.meridian.core.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.file.CheckedFile;
import dev.meridian.proto.topology.v1.KnownNodes;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The known nodes on disk. What cannot be read counts as nothing: they will be heard again. All calls block. */
final class KnownNodesFile {

    private static final Logger log = LoggerFactory.getLogger(KnownNodesFile.class);

    private final CheckedFile file;

    KnownNodesFile(Path path) {
        this.file = new CheckedFile(path);
    }

    KnownNodes read() {
        try {
            return switch (file.read()) {
                case CheckedFile.Content content -> KnownNodes.parseFrom(content.bytes());
                case CheckedFile.Absent absent -> KnownNodes.getDefaultInstance();
                case CheckedFile.Corrupt corrupt -> unreadable(corrupt.reason());
            };
        } catch (InvalidProtocolBufferException e) {
            return unreadable("it does not parse");
        } catch (IOException e) {
            return unreadable(String.valueOf(e.getMessage()));
        }
    }

    private KnownNodes unreadable(String reason) {
        log.atWarn()
                .addKeyValue("file", file.path())
                .addKeyValue("reason", reason)
                .log("The known nodes cannot be read; this node learns of the network anew");
        return KnownNodes.getDefaultInstance();
    }

    /** @return where they lie now */
    Path write(KnownNodes known) throws IOException {
        file.write(known.toByteString());
        return file.path();
    }
}
