package dev.meridian.router.geo.mmdb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small databases in MaxMind's format: maps of text, doubles, floats, integers, lists, booleans and maps. */
public final class TestingMmdb {

    private static final byte[] MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);

    private final int recordBits;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Map<Object, Integer> offsets = new LinkedHashMap<>();

    /** Left and right of each node: a node if 0 or more, else nothing (-1) or data at -2 - offset. */
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {-1, -1}));

    public TestingMmdb(int ipVersion, int recordBits) {
        this.recordBits = recordBits;
        metadata.put("node_count", 0L);
        metadata.put("record_size", (long) recordBits);
        metadata.put("ip_version", (long) ipVersion);
        metadata.put("database_type", "Testing-City");
        metadata.put("languages", List.of("en"));
        metadata.put("binary_format_major_version", 2L);
        metadata.put("binary_format_minor_version", 0L);
        metadata.put("build_epoch", 1_780_000_000L);
        metadata.put("description", Map.of("en", "made by a test"));
    }

    /** A record as MaxMind's City databases have it. */
    public static Map<String, Object> city(double latitude, double longitude, String country) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("city", Map.of("names", Map.of("en", "Somewhere", "ja", "\u3069\u3053\u304b")));
        record.put("country", Map.of("geoname_id", 2_921_044L, "is_in_european_union", true, "iso_code", country));
        record.put("location", Map.of("accuracy_radius", 20L, "latitude", latitude, "longitude", longitude));
        record.put("subdivisions", List.of(Map.of("iso_code", "BE"), Map.of("iso_code", "BB")));
        return record;
    }

    /** A record as the ip-location-db packages have it. */
    public static Map<String, Object> flat(float latitude, float longitude, String country) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("city", "Somewhere");
        record.put("country_code", country);
        record.put("latitude", latitude);
        record.put("longitude", longitude);
        return record;
    }

    public TestingMmdb metadata(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    /** A network of the file's family; a longer prefix has to come after those that it is in. */
    public TestingMmdb network(byte[] address, int bits, Object record) {
        return networkAt(address, bits, offsets.computeIfAbsent(record, this::append));
    }

    /** @param offset of its record, see {@link #append} */
    public TestingMmdb networkAt(byte[] address, int bits, int offset) {
        int node = 0;
        for (int bit = 0; bit < bits - 1; bit++) {
            int side = side(address, bit);
            int next = nodes.get(node)[side];
            if (next < 0) {
                nodes.add(new int[] {next, next});
                next = nodes.size() - 1;
                nodes.get(node)[side] = next;
            }
            node = next;
        }
        nodes.get(node)[side(address, bits - 1)] = -2 - offset;
        return this;
    }

    /** Has a path lead to the node that another path leads to. */
    public TestingMmdb alias(byte[] address, int bits, byte[] target, int targetBits) {
        network(address, bits, Map.of());
        nodes.get(node(address, bits - 1))[side(address, bits - 1)] = node(target, targetBits);
        return this;
    }

    private int node(byte[] address, int bits) {
        int node = 0;
        for (int bit = 0; bit < bits; bit++) {
            node = nodes.get(node)[side(address, bit)];
        }
        return node;
    }

    private static int side(byte[] address, int bit) {
        return (address[bit / 8] >> (7 - bit % 8)) & 1;
    }

    /** Data of the test's own making. @return its offset */
    public int append(byte... bytes) {
        int offset = data.size();
        data.writeBytes(bytes);
        return offset;
    }

    /** The whole of IPv4, or of IPv6, is at an offset of the data. */
    public TestingMmdb everything(int offset) {
        nodes.set(0, new int[] {-2 - offset, -2 - offset});
        return this;
    }

    /** A node as it is written, whatever it leads to. */
    public TestingMmdb raw(int left, int right) {
        nodes.add(new int[] {left, right});
        return this;
    }

    private int append(Object value) {
        int offset = data.size();
        write(data, value);
        return offset;
    }

    public byte[] bytes() {
        metadata.put("node_count", (long) nodes.size());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            file.writeBytes(node(record(node[0]), record(node[1])));
        }
        file.writeBytes(new byte[16]);
        file.writeBytes(data.toByteArray());
        file.writeBytes(MARKER);
        write(file, metadata);
        return file.toByteArray();
    }

    private long record(int written) {
        return written >= 0 ? written : written == -1 ? nodes.size() : nodes.size() + 16L - 2 - written;
    }

    private byte[] node(long left, long right) {
        return switch (recordBits) {
            case 24 -> concat(bigEndian(left, 3), bigEndian(right, 3));
            case 28 ->
                concat(
                        bigEndian(left & 0xff_ffff, 3),
                        concat(bigEndian(((left >>> 24) << 4) | (right >>> 24), 1), bigEndian(right & 0xff_ffff, 3)));
            default -> concat(bigEndian(left, 4), bigEndian(right, 4));
        };
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] bigEndian(long value, int bytes) {
        byte[] octets = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            octets[i] = (byte) (value >>> (8 * (bytes - 1 - i)));
        }
        return octets;
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                head(out, 7, map.size());
                map.forEach((key, each) -> {
                    write(out, key);
                    write(out, each);
                });
            }
            case List<?> list -> {
                head(out, 11, list.size());
                list.forEach(each -> write(out, each));
            }
            case String text -> {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                head(out, 2, utf8.length);
                out.writeBytes(utf8);
            }
            case Double number -> {
                head(out, 3, 8);
                out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
            }
            case Float number -> {
                head(out, 15, 4);
                out.writeBytes(ByteBuffer.allocate(4).putFloat(number).array());
            }
            case Boolean bit -> head(out, 14, bit ? 1 : 0);
            case Long number -> {
                int octets = (Long.SIZE - Long.numberOfLeadingZeros(number) + 7) / 8;
                head(out, octets <= 4 ? 6 : 9, octets);
                out.writeBytes(bigEndian(number, octets));
            }
            default -> throw new IllegalArgumentException(value + " has no form here");
        }
    }

    private static void head(ByteArrayOutputStream out, int type, int size) {
        int small = size < 29 ? size : size < 285 ? 29 : 30;
        out.write(((type > 7 ? 0 : type) << 5) | small);
        if (type > 7) {
            out.write(type - 7);
        }
        if (small == 29) {
            out.write(size - 29);
        } else if (small == 30) {
            out.writeBytes(bigEndian(size - 285L, 2));
        }
    }
}
