package dev.meridian.launcher.bench.databases;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request with places in it: {@code <id>}, {@code <kind>}, {@code <price>} of a row, and {@code <new1>} and so on for IDs
 * of rows that are to be.
 *
 * @param path with the query, encoded but for the places
 * @param body empty for none
 */
record Template(String method, String path, String body) {

    private static final Pattern PLACE = Pattern.compile("<(id|kind|price|new\\d+)>");

    /** With a value at every place. */
    Template filled(Map<String, String> values) {
        return new Template(method, filled(path, values), filled(body, values));
    }

    private static String filled(String text, Map<String, String> values) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "unique()")));
    }

    /**
     * A script for wrk that sends it again and again, with chance at each place; what is new gets its ID from the server.
     *
     * @param headers names and values, in turn
     */
    String lua(Dataset rows, List<String> headers) {
        StringBuilder text = new StringBuilder("math.randomseed(os.time())\n");
        for (int i = 0; i < headers.size(); i += 2) {
            text.append("wrk.headers[ " + quoted(headers.get(i)) + " ] = " + quoted(headers.get(i + 1)) + "\n");
        }
        Function<String, String> chance = place -> chance(place, rows);
        return text.append("request = function()\n  return wrk.format(" + quoted(method) + ", " + joined(path, chance)
                        + (body.isEmpty() ? "" : ", nil, " + joined(body, chance)) + ")\nend\n")
                .toString();
    }

    private static String chance(String place, Dataset rows) {
        return switch (place) {
            case "id" -> Dataset.FIRST + " + math.random(0, " + (rows.rows() - 1) + ")";
            case "kind" -> "math.random(0, " + (Dataset.KINDS - 1) + ")";
            case "price" -> "math.random(0, " + Dataset.HIGHEST_BOUND + ")";
            default -> quoted("unique()");
        };
    }

    /** A table, for an expression of Lua may not be long. */
    private static String joined(String text, Function<String, String> chance) {
        List<String> pieces = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        int from = 0;
        while (place.find()) {
            pieces.add(quoted(text.substring(from, place.start())));
            pieces.add(chance.apply(place.group(1)));
            from = place.end();
        }
        pieces.add(quoted(text.substring(from)));
        return pieces.size() == 1
                ? pieces.getFirst()
                : pieces.stream().collect(Collectors.joining(", ", "table.concat({", "})"));
    }

    /** No text here has a line's end or two equals signs after a bracket. */
    private static String quoted(String text) {
        return "[==[" + text + "]==]";
    }
}
