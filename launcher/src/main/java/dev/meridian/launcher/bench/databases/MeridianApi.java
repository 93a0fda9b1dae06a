package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.bench.stage.BenchSetup;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of Meridian, as an SDK asks for it.
 *
 * @param credentials header's name and value, in turn
 */
record MeridianApi(String table, List<String> credentials) implements Api {

    static MeridianApi withKey(String table, String key) {
        return new MeridianApi(table, List.of("x-appwrite-key", key));
    }

    static MeridianApi asUser(String table, String cookies) {
        return new MeridianApi(table, List.of("cookie", cookies));
    }

    @Override
    public List<String> headers() {
        List<String> headers = new ArrayList<>(List.of(
                "Host", "localhost", "content-type", "application/json", "x-appwrite-project", BenchSetup.PROJECT));
        headers.addAll(credentials);
        return headers;
    }

    @Override
    public Template template(Operation operation) {
        String path = "/v1/tablesdb/" + Tables.DATABASE + "/tables/" + table + "/rows";
        return switch (operation) {
            case FIND -> new Template("GET", path + "/<id>", "");
            case LIST -> new Template("GET", path + "?total=false&" + queries(), "");
            case LIST_WITH_TOTAL -> new Template("GET", path + "?" + queries(), "");
            case UPDATE -> new Template("PATCH", path + "/<id>", "{\"data\":{\"price\":<price>}}");
            case CREATE ->
                new Template("POST", path, "{\"rowId\":\"<new1>\",\"data\":{" + Dataset.fresh(stamp()) + "}}");
            case CREATE_100 -> new Template("POST", path, "{\"rows\":[" + hundred() + "]}");
        };
    }

    @Override
    public List<JsonObject> rows(JsonObject answer) {
        return answer.getJsonArray("rows").stream().map(JsonObject.class::cast).toList();
    }

    private static String hundred() {
        return IntStream.rangeClosed(1, 100)
                .mapToObj(i -> "{\"$id\":\"<new" + i + ">\"," + Dataset.fresh(stamp()) + "}")
                .collect(Collectors.joining(","));
    }

    private static String stamp() {
        return "\"" + Dataset.STAMP + "\"";
    }

    private static String queries() {
        return List.of(
                        "{\"method\":\"equal\",\"attribute\":\"kind\",\"values\":[<kind>]}",
                        "{\"method\":\"greaterThan\",\"attribute\":\"price\",\"values\":[<price>]}",
                        "{\"method\":\"orderAsc\",\"attribute\":\"price\"}",
                        "{\"method\":\"limit\",\"values\":[" + Dataset.PAGE + "]}")
                .stream()
                .map(query -> "queries[]=" + encoded(query))
                .collect(Collectors.joining("&"));
    }

    /** All but the places. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("%3C", "<")
                .replace("%3E", ">");
    }
}
