package dev.meridian.functions.wasm;

import dev.meridian.functions.wasm.Outline.Export;
import dev.meridian.functions.wasm.Outline.Import;
import dev.meridian.functions.wasm.Outline.Thing;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the sections of a binary module that say what it imports and exports (WebAssembly Core Specification, section
 * 5.5); the others are passed over. What it reads may be anything.
 */
final class OutlineReader {

    private static final byte[] MAGIC = {0, 'a', 's', 'm'};
    private static final byte[] MODULE = {1, 0, 0, 0};
    private static final byte[] COMPONENT = {13, 0, 1, 0};

    private static final int MOST_TYPES = 100_000;
    private static final int MOST_VALUES = 1_000;
    private static final int MOST_IMPORTS = 10_000;
    private static final int MOST_FUNCTIONS = 1_000_000;
    private static final int MOST_MEMORIES = 100;
    private static final int MOST_EXPORTS = 100_000;
    private static final int MOST_NAME_BYTES = 1_000;

    private static final int FUNCTION_FORM = 0x60;

    private final byte[] bytes;
    private int at;
    private int end;

    private final List<String> types = new ArrayList<>();
    private final List<Import> imports = new ArrayList<>();
    private final List<Integer> functions = new ArrayList<>();
    private final List<Thing.Memory> memories = new ArrayList<>();
    private final List<Export> exports = new ArrayList<>();

    private OutlineReader(byte[] bytes) {
        this.bytes = bytes;
        end = bytes.length;
    }

    static Outline read(byte[] bytes) throws MalformedModule {
        OutlineReader reader = new OutlineReader(bytes);
        reader.header();
        int last = 0;
        while (reader.at < bytes.length) {
            last = reader.section(last);
        }
        return new Outline(List.copyOf(reader.imports), List.copyOf(reader.exports), List.copyOf(reader.memories));
    }

    private void header() throws MalformedModule {
        if (bytes.length < 8 || !Arrays.equals(bytes, 0, 4, MAGIC, 0, 4)) {
            throw new MalformedModule("It is no module of WebAssembly.");
        }
        if (Arrays.equals(bytes, 4, 8, COMPONENT, 0, 4)) {
            throw new MalformedModule("It is a component (WASI 0.2); a core module with WASI preview 1 is needed.");
        }
        if (!Arrays.equals(bytes, 4, 8, MODULE, 0, 4)) {
            throw new MalformedModule("It is a module of a version of WebAssembly that is not known.");
        }
        at = 8;
    }

    /** @param last number of the last of those sections that are read here; the answer is what it is now */
    private int section(int last) throws MalformedModule {
        int id = octet();
        int size = size(Integer.MAX_VALUE);
        if (size > end - at) {
            throw new MalformedModule("It ends too early.");
        }
        end = at + size;
        switch (id) {
            case 1, 2, 3, 5, 7 -> {
                if (id <= last) {
                    throw new MalformedModule("Its sections are out of order.");
                }
                contents(id);
                if (at != end) {
                    throw new MalformedModule("Its section " + id + " is longer than what is in it.");
                }
            }
            default -> at = end;
        }
        end = bytes.length;
        return id == 1 || id == 2 || id == 3 || id == 5 || id == 7 ? id : last;
    }

    private void contents(int id) throws MalformedModule {
        switch (id) {
            case 1 -> repeat("types", MOST_TYPES, () -> types.add(type()));
            case 2 -> repeat("imports", MOST_IMPORTS, () -> imports.add(imported()));
            case 3 -> repeat("functions", MOST_FUNCTIONS, () -> functions.add(size(Integer.MAX_VALUE)));
            case 5 -> repeat("memories", MOST_MEMORIES, () -> memories.add(memory()));
            default -> repeat("exports", MOST_EXPORTS, () -> exports.add(exported()));
        }
    }

    private void repeat(String what, int most, Entry entry) throws MalformedModule {
        long count = number(32);
        if (count > most) {
            throw new MalformedModule("It has " + count + " " + what + "; " + most + " is the most.");
        }
        for (long i = 0; i < count; i++) {
            entry.read();
        }
    }

    private interface Entry {
        void read() throws MalformedModule;
    }

    private String type() throws MalformedModule {
        if (octet() != FUNCTION_FORM) {
            throw new MalformedModule("It has types other than those of functions (garbage collection).");
        }
        StringBuilder signature = new StringBuilder();
        values(signature);
        signature.append('>');
        values(signature);
        return signature.toString();
    }

    private void values(StringBuilder signature) throws MalformedModule {
        repeat("values in a type", MOST_VALUES, () -> signature.append(value()));
    }

    private char value() throws MalformedModule {
        int code = octet();
        return switch (code) {
            case 0x7f -> 'i';
            case 0x7e -> 'l';
            case 0x7d -> 'f';
            case 0x7c -> 'd';
            case 0x7b -> 'v';
            case 0x63, 0x64 -> {
                number(33);
                yield 'r';
            }
            default -> {
                if (code < 0x69 || code > 0x74) {
                    throw new MalformedModule("It has a type of values that is not known: " + code + ".");
                }
                yield 'r';
            }
        };
    }

    private Import imported() throws MalformedModule {
        String module = name();
        String name = name();
        Thing thing = switch (octet()) {
            case 0 -> {
                functions.add(size(Integer.MAX_VALUE));
                yield function(functions.size() - 1);
            }
            case 1 -> {
                value();
                limits();
                yield new Thing.Other("table");
            }
            case 2 -> {
                memories.add(memory());
                yield memories.getLast();
            }
            case 3 -> {
                value();
                octet();
                yield new Thing.Other("global");
            }
            case 4 -> {
                octet();
                number(32);
                yield new Thing.Other("tag");
            }
            default -> throw new MalformedModule("It imports something of a kind that is not known.");
        };
        return new Import(module, name, thing);
    }

    private Export exported() throws MalformedModule {
        String name = name();
        int kind = octet();
        int index = size(Integer.MAX_VALUE);
        return new Export(
                name,
                switch (kind) {
                    case 0 -> function(index);
                    case 1 -> new Thing.Other("table");
                    case 2 -> element(memories, index, "memory");
                    case 3 -> new Thing.Other("global");
                    case 4 -> new Thing.Other("tag");
                    default -> throw new MalformedModule("It exports something of a kind that is not known.");
                });
    }

    private Thing.Function function(int index) throws MalformedModule {
        return new Thing.Function(element(types, element(functions, index, "function"), "type"));
    }

    private static <T> T element(List<T> all, int index, String what) throws MalformedModule {
        if (index >= all.size()) {
            throw new MalformedModule("It names the " + what + " " + index + ", which it does not have.");
        }
        return all.get(index);
    }

    private Thing.Memory memory() throws MalformedModule {
        Limits limits = limits();
        return new Thing.Memory(limits.least(), (limits.flags() & 2) != 0, (limits.flags() & 4) != 0);
    }

    private record Limits(int flags, long least) {}

    private Limits limits() throws MalformedModule {
        int flags = octet();
        if (flags > 7) {
            throw new MalformedModule("It has limits of a kind that is not known.");
        }
        long least = number(64);
        if ((flags & 1) != 0) {
            number(64);
        }
        return new Limits(flags, least);
    }

    private String name() throws MalformedModule {
        int length = size(MOST_NAME_BYTES);
        int start = at;
        skip(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException garbled) {
            throw new MalformedModule("It has a name that is not UTF-8.");
        }
    }

    private void skip(int length) throws MalformedModule {
        if (length > end - at) {
            throw new MalformedModule("It ends too early.");
        }
        at += length;
    }

    private int octet() throws MalformedModule {
        skip(1);
        return bytes[at - 1] & 0xff;
    }

    private int size(int most) throws MalformedModule {
        long size = number(32);
        if (size < 0 || size > most) {
            throw new MalformedModule("It has a length or an index of " + size + " where " + most + " is the most.");
        }
        return (int) size;
    }

    /** A number in LEB128 (section 5.2.2), of so many bits at most; beyond 63 bits its value is of no use. */
    private long number(int bits) throws MalformedModule {
        long number = 0;
        for (int shift = 0; shift < bits; shift += 7) {
            int octet = octet();
            number |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return number;
            }
        }
        throw new MalformedModule("It has a number of more than " + bits + " bits.");
    }
}
