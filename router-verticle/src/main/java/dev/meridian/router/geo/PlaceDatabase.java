package dev.meridian.router.geo;

import dev.meridian.router.geo.mmdb.Location;
import dev.meridian.router.geo.mmdb.MalformedDatabase;
import dev.meridian.router.geo.mmdb.Metadata;
import dev.meridian.router.geo.mmdb.MmdbFile;
import dev.meridian.router.geo.mmdb.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own database, a file that may be replaced at any time. Reading it blocks; one thread at a time.
 *
 * <p>Coordinates are rounded to tenths of a degree, which is nearer than any address is known, and makes most neighbours one.
 */
public final class PlaceDatabase {

    private final Path file;
    private final long mostBytes;
    private @Nullable Stamp seen;

    /** @param mostBytes heap that the places of the file may take; what takes more is refused */
    public PlaceDatabase(Path file, long mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
    }

    /**
     * Its places; empty when the file is the one that was read or refused last.
     *
     * @throws MalformedDatabase if it is no database of places; it will not be looked into again until it changes
     * @throws IOException if it cannot be read, or is being written
     */
    public Optional<PlaceRanges> news() throws IOException {
        Stamp stamp = Stamp.of(file);
        if (stamp.equals(seen)) {
            return Optional.empty();
        }
        try {
            PlaceRanges places = read();
            requireUnchanged(stamp);
            seen = stamp;
            return Optional.of(places);
        } catch (MalformedDatabase e) {
            requireUnchanged(stamp);
            seen = stamp;
            throw e;
        }
    }

    private void requireUnchanged(Stamp stamp) throws IOException {
        if (!Stamp.of(file).equals(stamp)) {
            throw new IOException("it changed while it was read");
        }
    }

    private PlaceRanges read() throws IOException {
        try (MmdbFile mmdb = MmdbFile.open(file)) {
            PlaceRanges.Builder builder = new PlaceRanges.Builder(0, 0);
            mmdb.visit(new Reading(mmdb, builder, mostBytes));
            PlaceRanges places = builder.build(attribution(mmdb.metadata()));
            if (places.places() == 0) {
                throw new MalformedDatabase("it has no coordinates: a database of cities is wanted");
            }
            return places;
        }
    }

    private static String attribution(Metadata metadata) {
        return metadata.type() + " of " + metadata.built().toString().substring(0, 10);
    }

    /** Tells two versions of a file apart without reading them. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                // To open a pipe would be to wait for somebody who writes into it.
                throw new IOException("it is no regular file");
            }
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /** Most records are those of several networks: it remembers what was read last, each record at one spot of its own. */
    private static final class Reading implements Networks {

        private static final int SPOT_BITS = 20;

        /** The odd number next to 2 to the 32nd by the golden ratio: neighbours go far apart. */
        private static final int GOLDEN = 0x9e3779b1;

        private final MmdbFile mmdb;
        private final PlaceRanges.Builder builder;
        private final long mostBytes;
        private final int[] remembered = new int[1 << SPOT_BITS];
        private final int[] numbers = new int[1 << SPOT_BITS];

        Reading(MmdbFile mmdb, PlaceRanges.Builder builder, long mostBytes) {
            this.mmdb = mmdb;
            this.builder = builder;
            this.mostBytes = mostBytes;
            Arrays.fill(remembered, NOTHING);
        }

        @Override
        public void four(int first, int record) throws IOException {
            builder.four(first, place(record));
            requireRoom();
        }

        @Override
        public void six(long first, int record) throws IOException {
            builder.six(first, place(record));
            requireRoom();
        }

        private int place(int record) throws IOException {
            if (record == NOTHING) {
                return builder.number(Optional.empty());
            }
            int spot = (record * GOLDEN) >>> (Integer.SIZE - SPOT_BITS);
            if (remembered[spot] != record) {
                numbers[spot] = builder.number(mmdb.location(record).map(PlaceDatabase::place));
                remembered[spot] = record;
            }
            return numbers[spot];
        }

        private void requireRoom() throws IOException {
            if (builder.bytes() > mostBytes) {
                throw new MalformedDatabase(
                        "its places take more than " + mostBytes
                                + " bytes of memory, which is all that they may of this process's heap; make that larger (-Xmx)");
            }
        }
    }

    private static Place place(Location location) {
        return new Place(
                Math.round(location.latitude() * 10) / 10.0,
                Math.round(location.longitude() * 10) / 10.0,
                location.country(),
                Place.Source.DATABASE);
    }
}
