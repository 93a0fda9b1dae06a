package dev.meridian.functions.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An interpreter of the machine that runs heavy functions.
 *
 * @param id as functions name it: {@code node-20}, {@code python-3.11}
 * @param key of the language, without version
 * @param name for people
 * @param program the interpreter
 * @param needs folders that it needs beside the system's
 */
public record HeavyRuntime(
        String id, String key, String name, String version, Language language, Path program, List<Path> needs) {

    /** What a worker's program is written in. */
    public enum Language {
        NODE("worker.cjs", "/dev/meridian/functions/contract.cjs"),
        PYTHON("worker.py", "");

        private final String resource;
        private final String part;

        Language(String resource, String part) {
            this.resource = resource;
            this.part = part;
        }

        /** Resource that is to lie beside the program, empty for none. */
        String part() {
            return part;
        }

        /** File name of the worker's program. */
        String resource() {
            return resource;
        }
    }

    public HeavyRuntime {
        needs = List.copyOf(needs);
    }

    /** Whether an ID is one of a heavy runtime, of whatever version and wherever it may be installed. */
    public static boolean isHeavy(String id) {
        return id.startsWith("node-") || id.startsWith("python-");
    }

    /** A command that does nothing but start the interpreter. */
    List<String> trial() {
        String evaluate = switch (language) {
            case NODE -> "-e";
            case PYTHON -> "-c";
        };
        return List.of(program.toString(), evaluate, "0");
    }

    /** The command that runs a worker's program, which is a file in {@code programs}. */
    List<String> command(Path programs, int memoryMiB) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        switch (language) {
            case NODE -> command.add("--max-old-space-size=" + memoryMiB);
            case PYTHON -> command.addAll(List.of("-I", "-B"));
        }
        command.add(programs.resolve(language.resource()).toString());
        return command;
    }
}
