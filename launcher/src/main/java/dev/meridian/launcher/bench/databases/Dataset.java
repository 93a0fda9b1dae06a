package dev.meridian.launcher.bench.databases;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * The rows that every one has: the same IDs and the same values, about 1 KiB each, made by the database itself.
 *
 * <p>IDs are numbers in a row, so that a load generator can draw one. Prices have no order of their own among them. Each
 * kind has a tenth of the rows, and of these at least two fifths are above any bound that is asked for.
 *
 * @param rows how many
 */
record Dataset(long rows) {

    static final long FIRST = 1_000_000_000;
    static final int KINDS = 10;
    static final int HIGHEST_BOUND = 500;
    static final int PAGE = 25;
    static final String STAMP = "2026-01-01T00:00:00.000+00:00";

    /** The row that everyone has to give the same answer about, and what is asked for when requests are looked at. */
    static final Map<String, String> PROBE = Map.of("id", String.valueOf(FIRST + 7), "kind", "7", "price", "431");

    /** SQL for the ID of the row with number {@code i}. */
    static final String ID = "(" + FIRST + " + i)::text";

    /** SQL for its name, kind, price, stamp and body. */
    static final String VALUES = "'Item ' || i, i % " + KINDS + ", (i * 48271 % 1000003) / 1000.0, timestamptz '"
            + STAMP + "', repeat(md5(i::text), 30)";

    /** SQL for the numbers of all rows, as {@code i}, and the time at which they were made, as {@code t}. */
    String source() {
        return " from generate_series(0::bigint, " + (rows - 1) + ") i, (select timestamptz '" + STAMP + "' as t) t";
    }

    /** A new row, as a request has it, less its ID. */
    static String fresh(String stamp) {
        return "\"name\":\"Item of a request\",\"kind\":<kind>,\"price\":<price>,\"stamp\":" + stamp + ",\"body\":\""
                + "0123456789abcdef0123456789ABCDEF".repeat(30) + "\"";
    }

    /** What all answers about a row have to agree in. */
    static JsonObject essence(JsonObject row) {
        return new JsonObject()
                .put("name", row.getString("name"))
                .put("kind", row.getDouble("kind"))
                .put("price", row.getDouble("price"))
                .put("body", row.getString("body"));
    }
}
