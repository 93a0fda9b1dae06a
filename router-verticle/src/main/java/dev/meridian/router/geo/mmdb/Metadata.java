package dev.meridian.router.geo.mmdb;

import java.time.Instant;

/**
 * What a file says of itself.
 *
 * @param type such as {@code GeoLite2-City}; printable, short
 * @param built when its data was put together
 * @param ipVersion 4, or 6 for both families
 * @param nodes in the search tree
 * @param recordBits length of each half of a node: 24, 28 or 32
 */
public record Metadata(String type, Instant built, int ipVersion, int nodes, int recordBits) {

    private static final int LONGEST_TYPE = 128;

    /** The end of the year 9999; a later date is a mistake, and clocks that count milliseconds overflow at some. */
    private static final long LATEST = 253_402_300_799L;

    static Metadata read(Values values) throws MalformedDatabase {
        Draft draft = new Draft(values);
        values.map(draft);
        return draft.checked();
    }

    private static final class Draft implements Values.Field {

        private final Values values;
        private String type = "";
        private long built;
        private long major;
        private long ipVersion;
        private long nodes = -1;
        private long recordBits;

        Draft(Values values) {
            this.values = values;
        }

        @Override
        public void read(String key) throws MalformedDatabase {
            switch (key) {
                case "database_type" -> type = values.text();
                case "build_epoch" -> built = values.unsigned();
                case "binary_format_major_version" -> major = values.unsigned();
                case "ip_version" -> ipVersion = values.unsigned();
                case "node_count" -> nodes = values.unsigned();
                case "record_size" -> recordBits = values.unsigned();
                default -> values.skip();
            }
        }

        Metadata checked() throws MalformedDatabase {
            require(major == 2, "its format has version " + major + ", where 2 is known");
            require(ipVersion == 4 || ipVersion == 6, "its addresses are of IP version " + ipVersion);
            require(
                    recordBits == 24 || recordBits == 28 || recordBits == 32,
                    "its records have " + recordBits + " bits");
            require(nodes >= 0 && nodes <= MmdbFile.LARGEST / 6, "it claims to have " + nodes + " nodes");
            require(built <= LATEST, "it claims to be built " + built + " seconds after 1970");
            return new Metadata(
                    shown(type), Instant.ofEpochSecond(built), (int) ipVersion, (int) nodes, (int) recordBits);
        }
    }

    private static void require(boolean holds, String otherwise) throws MalformedDatabase {
        if (!holds) {
            throw new MalformedDatabase(otherwise);
        }
    }

    /** Fit for a line of a log, and for those who ask where a place is from. */
    private static String shown(String type) {
        String printable = type.replaceAll("[^ -~]", "?");
        return printable.substring(0, Math.min(printable.length(), LONGEST_TYPE));
    }
}
