package dev.meridian.region.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One operation of the contract, as the table of them in {@code contract/} has it.
 *
 * @param fields of the reply that are always there
 */
public record Operation(
        String service, String method, String verb, String path, List<String> fields, List<Parameter> parameters) {

    /** @param place {@code query} or {@code body} */
    public record Parameter(String name, String type, boolean required, String place) {

        private static Parameter of(String text) {
            String[] parts = text.split(":", -1);
            return new Parameter(parts[0], parts[1], parts[2].equals("required"), parts[3]);
        }

        /** A value that is none of its type. */
        public Object unfit() {
            if (place.equals("query") && type.equals("string")) {
                return "x".repeat(300);
            }
            return switch (type) {
                case "string" -> new JsonObject().put("no", "text");
                case "boolean" -> "maybe";
                case "number" -> "many";
                case "object" -> 5;
                case "array", "string[]", "object[]" ->
                    name.equals("queries") ? new JsonArray().add("nonsense") : "no list";
                default -> throw new IllegalArgumentException(toString());
            };
        }

        /** A value of its type that is larger than anything here may be, if there is one. */
        public Optional<Object> tooLarge() {
            String text = "x".repeat(70_000);
            return switch (type) {
                case "string" -> Optional.of(place.equals("query") ? "x".repeat(300) : text);
                case "number" -> Optional.of(999_999_999_999L);
                case "object" -> Optional.of(new JsonObject().put("x", text));
                case "string[]" ->
                    place.equals("query") ? Optional.empty() : Optional.of(new JsonArray().add("x".repeat(5_000)));
                default -> Optional.empty();
            };
        }
    }

    /** Values of all parameters of which one does not fit, by how it does not. */
    public static Map<String, JsonObject> misfits(Parameter parameter, JsonObject fitting) {
        Map<String, JsonObject> misfits = new LinkedHashMap<>();
        String name = parameter.name();
        misfits.put("an unfit " + name, fitting.copy().put(name, parameter.unfit()));
        parameter
                .tooLarge()
                .ifPresent(large ->
                        misfits.put("too large a " + name, fitting.copy().put(name, large)));
        if (parameter.required()) {
            JsonObject without = fitting.copy();
            without.remove(name);
            misfits.put("no " + name, without);
        }
        return misfits;
    }

    public static List<Operation> all(String resource) {
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

    /** How it is called. */
    public record Call(String verb, String path, JsonObject body) {}

    /**
     * @param places what stands for each {name} of the path
     * @param values of the parameters
     */
    public Call call(Map<String, String> places, JsonObject values) {
        String filled = path;
        for (Map.Entry<String, String> place : places.entrySet()) {
            filled = filled.replace("{" + place.getKey() + "}", place.getValue());
        }
        StringBuilder whole = new StringBuilder(filled);
        JsonObject body = new JsonObject();
        char mark = '?';
        for (Parameter parameter : parameters) {
            if (values.containsKey(parameter.name())) {
                Object value = values.getValue(parameter.name());
                if (parameter.place().equals("body")) {
                    body.put(parameter.name(), value);
                } else {
                    whole.append(mark).append(inQuery(parameter.name(), value));
                    mark = '&';
                }
            }
        }
        return new Call(verb, whole.toString(), body);
    }

    private static String inQuery(String name, Object value) {
        return value instanceof JsonArray list
                ? name + "%5B0%5D=" + URLEncoder.encode(list.getString(0), StandardCharsets.UTF_8)
                : name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
    }

    private static List<String> words(String text, String between) {
        return Arrays.stream(text.split(between, -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    public boolean isOfDocuments() {
        return service.equals("databases");
    }

    /** Its name in the newer vocabulary. */
    public String newer() {
        return method.replace("Collection", "Table")
                .replace("Attribute", "Column")
                .replace("Document", "Row");
    }

    @Override
    public String toString() {
        return service + "." + method;
    }
}
