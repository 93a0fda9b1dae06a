package dev.meridian.functions.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Writes small modules of WebAssembly, fitting or not. */
public final class ModuleBytes {

    private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private final List<byte[]> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final List<byte[]> functions = new ArrayList<>();
    private final List<byte[]> memories = new ArrayList<>();
    private final List<byte[]> exports = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private byte[] start = {};
    private int imported;

    /** @param signature as in {@code ii>l} */
    ModuleBytes importing(String module, String name, String signature) {
        imports.add(joined(name(module), name(name), new byte[] {0}, number(type(signature))));
        imported++;
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
        return imported;
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
        exports.add(joined(name(name), new byte[] {0}, number(imported + functions.size() - 1)));
        return this;
    }

    /** The last function runs before all else. */
    public ModuleBytes starting() {
        byte[] index = number(imported + functions.size() - 1);
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
