package dev.meridian.router.geo.mmdb;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file, read whole into memory outside the heap until it is closed: what is done to the file meanwhile does no harm. It
 * belongs to the thread that opened it.
 */
public final class MmdbFile implements AutoCloseable {

    /** Largest file that is read, in bytes. */
    public static final int LARGEST = 1 << 30;

    private static final byte[] MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);

    /** How near to the file's end the metadata begins. */
    private static final int FURTHEST_MARKER = 128 << 10;

    /** Zero bytes between the search tree and the data. */
    static final int SEPARATOR = 16;

    private final Arena arena;
    private final Metadata metadata;
    private final SearchTree tree;
    private final Records records;

    private MmdbFile(Arena arena, ByteBuffer bytes) throws MalformedDatabase {
        int marker = marker(bytes);
        int afterMarker = marker + MARKER.length;
        this.arena = arena;
        this.metadata = Metadata.read(new Values(bytes.slice(afterMarker, bytes.limit() - afterMarker)));
        long treeBytes = metadata.nodes() * (metadata.recordBits() / 4L);
        if (treeBytes + SEPARATOR > marker) {
            throw new MalformedDatabase(
                    "its " + metadata.nodes() + " nodes do not fit into " + bytes.limit() + " bytes");
        }
        int data = (int) treeBytes + SEPARATOR;
        this.tree = new SearchTree(bytes.slice(0, (int) treeBytes), metadata, marker - data);
        this.records = new Records(new Values(bytes.slice(data, marker - data)));
    }

    /** @throws MalformedDatabase if it is none of this format; other failures are of the reading */
    @SuppressWarnings("MustBeClosedChecker") // What is returned closes it.
    public static MmdbFile open(Path file) throws IOException {
        Arena arena = Arena.ofConfined();
        try {
            return new MmdbFile(arena, whole(arena, file));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static ByteBuffer whole(Arena arena, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size > LARGEST) {
                throw new MalformedDatabase("it has " + size + " bytes, where " + LARGEST + " are read at most");
            }
            MemorySegment memory = arena.allocate(size);
            ByteBuffer bytes = memory.asByteBuffer();
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new IOException("it was shortened while it was read");
                }
            }
            return bytes.flip();
        }
    }

    private static int marker(ByteBuffer bytes) throws MalformedDatabase {
        int last = bytes.limit() - MARKER.length;
        for (int at = last; at >= 0 && at > last - FURTHEST_MARKER; at--) {
            if (bytes.slice(at, MARKER.length).equals(ByteBuffer.wrap(MARKER))) {
                return at;
            }
        }
        throw new MalformedDatabase("it has no metadata at its end");
    }

    public Metadata metadata() {
        return metadata;
    }

    /** Tells of all networks: those of IPv4, then of IPv6 if the file has both. */
    public void visit(Networks networks) throws IOException {
        tree.visit(networks);
    }

    /** Where the networks with a record are; empty where it does not say. */
    public Optional<Location> location(int record) throws MalformedDatabase {
        return records.location(record);
    }

    @Override
    public void close() {
        arena.close();
    }
}
