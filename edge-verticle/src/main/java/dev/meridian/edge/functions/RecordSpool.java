package dev.meridian.edge.functions;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.proto.deployments.v1.ReportRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Execution records on disk until their region has them: one file a batch, the oldest sent first. Bounded: when it is
 * full, the oldest batch is dropped. Every method blocks; one thread at a time.
 */
final class RecordSpool {

    private static final Logger LOG = LoggerFactory.getLogger(RecordSpool.class);
    private static final String SUFFIX = ".records";

    private final Path root;
    private final int most;
    private final InstantSource clock;
    private int counter;

    /** @param most batches that are kept */
    RecordSpool(Path root, int most, InstantSource clock) throws IOException {
        this.root = Files.createDirectories(root);
        this.most = most;
        this.clock = clock;
    }

    /** A batch on disk. */
    record Batch(Path file, String region, ReportRequest request) {}

    void add(String region, ReportRequest request) throws IOException {
        List<Path> waiting = files();
        if (waiting.size() >= most) {
            Files.deleteIfExists(waiting.getFirst());
            LOG.atWarn().addKeyValue("batches", most).log("Dropped the oldest execution records: the spool is full");
        }
        Path fresh = Files.createTempFile(root, "batch-", ".new");
        Files.write(fresh, request.toByteArray());
        String name = "%013d-%06d~%s%s".formatted(clock.millis(), counter++ % 1_000_000, region, SUFFIX);
        Files.move(fresh, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The oldest batch of each region. */
    List<Batch> oldest() throws IOException {
        List<Batch> batches = new ArrayList<>();
        for (Path file : files()) {
            String region = region(file);
            if (batches.stream().noneMatch(batch -> batch.region().equals(region))) {
                read(file).map(request -> new Batch(file, region, request)).ifPresent(batches::add);
            }
        }
        return batches;
    }

    void remove(Batch batch) throws IOException {
        Files.deleteIfExists(batch.file());
    }

    private static Optional<ReportRequest> read(Path file) throws IOException {
        try {
            return Optional.of(ReportRequest.parseFrom(Files.readAllBytes(file)));
        } catch (InvalidProtocolBufferException broken) {
            LOG.atWarn().addKeyValue("file", file).setCause(broken).log("Dropped broken execution records");
            Files.deleteIfExists(file);
            return Optional.empty();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    private static String region(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.indexOf('~') + 1, name.length() - SUFFIX.length());
    }
}
