package dev.meridian.edge.functions;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.proto.deployments.v1.ReportRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Execution records on disk until their region has them: one file a batch, the oldest of a region first. Bounded: when it
 * is full, the oldest batch is dropped. Every method blocks; any thread. The folder is read at the start only.
 */
final class RecordSpool {

    private static final Logger LOG = LoggerFactory.getLogger(RecordSpool.class);
    private static final Pattern NAME = Pattern.compile("([0-9]{12})~(.+)\\.records");

    private final Path root;
    private final long most;
    private final Map<String, Deque<Stored>> waiting = new TreeMap<>();
    private long bytes;
    private long last;

    /** @param most bytes that are kept */
    RecordSpool(Path root, long most) throws IOException {
        this.root = Files.createDirectories(root);
        this.most = most;
        try (Stream<Path> all = Files.list(root)) {
            for (Path file : all.sorted().toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    last = Long.parseLong(name.group(1));
                    keep(new Stored(file, name.group(2), Files.size(file)));
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** A batch as it lies on disk. */
    private record Stored(Path file, String region, long bytes) {

        String name() {
            return file.getFileName().toString();
        }
    }

    /** A batch read from disk. */
    record Batch(Path file, String region, ReportRequest request) {}

    synchronized void add(String region, ReportRequest request) throws IOException {
        byte[] encoded = request.toByteArray();
        while (bytes > 0 && bytes + encoded.length > most) {
            dropOldest();
        }
        Path fresh = Files.write(root.resolve("batch.new"), encoded);
        Path file = root.resolve("%012d~%s.records".formatted(++last, region));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        keep(new Stored(file, region, encoded.length));
    }

    /** The regions that something waits for. */
    synchronized Set<String> regions() {
        return Set.copyOf(waiting.keySet());
    }

    /** The oldest batch of a region. */
    synchronized Optional<Batch> oldest(String region) throws IOException {
        for (Optional<Stored> first = first(region); first.isPresent(); first = first(region)) {
            Path file = first.get().file();
            try {
                return Optional.of(new Batch(file, region, ReportRequest.parseFrom(Files.readAllBytes(file))));
            } catch (InvalidProtocolBufferException broken) {
                LOG.atWarn().addKeyValue("file", file).setCause(broken).log("Dropped broken execution records");
                removeFirst(first.get());
            }
        }
        return Optional.empty();
    }

    /** Removes the oldest batch of its region; of no effect on one that has been dropped meanwhile. */
    synchronized void remove(Batch batch) throws IOException {
        Optional<Stored> first = first(batch.region()).filter(it -> it.file().equals(batch.file()));
        if (first.isPresent()) {
            removeFirst(first.get());
        }
    }

    private Optional<Stored> first(String region) {
        return Optional.ofNullable(waiting.get(region)).map(Deque::getFirst);
    }

    private void removeFirst(Stored first) throws IOException {
        waiting.computeIfPresent(first.region(), (region, batches) -> {
            batches.removeFirst();
            return batches.isEmpty() ? null : batches;
        });
        bytes -= first.bytes();
        Files.deleteIfExists(first.file());
    }

    private void keep(Stored stored) {
        waiting.computeIfAbsent(stored.region(), region -> new ArrayDeque<>()).add(stored);
        bytes += stored.bytes();
    }

    private void dropOldest() throws IOException {
        Stored oldest = waiting.values().stream()
                .map(Deque::getFirst)
                .min(Comparator.comparing(Stored::name))
                .orElseThrow();
        removeFirst(oldest);
        LOG.atWarn()
                .addKeyValue("region", oldest.region())
                .addKeyValue("bytes", most)
                .log("Dropped the oldest execution records: the spool is full");
    }
}
