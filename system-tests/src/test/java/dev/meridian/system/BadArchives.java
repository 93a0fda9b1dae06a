package dev.meridian.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Code as it is deployed: gzipped tar, built byte by byte. */
final class BadArchives {

    private static final int BLOCK = 512;
    private static final byte[] CODE = "export default ({ res }) => res.text('hacked');".getBytes(UTF_8);

    private BadArchives() {}

    static byte[] good(String says) throws IOException {
        return gzip(end(file("main.js", ("export default ({ res }) => res.text('" + says + "');").getBytes(UTF_8))));
    }

    static Map<String, byte[]> all() throws IOException {
        byte[] whole = gzip(end(file("main.js", CODE)));
        Map<String, byte[]> archives = new LinkedHashMap<>();
        archives.put("no gzip", "PK\3\4 this is a zip".getBytes(UTF_8));
        archives.put("gzip cut off", Arrays.copyOf(whole, whole.length / 2));
        archives.put("gzip with a wrong checksum", damaged(whole, whole.length - 6));
        archives.put("gzip of no tar", gzip("a".repeat(2_000).getBytes(UTF_8)));
        archives.put("tar cut off", gzip(Arrays.copyOf(file("main.js", CODE), BLOCK + 10)));
        archives.put("nothing in it", gzip(end()));
        archives.put("a path that leads out", gzip(end(file("../main.js", CODE))));
        archives.put("a path that leads out later", gzip(end(file("main.js", CODE), file("a/../../b.js", CODE))));
        archives.put("an absolute path", gzip(end(file("/tmp/main.js", CODE))));
        archives.put("a link to a secret", gzip(end(entry("main.js", '2', "/etc/passwd", new byte[0]))));
        archives.put("a link to a hard secret", gzip(end(entry("main.js", '1', "/etc/passwd", new byte[0]))));
        archives.put(
                "a file through a link",
                gzip(end(entry("a", '2', "/tmp", new byte[0]), file("a/main.js", CODE), file("main.js", CODE))));
        archives.put("a device", gzip(end(file("main.js", CODE), entry("null", '3', "", new byte[0]))));
        archives.put("a name twice", gzip(end(file("main.js", CODE), file("main.js", CODE))));
        archives.put("a file of 100 MiB", bomb(1, 100 << 20));
        archives.put("320 MiB in all", bomb(10, 32 << 20));
        archives.put("no entrypoint", gzip(end(file("other.js", CODE))));
        return archives;
    }

    private static byte[] damaged(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 0x55;
        return copy;
    }

    private static byte[] bomb(int files, int bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(file("main.js", CODE));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < files; i++) {
                gzip.write(header("zeros" + i, '0', "", bytes));
                for (int written = 0; written < bytes; written += zeros.length) {
                    gzip.write(zeros);
                }
            }
            gzip.write(end());
        }
        return packed.toByteArray();
    }

    private static byte[] file(String name, byte[] content) {
        return entry(name, '0', "", content);
    }

    private static byte[] entry(String name, char type, String link, byte[] content) {
        byte[] padded = Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK);
        return RawGrpc.join(header(name, type, link, content.length), padded);
    }

    /** POSIX.1-1988 ustar. */
    private static byte[] header(String name, char type, String link, int size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, "0000644\0" + "0000000\0" + "0000000\0" + "%011o\0".formatted(size) + "00000000000\0        ");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte value : block) {
            sum += value & 0xff;
        }
        put(block, 148, "%06o\0 ".formatted(sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static byte[] end(byte[]... entries) {
        return RawGrpc.join(RawGrpc.join(entries), new byte[2 * BLOCK]);
    }

    private static byte[] gzip(byte[] tar) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(tar);
        }
        return packed.toByteArray();
    }
}
