package dev.meridian.region.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of the query language, before its method has a meaning.
 *
 * @param attribute null if it was not given
 * @param values what was listed; a nested object is a query itself
 */
record RawQuery(String method, @Nullable String attribute, List<Item> values) {

    /** A distance, in whose list lies a polygon: a list of lists of lists of numbers. */
    private static final int DEEPEST = 4;

    private static final int MAX_VALUES = 500;

    private static final JsonFactory JSON = new JsonFactory();

    sealed interface Item {

        record One(Literal literal) implements Item {}

        record Nested(RawQuery query) implements Item {}
    }

    /** @throws dev.meridian.core.problem.Problem {@code general_query_invalid} if it is not such an object */
    static RawQuery read(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw QueryProblems.invalid("it must be a JSON object with a method.");
            }
            RawQuery query = object(parser);
            if (parser.nextToken() != null) {
                throw QueryProblems.invalid("there is more after its end.");
            }
            return query;
        } catch (IOException malformed) {
            throw QueryProblems.invalid("it is not well-formed JSON.");
        }
    }

    /** @throws dev.meridian.core.problem.Problem if it names no attribute */
    String named() {
        if (attribute == null || attribute.isEmpty()) {
            throw QueryProblems.invalid(method + " queries require an attribute.");
        }
        return attribute;
    }

    List<Literal> literals() {
        if (values.isEmpty() || values.size() > MAX_VALUES) {
            throw QueryProblems.invalid(method + " queries require 1 to " + MAX_VALUES + " values.");
        }
        return values.stream()
                .map(item -> switch (item) {
                    case Item.One(Literal literal) -> literal;
                    case Item.Nested nested ->
                        throw QueryProblems.invalid(method + " takes plain values, not queries.");
                })
                .toList();
    }

    Literal only() {
        List<Literal> literals = literals();
        if (literals.size() != 1) {
            throw QueryProblems.invalid(method + " queries require exactly one value.");
        }
        return literals.getFirst();
    }

    String text() {
        return text(only());
    }

    String text(Literal literal) {
        if (literal instanceof Literal.Text(String value)) {
            return value;
        }
        throw QueryProblems.invalid(method + " takes a string.");
    }

    private static RawQuery object(JsonParser parser) throws IOException {
        String method = null;
        String attribute = null;
        List<Item> values = List.of();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (name) {
                case "method" -> method = text(parser, token, "method");
                case "attribute" -> attribute = text(parser, token, "attribute");
                case "values" -> values = array(parser, token);
                default -> parser.skipChildren();
            }
        }
        if (method == null) {
            throw QueryProblems.invalid("it names no method.");
        }
        return new RawQuery(method, attribute, values);
    }

    private static String text(JsonParser parser, JsonToken token, String member) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw QueryProblems.invalid("its " + member + " must be a string.");
        }
        return parser.getText();
    }

    private static List<Item> array(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            throw QueryProblems.invalid("its values must be an array.");
        }
        List<Item> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(item(parser));
        }
        return List.copyOf(items);
    }

    private static Item item(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.START_OBJECT
                ? new Item.Nested(object(parser))
                : new Item.One(literal(parser, DEEPEST));
    }

    private static Literal literal(JsonParser parser, int depth) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new Literal.Text(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Literal.Truth(parser.getBooleanValue());
            case VALUE_NUMBER_INT -> new Literal.Whole(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new Literal.Real(finite(parser));
            case START_ARRAY -> listed(parser, depth);
            default -> throw QueryProblems.invalid("a value must be a string, a number, a boolean, a list or a query.");
        };
    }

    private static Literal listed(JsonParser parser, int depth) throws IOException {
        if (depth == 0) {
            throw QueryProblems.invalid("its lists lie too deep in one another.");
        }
        List<Literal> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(literal(parser, depth - 1));
        }
        return new Literal.Listed(List.copyOf(items));
    }

    private static double finite(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw QueryProblems.invalid("a number is too large.");
        }
        return value;
    }
}
