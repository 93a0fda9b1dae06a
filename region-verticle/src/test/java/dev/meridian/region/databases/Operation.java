package dev.meridian.region.databases;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One operation of the contract, as the table of them in {@code contract/} has it.
 *
 * @param fields of the reply that are always there
 */
record Operation(
        String service, String method, String verb, String path, List<String> fields, List<Parameter> parameters) {

    /** @param place {@code query} or {@code body} */
    record Parameter(String name, String type, boolean required, String place) {

        private static Parameter of(String text) {
            String[] parts = text.split(":", -1);
            return new Parameter(parts[0], parts[1], parts[2].equals("required"), parts[3]);
        }
    }

    static List<Operation> all(String resource) {
        try (InputStream file = Objects.requireNonNull(Operation.class.getResourceAsStream("/contract/" + resource))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Operation::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation of(String line) {
        String[] parts = line.split("\t", -1);
        return new Operation(
                parts[0],
                parts[1],
                parts[2],
                parts[3],
                words(parts[4], ","),
                words(parts[5], " ").stream().map(Parameter::of).toList());
    }

    private static List<String> words(String text, String between) {
        return Arrays.stream(text.split(between, -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    boolean isOfDocuments() {
        return service.equals("databases");
    }

    /** Its name in the newer vocabulary. */
    String newer() {
        return method.replace("Collection", "Table")
                .replace("Attribute", "Column")
                .replace("Document", "Row");
    }

    @Override
    public String toString() {
        return service + "." + method;
    }
}
