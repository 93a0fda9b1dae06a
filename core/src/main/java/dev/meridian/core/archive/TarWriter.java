package dev.meridian.core.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes plain files as ustar, with a pax header before a name that ustar cannot hold. */
final class TarWriter implements AutoCloseable {

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void add(String name, Path file) throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        boolean isShort = utf8.length <= 100 && utf8.length == name.length();
        if (!isShort) {
            byte[] records = paxPath(utf8);
            writeHeader("pax".getBytes(StandardCharsets.US_ASCII), 'x', records.length);
            out.write(records);
            pad(records.length);
        }
        long size = Files.size(file);
        writeHeader(isShort ? utf8 : "long".getBytes(StandardCharsets.US_ASCII), '0', size);
        Files.copy(file, out);
        pad(size);
    }

    private static byte[] paxPath(byte[] utf8) {
        int rest = " path=\n".length() + utf8.length;
        int length = rest + String.valueOf(rest).length();
        length = rest + String.valueOf(length).length();
        String record = length + " path=" + new String(utf8, StandardCharsets.UTF_8) + "\n";
        return record.getBytes(StandardCharsets.UTF_8);
    }

    private void writeHeader(byte[] name, char type, long size) throws IOException {
        byte[] block = new byte[TarHeader.BLOCK];
        System.arraycopy(name, 0, block, 0, name.length);
        put(block, 100, "0000644\0");
        put(block, 108, "0000000\0");
        put(block, 116, "0000000\0");
        put(block, 124, "%011o\0".formatted(size));
        put(block, 136, "00000000000\0");
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        put(block, 148, "%06o\0 ".formatted(TarHeader.checksum(block)));
        out.write(block);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) (-size & (TarHeader.BLOCK - 1))]);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            out.write(new byte[2 * TarHeader.BLOCK]);
        }
    }
}
