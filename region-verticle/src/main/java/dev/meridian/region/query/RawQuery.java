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
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new Item.One(new Literal.Text(parser.getText()));
            case VALUE_TRUE, VALUE_FALSE -> new Item.One(new Literal.Truth(parser.getBooleanValue()));
            case VALUE_NUMBER_INT -> new Item.One(new Literal.Whole(parser.getLongValue()));
            case VALUE_NUMBER_FLOAT -> new Item.One(new Literal.Real(finite(parser)));
            case START_OBJECT -> new Item.Nested(object(parser));
            default -> throw QueryProblems.invalid("a value must be a string, a number, a boolean or a query.");
        };
    }

    private static double finite(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw QueryProblems.invalid("a number is too large.");
        }
        return value;
    }
}
