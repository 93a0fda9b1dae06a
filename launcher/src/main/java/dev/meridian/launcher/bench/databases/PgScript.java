package dev.meridian.launcher.bench.databases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements as a script of pgbench: their text is what it was, every parameter is a variable. Those that a request has
 * places for are drawn anew each time; the others are what they were.
 *
 * @param text of the script
 * @param constants variables that are given to pgbench, by name
 */
record PgScript(String text, Map<String, String> constants) {

    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

    /**
     * @param places values that the requests' places had, by the name of the place
     */
    static PgScript of(List<Statement> statements, Map<String, String> places, Dataset rows) {
        Writer writer = new Writer(places);
        statements.forEach(writer::write);
        writer.close();
        StringBuilder text = new StringBuilder();
        for (String place : writer.drawn) {
            text.append("\\set " + place + " random(" + range(place, rows) + ")\n");
        }
        return new PgScript(text.append(writer.text).toString(), writer.constants());
    }

    private static String range(String place, Dataset rows) {
        return switch (place) {
            case "id" -> Dataset.FIRST + ", " + (Dataset.FIRST + rows.rows() - 1);
            case "kind" -> "0, " + (Dataset.KINDS - 1);
            case "price" -> "0, " + Dataset.HIGHEST_BOUND;
            default -> "1000000000000, 9000000000000000";
        };
    }

    /** The same statement several times in a row is sent as the region sends it: without waiting for each answer. */
    private static final class Writer {

        private final StringBuilder text = new StringBuilder();
        private final Map<String, String> names = new LinkedHashMap<>();
        private final Map<String, String> values = new LinkedHashMap<>();
        private final TreeSet<String> drawn = new TreeSet<>();
        private final List<Statement> run = new ArrayList<>();

        Writer(Map<String, String> places) {
            places.forEach((place, value) -> names.put(value, place));
        }

        void write(Statement statement) {
            if (!run.isEmpty() && !run.getFirst().sql().equals(statement.sql())) {
                close();
            }
            run.add(statement);
        }

        /** Writes what has not been written. */
        void close() {
            boolean together = run.size() > 1;
            text.append(together ? "\\startpipeline\n" : "");
            run.forEach(statement -> text.append(filled(statement)).append(";\n"));
            text.append(together ? "\\endpipeline\n" : "");
            run.clear();
        }

        private String filled(Statement statement) {
            return PARAMETER
                    .matcher(statement.sql().strip())
                    .replaceAll(number -> Matcher.quoteReplacement(statement
                            .parameters()
                            .get(Integer.parseInt(number.group(1)) - 1)
                            .map(this::variable)
                            .orElse("NULL")));
        }

        private String variable(String value) {
            String known = names.get(value);
            if (known == null) {
                known = "constant" + (values.size() + 1);
                names.put(value, known);
                values.put(known, value);
            } else if (!values.containsKey(known)) {
                drawn.add(known);
            }
            return ":" + known;
        }

        Map<String, String> constants() {
            return Map.copyOf(values);
        }
    }
}
