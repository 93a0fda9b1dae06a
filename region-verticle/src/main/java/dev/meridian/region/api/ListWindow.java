package dev.meridian.region.api;

import dev.meridian.core.problem.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Which part of a small list is asked for, where only {@code limit} and {@code offset} queries are known (contract
 * section 2.6).
 *
 * @param total whether the whole list is to be counted
 */
public record ListWindow(long limit, long offset, boolean total) {

    private static final long MOST = 5_000;

    public static ListWindow of(Parameters parameters) {
        long limit = 25;
        long offset = 0;
        for (String text : parameters.queries()) {
            JsonObject query = JsonTexts.object(text).orElseThrow(() -> invalid("Syntax error"));
            Object method = query.getValue("method");
            if ("limit".equals(method)) {
                limit = number(query, 1);
            } else if ("offset".equals(method)) {
                offset = number(query, 0);
            } else {
                throw invalid("method " + method + " is not supported here; use limit and offset");
            }
        }
        return new ListWindow(limit, offset, parameters.flag("total", true));
    }

    /** The list's JSON; the total stops at 5,000, and is 0 if it was not asked for. */
    public JsonObject render(String plural, long count, JsonArray items) {
        return new JsonObject().put("total", total ? Math.min(count, MOST) : 0).put(plural, items);
    }

    private static long number(JsonObject query, long least) {
        return Optional.ofNullable(query.getValue("values"))
                .filter(JsonArray.class::isInstance)
                .map(JsonArray.class::cast)
                .filter(values -> values.size() == 1 && values.getValue(0) instanceof Integer)
                .map(values -> values.getLong(0))
                .filter(number -> number >= least && number <= MOST)
                .orElseThrow(() -> invalid("Value must be a valid range between " + least + " and " + MOST));
    }

    private static Problem invalid(String reason) {
        return Invalid.parameter("queries", "Invalid query: " + reason);
    }
}
