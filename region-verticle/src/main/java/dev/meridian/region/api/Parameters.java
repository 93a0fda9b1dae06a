package dev.meridian.region.api;

import dev.meridian.core.id.Ids;
import dev.meridian.region.query.Texts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request's parameters by name, checked as they are asked for: those of the path, the JSON body or form, and the query.
 *
 * <p>Where a name stands in several, the path wins over the body, and the body over the query. JSON {@code null} counts
 * as absent. A refusal is a problem of type {@code general_argument_invalid} with the contract's text.
 */
public final class Parameters {

    private static final String ID_RULE =
            "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period,"
                    + " hyphen, and underscore. Can't start with a special char";

    private static final String STORABLE_RULE =
            "Value must be text without the character U+0000 and without half of a surrogate pair";

    private final Map<String, String> path;
    private final Map<String, Object> body;
    private final Map<String, Object> query;

    /** @param body JSON values as Vert.x has them, or texts and lists of texts of a form */
    public Parameters(Map<String, String> path, Map<String, Object> body, Map<String, Object> query) {
        this.path = path;
        this.body = body;
        this.query = query;
    }

    /** Those of an object inside a request. */
    public static Parameters of(JsonObject object) {
        return new Parameters(Map.of(), values(object), Map.of());
    }

    /** Nested objects and lists are {@link JsonObject} and {@link JsonArray}, whatever they are kept as. */
    static Map<String, Object> values(JsonObject object) {
        Map<String, Object> values = new LinkedHashMap<>();
        object.forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }

    /** Whether the caller sent it, and not as null. */
    public boolean has(String name) {
        return value(name) != null;
    }

    /** Whether the caller sent it, be it null. */
    public boolean mentions(String name) {
        return body.containsKey(name) || query.containsKey(name) || path.containsKey(name);
    }

    /** The value as it came: text, number, boolean, {@link JsonObject}, {@link JsonArray} or list. */
    public Optional<Object> raw(String name) {
        return Optional.ofNullable(value(name));
    }

    /** An identifier in the contract's form, or {@code unique()}; see {@link Ids#resolve}. */
    public String newId(String name) {
        String id = required(name, ID_RULE);
        return check(id, id.equals(Ids.CHOOSE) || Ids.isValid(id), name, ID_RULE);
    }

    /** An identifier of something that exists. */
    public String id(String name) {
        String id = required(name, ID_RULE);
        return check(id, Ids.isValid(id), name, ID_RULE);
    }

    /** A text of 1 to {@code most} characters. */
    public String text(String name, int most) {
        String rule = "Value must be a valid string and at least 1 chars and no longer than " + most + " chars";
        String text = required(name, rule);
        return check(text, !text.isEmpty() && text.length() <= most, name, rule);
    }

    /** A text of 0 to {@code most} characters, if there is one. */
    public Optional<String> optionalText(String name, int most) {
        String rule = "Value must be a valid string and no longer than " + most + " chars";
        return string(name, rule).map(text -> check(text, text.length() <= most, name, rule));
    }

    /** A text that is passed on and not kept: any characters, up to {@code most} of them. */
    public Optional<String> content(String name, int most) {
        return raw(name).map(value -> {
            if (value instanceof String text && text.length() <= most) {
                return text;
            }
            throw Invalid.parameter(name, "Value must be a valid string and no longer than " + most + " chars");
        });
    }

    /** A text that a rule of the feature's own decides on. */
    public String text(String name, String rule, Predicate<String> valid) {
        String text = required(name, rule);
        return check(text, valid.test(text), name, rule);
    }

    /** One of a closed set of words. */
    public Optional<String> oneOf(String name, List<String> words) {
        String rule = "Value must be one of (" + String.join(", ", words) + ")";
        return string(name, rule).map(word -> check(word, words.contains(word), name, rule));
    }

    public boolean flag(String name, boolean otherwise) {
        return optionalFlag(name).orElse(otherwise);
    }

    public Optional<Boolean> optionalFlag(String name) {
        return raw(name).map(value -> switch (value) {
            case Boolean flag -> flag;
            case String text when text.equals("true") || text.equals("1") -> true;
            case String text when text.equals("false") || text.equals("0") -> false;
            default -> throw Invalid.parameter(name, "Value must be a valid boolean");
        });
    }

    /** A whole number, exact to 64 bits. */
    public Optional<Long> integer(String name, long least, long most) {
        String rule = "Value must be a valid range between %,d and %,d".formatted(least, most);
        return raw(name).map(value -> {
            long number = wholeNumber(value).orElseThrow(() -> Invalid.parameter(name, rule));
            return check(number, number >= least && number <= most, name, rule);
        });
    }

    public Optional<Double> decimal(String name) {
        return raw(name)
                .map(value -> number(value)
                        .map(BigDecimal::doubleValue)
                        .filter(Double::isFinite)
                        .orElseThrow(() -> Invalid.parameter(name, "Value must be a valid float")));
    }

    /** An instant in ISO 8601, with or without an offset. */
    public Optional<Instant> instant(String name) {
        String rule = "Value must be valid date in ISO 8601 format";
        return string(name, rule).map(text -> {
            try {
                return Timestamps.parse(text);
            } catch (DateTimeParseException e) {
                throw Invalid.parameter(name, rule);
            }
        });
    }

    /** A list of texts, each of up to {@code longest} characters, if there is one. */
    public Optional<List<String>> texts(String name, int most, int longest) {
        String rule = "Value must a valid array no longer than " + most
                + " items and Value must be a valid string and no longer than " + longest + " chars";
        return list(name, rule).map(items -> {
            check(items, items.size() <= most, name, rule);
            List<String> texts = new ArrayList<>(items.size());
            for (Object item : items) {
                if (!(item instanceof String text) || text.length() > longest) {
                    throw Invalid.parameter(name, rule);
                }
                texts.add(check(text, Texts.isStorable(text), name, STORABLE_RULE));
            }
            return List.copyOf(texts);
        });
    }

    /** The queries of a list request: up to 100 texts of up to 4,096 characters. */
    public List<String> queries() {
        return texts("queries", 100, 4_096).orElse(List.of());
    }

    /** An object, for instance a row's data or preferences; in a form it may be JSON text. */
    public Optional<JsonObject> object(String name) {
        return raw(name).map(value -> switch (value) {
            case JsonObject object -> object;
            case String text ->
                JsonTexts.object(text).orElseThrow(() -> Invalid.parameter(name, "Value must be a valid JSON object"));
            default -> throw Invalid.parameter(name, "Value must be a valid JSON object");
        });
    }

    /** A list of objects, each with parameters of its own. */
    public List<Parameters> objects(String name, int most) {
        String rule = "Value must be a valid array of objects, no longer than " + most + " items";
        if (!(raw(name).orElseThrow(() -> Invalid.missing(name)) instanceof JsonArray items) || items.size() > most) {
            throw Invalid.parameter(name, rule);
        }
        List<Parameters> objects = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            if (!(items.getValue(i) instanceof JsonObject object)) {
                throw Invalid.parameter(name, rule);
            }
            objects.add(of(object));
        }
        return objects;
    }

    private String required(String name, String rule) {
        return string(name, rule).orElseThrow(() -> Invalid.missing(name));
    }

    private Optional<String> string(String name, String rule) {
        return raw(name).map(value -> {
            if (value instanceof String text) {
                return check(text, Texts.isStorable(text), name, STORABLE_RULE);
            }
            throw Invalid.parameter(name, rule);
        });
    }

    private Optional<List<?>> list(String name, String rule) {
        return raw(name).map(value -> switch (value) {
            case JsonArray array -> array.getList();
            case List<?> list -> list;
            default -> throw Invalid.parameter(name, rule);
        });
    }

    private @Nullable Object value(String name) {
        if (path.containsKey(name)) {
            return path.get(name);
        }
        return body.containsKey(name) ? body.get(name) : query.get(name);
    }

    private static Optional<Long> wholeNumber(Object value) {
        return number(value).flatMap(number -> {
            try {
                return Optional.of(number.longValueExact());
            } catch (ArithmeticException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<BigDecimal> number(Object value) {
        if (!(value instanceof Number) && !(value instanceof String)) {
            return Optional.empty();
        }
        String text = value.toString();
        try {
            BigDecimal number = new BigDecimal(text.length() > 64 ? "" : text);
            return Math.abs((long) number.scale()) > 400 ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static <T> T check(T value, boolean holds, String name, String rule) {
        if (!holds) {
            throw Invalid.parameter(name, rule);
        }
        return value;
    }
}
