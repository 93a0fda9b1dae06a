package dev.meridian.router.geo.mmdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over a section of values. Reading a value moves behind it; a pointer is followed for what is read, never for what
 * is skipped, and never to another pointer.
 *
 * <p>Each value that is read or skipped is paid for from a budget that grows with the section, since a section of pointers
 * could otherwise have a small file mean work without end.
 */
final class Values {

    /** Reads the one value that belongs to a key. */
    interface Field {
        void read(String key) throws MalformedDatabase;
    }

    /** Readings of each byte on average: what several share is read for each, and a record may be read again. */
    private static final long BUDGET_PER_BYTE = 32;

    private static final long LEAST_BUDGET = 1 << 16;
    private static final int LONGEST_TEXT = 4096;

    private static final int POINTER = 1;
    private static final int TEXT = 2;
    private static final int DOUBLE = 3;
    private static final int BYTES = 4;
    private static final int UNSIGNED_16 = 5;
    private static final int UNSIGNED_32 = 6;
    private static final int MAP = 7;
    private static final int SIGNED_32 = 8;
    private static final int UNSIGNED_64 = 9;
    private static final int UNSIGNED_128 = 10;
    private static final int ARRAY = 11;
    private static final int BOOLEAN = 14;
    private static final int FLOAT = 15;

    private final ByteBuffer section;
    private long budget;
    private int at;
    private int type;
    private int size;

    Values(ByteBuffer section) {
        this.section = section;
        this.budget = LEAST_BUDGET + BUDGET_PER_BYTE * section.limit();
    }

    void moveTo(long offset) throws MalformedDatabase {
        if (offset < 0 || offset >= section.limit()) {
            throw new MalformedDatabase("a pointer leads out of the data, to " + offset);
        }
        at = (int) offset;
    }

    /** Reads a map, pair by pair. */
    void map(Field field) throws MalformedDatabase {
        int behind = open();
        expect(MAP);
        for (int left = size; left > 0; left--) {
            field.read(text());
        }
        close(behind);
    }

    String text() throws MalformedDatabase {
        int behind = open();
        expect(TEXT);
        if (size > LONGEST_TEXT) {
            throw new MalformedDatabase("a text has " + size + " bytes");
        }
        byte[] bytes = new byte[size];
        section.get(take(size), bytes);
        close(behind);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A double or a float. */
    double number() throws MalformedDatabase {
        int behind = open();
        double value;
        if (type == DOUBLE && size == Double.BYTES) {
            value = section.getDouble(take(size));
        } else if (type == FLOAT && size == Float.BYTES) {
            value = section.getFloat(take(size));
        } else {
            throw new MalformedDatabase("a number is of type " + type + " and " + size + " bytes");
        }
        close(behind);
        return value;
    }

    /** An unsigned integer below 2 to the 63rd. */
    long unsigned() throws MalformedDatabase {
        int behind = open();
        if (!isUnsigned() || size > Long.BYTES) {
            throw new MalformedDatabase("an integer is of type " + type + " and " + size + " bytes");
        }
        long value = bigEndian(size);
        if (value < 0) {
            throw new MalformedDatabase("an integer is " + Long.toUnsignedString(value));
        }
        close(behind);
        return value;
    }

    private boolean isUnsigned() {
        return type == UNSIGNED_16 || type == UNSIGNED_32 || type == UNSIGNED_64;
    }

    /** Moves behind a value and all that is in it. */
    void skip() throws MalformedDatabase {
        for (long left = 1; left > 0; left--) {
            head();
            switch (type) {
                case POINTER -> target();
                case MAP -> left += 2L * size;
                case ARRAY -> left += size;
                case BOOLEAN -> {}
                case TEXT, DOUBLE, BYTES, UNSIGNED_16, UNSIGNED_32, SIGNED_32, UNSIGNED_64, UNSIGNED_128, FLOAT ->
                    take(size);
                default -> throw new MalformedDatabase("there is a value of type " + type);
            }
        }
    }

    /** Reads the head of a value, or of the one that a pointer leads to. @return where to go on, -1 for right behind it */
    private int open() throws MalformedDatabase {
        head();
        if (type != POINTER) {
            return -1;
        }
        long target = target();
        int behind = at;
        moveTo(target);
        head();
        if (type == POINTER) {
            throw new MalformedDatabase("a pointer leads to another, at " + target);
        }
        return behind;
    }

    private void close(int behind) {
        if (behind >= 0) {
            at = behind;
        }
    }

    private void expect(int expected) throws MalformedDatabase {
        if (type != expected) {
            throw new MalformedDatabase("a value is of type " + type + ", where " + expected + " is to be");
        }
    }

    /** The type, and the size; for a pointer the lower five bits of its first byte. */
    private void head() throws MalformedDatabase {
        if (--budget < 0) {
            throw new MalformedDatabase("its values mean more work than a file of its size may");
        }
        int control = octet();
        type = control >>> 5;
        size = control & 31;
        if (type == POINTER) {
            return;
        }
        if (type == 0) {
            type = 7 + octet();
        }
        size = switch (size) {
            case 29 -> 29 + octet();
            case 30 -> 285 + (int) bigEndian(2);
            case 31 -> 65_821 + (int) bigEndian(3);
            default -> size;
        };
    }

    private long target() throws MalformedDatabase {
        long upper = size & 7;
        return switch (size >>> 3) {
            case 0 -> upper << 8 | bigEndian(1);
            case 1 -> (upper << 16 | bigEndian(2)) + 2_048;
            case 2 -> (upper << 24 | bigEndian(3)) + 526_336;
            default -> bigEndian(4);
        };
    }

    private int octet() throws MalformedDatabase {
        return section.get(take(1)) & 0xff;
    }

    private long bigEndian(int bytes) throws MalformedDatabase {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    /** Moves over bytes. @return where they begin */
    private int take(int bytes) throws MalformedDatabase {
        if (bytes > section.limit() - at) {
            throw new MalformedDatabase("it ends within a value");
        }
        at += bytes;
        return at - bytes;
    }
}
