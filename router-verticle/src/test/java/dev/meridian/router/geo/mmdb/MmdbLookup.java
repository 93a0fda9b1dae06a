package dev.meridian.router.geo.mmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Asks a file with records of 28 bits for one address at a time, bit by bit: another way than that of the program. */
public final class MmdbLookup implements AutoCloseable {

    private final MmdbFile file;
    private final ByteBuffer bytes;

    private MmdbLookup(MmdbFile file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    public static MmdbLookup open(Path path) throws IOException {
        MmdbFile file = MmdbFile.open(path);
        try (FileChannel channel = FileChannel.open(path)) {
            return new MmdbLookup(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    /** @param address 4 or 16 bytes, as many as the file's addresses have */
    public Optional<Location> find(byte[] address) throws IOException {
        int nodes = file.metadata().nodes();
        int record = 0;
        for (int bit = 0; bit < address.length * 8 && record < nodes; bit++) {
            boolean right = ((address[bit / 8] >> (7 - bit % 8)) & 1) == 1;
            int at = record * 7;
            record = right
                    ? bytes.getInt(at + 3) & 0x0fff_ffff
                    : ((bytes.get(at + 3) & 0xf0) << 20) | (bytes.getInt(at) >>> 8);
        }
        return record > nodes ? file.location(record - nodes - 16) : Optional.empty();
    }

    public MmdbFile file() {
        return file;
    }

    @Override
    public void close() {
        file.close();
    }
}
