package dev.meridian.core.archive;

import java.nio.charset.StandardCharsets;

/**
 * One 512-byte header block of a tar stream (POSIX.1-1988 ustar).
 *
 * @param name as it stands, prefix joined
 * @param type the type flag; 0 in archives older than ustar
 */
record TarHeader(String name, char type, long size) {

    static final int BLOCK = 512;

    static boolean isEnd(byte[] block) {
        for (byte value : block) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    static TarHeader parse(byte[] block) {
        String name = text(block, 0, 100);
        if (octal(name, block, 148, 8) != checksum(block)) {
            throw TarReader.broken(name, "has a header whose checksum is wrong");
        }
        boolean ustar = text(block, 257, 6).equals("ustar");
        String prefix = ustar ? text(block, 345, 155) : "";
        String whole = prefix.isEmpty() ? name : prefix + "/" + name;
        return new TarHeader(whole, (char) (block[156] & 0xff), octal(whole, block, 124, 12));
    }

    /** The sum of the block's bytes, with the checksum's own field as blanks. */
    static int checksum(byte[] block) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    private static String text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(String name, byte[] block, int from, int length) {
        String digits = text(block, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw TarReader.broken(name, "has a header with a number that is not octal");
        }
        return Long.parseLong(digits, 8);
    }
}
