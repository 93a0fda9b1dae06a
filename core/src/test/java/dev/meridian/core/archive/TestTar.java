package dev.meridian.core.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Makes tar streams of any kind, bad ones included. */
final class TestTar {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    TestTar file(String name, String content) {
        return entry(name, '0', content.getBytes(StandardCharsets.UTF_8));
    }

    TestTar entry(String name, char type, byte[] content) {
        return header(name, type, content.length).raw(content).raw(new byte[-content.length & 511]);
    }

    TestTar header(String name, char type, long size) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, "0000644\0");
        put(block, 124, "%011o\0".formatted(size));
        block[156] = (byte) type;
        put(block, 157, "/etc/passwd");
        put(block, 257, "ustar\00000");
        put(block, 148, "%06o\0 ".formatted(TarHeader.checksum(block)));
        return raw(block);
    }

    TestTar raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    byte[] plain() {
        return bytes.toByteArray();
    }

    byte[] ended() throws IOException {
        return raw(new byte[1024]).zipped();
    }

    byte[] zipped() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            bytes.writeTo(zip);
        }
        return out.toByteArray();
    }

    private static void put(byte[] block, int at, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, block, at, utf8.length);
    }
}
