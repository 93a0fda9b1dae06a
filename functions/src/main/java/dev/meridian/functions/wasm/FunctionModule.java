package dev.meridian.functions.wasm;

import dev.meridian.functions.wasm.Outline.Import;
import dev.meridian.functions.wasm.Outline.Thing;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a module of WebAssembly can be a function, and of which kind. The code in it is not looked at: the engine
 * validates that when it loads it.
 */
public final class FunctionModule {

    /** What a memory can grow to, in pages of 64 KiB. */
    public static final int MOST_PAGES = 1_024;

    /** How the entrypoint of a function that is a module ends. */
    private static final String EXTENSION = ".wasm";

    private static final String MEMORY = "memory";
    private static final Map<String, String> COMMAND = Map.of("_start", ">");
    private static final Map<String, String> HANDLER = Map.of("meridian_handle", "ii>l", "meridian_alloc", "i>i");
    private static final Map<String, String> OPTIONAL = Map.of("_initialize", ">");

    private FunctionModule() {}

    /** Whether an entrypoint is one of WebAssembly. */
    public static boolean isMeant(String entrypoint) {
        return entrypoint.endsWith(EXTENSION);
    }

    /** How calls reach a module. */
    public enum Kind {
        /** A program that is run for each call: {@code _start}, standard input and output, in the manner of CGI. */
        COMMAND,
        /** One that stays, and is called: {@code meridian_handle}. */
        HANDLER
    }

    /** What is to become of a module. */
    public sealed interface Verdict {
        record Fit(Kind kind) implements Verdict {}

        /** @param reason whole sentences about "it" */
        record Unfit(String reason) implements Verdict {}
    }

    public static Verdict judge(byte[] module) {
        try {
            Outline outline = OutlineReader.read(module);
            for (Import wanted : outline.imports()) {
                Optional<String> refusal = Imports.refusal(wanted);
                if (refusal.isPresent()) {
                    return new Verdict.Unfit(refusal.get());
                }
            }
            return exports(outline);
        } catch (MalformedModule malformed) {
            return new Verdict.Unfit(String.valueOf(malformed.getMessage()));
        }
    }

    private static Verdict exports(Outline outline) {
        boolean isCommand = outline.exported("_start").isPresent();
        boolean isHandler = outline.exported("meridian_handle").isPresent();
        if (isCommand == isHandler) {
            return new Verdict.Unfit(
                    "It must export either _start (a WASI command) or meridian_handle (a handler); it exports "
                            + (isCommand ? "both." : "neither."));
        }
        return missing(outline, isCommand ? COMMAND : HANDLER, true)
                .or(() -> missing(outline, OPTIONAL, false))
                .or(() -> memory(outline))
                .<Verdict>map(Verdict.Unfit::new)
                .orElse(new Verdict.Fit(isCommand ? Kind.COMMAND : Kind.HANDLER));
    }

    private static Optional<String> missing(Outline outline, Map<String, String> wanted, boolean isNeeded) {
        for (Map.Entry<String, String> entry : wanted.entrySet()) {
            Thing function = new Thing.Function(entry.getValue());
            Optional<Thing> exported = outline.exported(entry.getKey());
            if (exported.isEmpty() && isNeeded) {
                return Optional.of("It does not export " + entry.getKey() + ", a " + function + ".");
            }
            if (exported.isPresent() && !exported.get().equals(function)) {
                return Optional.of("It exports " + entry.getKey() + " as a " + exported.get() + "; it must be a "
                        + function + ".");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> memory(Outline outline) {
        if (!(outline.exported(MEMORY).orElse(null) instanceof Thing.Memory)) {
            return Optional.of("It does not export its memory under the name " + MEMORY + ".");
        }
        if (outline.memories().size() > 1) {
            return Optional.of("It has " + outline.memories().size() + " memories; 1 is the most.");
        }
        for (Thing.Memory memory : outline.memories()) {
            if (memory.isShared() || memory.is64Bit()) {
                return Optional.of(
                        "It has a memory that is shared, or addressed with 64 bits; there is no such thing here.");
            }
            if (memory.pages() < 0 || memory.pages() > MOST_PAGES) {
                return Optional.of("It begins with a memory of " + Long.toUnsignedString(memory.pages())
                        + " pages of 64 KiB; " + MOST_PAGES + " is the most.");
            }
        }
        return Optional.empty();
    }
}
