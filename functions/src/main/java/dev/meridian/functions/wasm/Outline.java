package dev.meridian.functions.wasm;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a module asks of its surroundings, and what it offers them.
 *
 * @param memories all that it has, imported ones first
 */
record Outline(List<Import> imports, List<Export> exports, List<Thing.Memory> memories) {

    record Import(String module, String name, Thing thing) {}

    record Export(String name, Thing thing) {}

    /** Something that modules pass between them. */
    sealed interface Thing {

        /**
         * @param signature a letter for each parameter, {@code >}, and one for each result: i32, long (i64), f32, double (f64),
         *     v128, reference
         */
        record Function(String signature) implements Thing {
            @Override
            public String toString() {
                int arrow = signature.indexOf('>');
                return "function (" + types(signature.substring(0, arrow)) + ") -> ("
                        + types(signature.substring(arrow + 1)) + ")";
            }

            private static String types(String letters) {
                return letters.chars()
                        .mapToObj(letter -> switch (letter) {
                            case 'i' -> "i32";
                            case 'l' -> "i64";
                            case 'f' -> "f32";
                            case 'd' -> "f64";
                            case 'v' -> "v128";
                            default -> "reference";
                        })
                        .collect(Collectors.joining(", "));
            }
        }

        /** @param pages of 64 KiB that it begins with */
        record Memory(long pages, boolean isShared, boolean is64Bit) implements Thing {
            @Override
            public String toString() {
                return "memory";
            }
        }

        /** @param kind table, global or tag */
        record Other(String kind) implements Thing {
            @Override
            public String toString() {
                return kind;
            }
        }
    }

    Optional<Thing> exported(String name) {
        return exports.stream()
                .filter(export -> export.name().equals(name))
                .map(Export::thing)
                .findFirst();
    }
}
