package dev.meridian.router.geo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The places that ship with the program: DB-IP City Lite in cells of one degree (docs/reference/routing.md).
 *
 * <p>The file is compressed by gzip, to whose check sum it is held. In it, big-endian: {@link #MAGIC}; five texts, each
 * behind its length in 16 bits: source, its date, its check sum, licence, attribution. Then three numbers in 32 bits: runs of
 * IPv4, runs of IPv6, places. Then for each place the two letters of its country (spaces where not known), hundredths of
 * degrees north and hundredths of degrees east in 16 bits each. Then IPv4, and IPv6 by its first 48 bits: the length of what
 * follows in 32 bits; for each run how far its first address is from that of the run before; for each run its place, counted
 * from 1, or 0 for none. These two are in seven bits a byte, the lowest first, the eighth set where more follow.
 */
final class BuiltInPlaces {

    /** "MPL" and the version of the format. */
    static final int MAGIC = 0x4d504c01;

    static final String FILE = "places.gz";

    private final ByteBuffer bytes;

    private BuiltInPlaces(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Those of this program, read once and shared by all routers of a process. Blocks the first time. */
    static PlaceRanges shipped() {
        return Shipped.PLACES;
    }

    private static final class Shipped {

        static final PlaceRanges PLACES = load();

        private static PlaceRanges load() {
            try (InputStream file = Objects.requireNonNull(BuiltInPlaces.class.getResourceAsStream(FILE), FILE)) {
                return read(file);
            } catch (IOException e) {
                throw new UncheckedIOException(FILE + " of this program cannot be read", e);
            }
        }
    }

    /** Only for files of our own making: what is wrong with one need not be told well. */
    static PlaceRanges read(InputStream file) throws IOException {
        return new BuiltInPlaces(ByteBuffer.wrap(new GZIPInputStream(file, 1 << 16).readAllBytes())).ranges();
    }

    private PlaceRanges ranges() throws IOException {
        if (bytes.getInt() != MAGIC) {
            throw new IOException("it is no table of places, or one of another version");
        }
        String attribution = "";
        for (int i = 0; i < 5; i++) {
            attribution = text(Short.toUnsignedInt(bytes.getShort()));
        }
        int fours = bytes.getInt();
        int sixes = bytes.getInt();
        PlaceRanges.Builder builder = new PlaceRanges.Builder(fours, sixes);
        int[] numbers = new int[1 + bytes.getInt()];
        for (int i = 1; i < numbers.length; i++) {
            String country = text(2).strip();
            numbers[i] = builder.number(Optional.of(
                    new Place(bytes.getShort() / 100.0, bytes.getShort() / 100.0, country, Place.Source.TABLE)));
        }
        runs(fours, (first, place) -> builder.four((int) first, numbers[place]));
        runs(sixes, (first, place) -> builder.six(first, numbers[place]));
        return builder.build(attribution);
    }

    private interface Run {
        void is(long first, int place);
    }

    private void runs(int count, Run run) {
        int length = bytes.getInt();
        ByteBuffer distances = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        long first = 0;
        for (int i = 0; i < count; i++) {
            first += number(distances);
            run.is(first, (int) number(bytes));
        }
    }

    private String text(int length) {
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static long number(ByteBuffer bytes) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get();
            value |= (next & 0x7fL) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }
}
