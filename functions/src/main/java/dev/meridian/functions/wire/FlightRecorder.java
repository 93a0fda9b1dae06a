package dev.meridian.functions.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Which launch each thread of a host is running and since when, kept in a mapped file, so that the node can read after
 * a sudden death who was at the controls. A slot belongs to one thread; launch 0 means that it runs none.
 */
public final class FlightRecorder {

    private static final int SLOT_BYTES = 2 * Long.BYTES;

    private final MappedByteBuffer slots;

    private FlightRecorder(MappedByteBuffer slots) {
        this.slots = slots;
    }

    /** A launch that was running; {@code sinceNanos} is on the monotonic clock, which processes of a machine share. */
    public record Flight(int launch, long sinceNanos) {}

    public static FlightRecorder open(Path file, int threads) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new FlightRecorder(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) threads * SLOT_BYTES));
        }
    }

    /** The launches that ran when the file was last written; none when the host never came so far. */
    public static List<Flight> read(Path file) throws IOException {
        List<Flight> flights = new ArrayList<>();
        if (!Files.exists(file)) {
            return flights;
        }
        ByteBuffer slots = ByteBuffer.wrap(Files.readAllBytes(file));
        while (slots.remaining() >= SLOT_BYTES) {
            long since = slots.getLong();
            int launch = (int) slots.getLong();
            if (launch != 0) {
                flights.add(new Flight(launch, since));
            }
        }
        return flights;
    }

    public void enter(int slot, int launch, long nowNanos) {
        slots.putLong(slot * SLOT_BYTES, nowNanos);
        slots.putLong(slot * SLOT_BYTES + Long.BYTES, launch);
    }

    public void leave(int slot) {
        slots.putLong(slot * SLOT_BYTES + Long.BYTES, 0);
    }
}
