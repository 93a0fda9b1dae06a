package dev.meridian.functions.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Writes small modules of WebAssembly, fitting or not. */
public final class ModuleBytes {

    private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final List<Long> BORDERS =
            List.of(0L, 1L, 2L, 3L, 8L, 64L, 1_024L, 65_528L, 65_535L, 65_536L, -1L, 0x7fffffffL, 0x80000000L);

    private final List<byte[]> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final List<byte[]> functions = new ArrayList<>();
    private final List<byte[]> memories = new ArrayList<>();
    private final List<byte[]> exports = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<String> imported = new ArrayList<>();
    private byte[] start = {};

    /** @param signature as in {@code ii>l} */
    ModuleBytes importing(String module, String name, String signature) {
        imports.add(joined(name(module), name(name), new byte[] {0}, number(type(signature))));
        imported.add(signature);
        return this;
    }

    /**
     * Imports all that there is.
     *
     * @param last names that come last, in that order
     */
    public ModuleBytes importingAll(String... last) {
        List<Outline.Import> all = new ArrayList<>();
        Imports.OFFERED.forEach(
                (module, offers) -> offers.forEach((name, thing) -> all.add(new Outline.Import(module, name, thing))));
        all.sort(Comparator.comparingInt(one -> List.of(last).indexOf(one.name())));
        for (Outline.Import one : all) {
            importing(one.module(), one.name(), ((Outline.Thing.Function) one.thing()).signature());
        }
        return this;
    }

    /** How many functions are imported. */
    public int imported() {
        return imported.size();
    }

    /** Instructions that call imported functions with numbers of which many are at some border. */
    public int[] randomCalls(Random random, int count) {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            int index = random.nextInt(imported.size());
            String[] sides = imported.get(index).split(">", 2);
            for (char type : sides[0].toCharArray()) {
                code.write(type == 'i' ? 0x41 : 0x42);
                long value = random.nextInt(4) == 0 ? random.nextLong() : BORDERS.get(random.nextInt(BORDERS.size()));
                code.writeBytes(signed(type == 'i' ? (int) value : value));
            }
            code.write(0x10);
            code.writeBytes(number(index));
            if (!sides[1].isEmpty()) {
                code.write(0x1a);
            }
        }
        byte[] bytes = code.toByteArray();
        return IntStream.range(0, bytes.length).map(at -> bytes[at]).toArray();
    }

    private static byte[] signed(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while (rest < -0x40 || rest > 0x3f) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        out.write((int) (rest & 0x7f));
        return out.toByteArray();
    }

    ModuleBytes importingMemory(String module, String name) {
        imports.add(joined(name(module), name(name), new byte[] {2, 0, 1}));
        return this;
    }

    /** A function that does what {@code code} says, instructions without their end. */
    public ModuleBytes exporting(String name, String signature, int... code) {
        functions.add(number(type(signature)));
        byte[] body = new byte[code.length + 2];
        for (int i = 0; i < code.length; i++) {
            body[i + 1] = (byte) code[i];
        }
        body[body.length - 1] = 0x0b;
        bodies.add(joined(number(body.length), body));
        exports.add(joined(name(name), new byte[] {0}, number(imported.size() + functions.size() - 1)));
        return this;
    }

    /** The last function runs before all else. */
    public ModuleBytes starting() {
        byte[] index = number(imported.size() + functions.size() - 1);
        start = joined(new byte[] {8}, number(index.length), index);
        return this;
    }

    public ModuleBytes memory(int flags, int pages) {
        memories.add(
                joined(new byte[] {(byte) flags}, number(pages), (flags & 1) == 0 ? new byte[0] : number(pages + 1)));
        exports.add(joined(name("memory"), new byte[] {2, 0}));
        return this;
    }

    public byte[] bytes() {
        return joined(
                HEADER,
                section(1, types),
                section(2, imports),
                section(3, functions),
                section(5, memories),
                section(7, exports),
                start,
                section(10, bodies));
    }

    private int type(String signature) {
        String[] sides = signature.split(">", 2);
        types.add(joined(new byte[] {0x60}, values(sides[0]), values(sides[1])));
        return types.size() - 1;
    }

    private static byte[] values(String letters) {
        byte[] values = new byte[letters.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte)
                    switch (letters.charAt(i)) {
                        case 'i' -> 0x7f;
                        case 'l' -> 0x7e;
                        default -> 0x6f;
                    };
        }
        return joined(number(values.length), values);
    }

    private static byte[] section(int id, List<byte[]> entries) {
        byte[] content = joined(number(entries.size()), joined(entries.toArray(byte[][]::new)));
        return entries.isEmpty() ? new byte[0] : joined(new byte[] {(byte) id}, number(content.length), content);
    }

    private static byte[] name(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return joined(number(bytes.length), bytes);
    }

    private static byte[] number(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        while (rest >= 0x80) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
