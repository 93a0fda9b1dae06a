package dev.meridian.launcher.bench.databases;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;

/** A class of Parse Server, with its master key, as a server asks for it. */
record ParseApi() implements Api {

    static final String MOUNT = "/parse";
    static final String CLASS = "Item";
    static final String APPLICATION = "bench";
    static final String MASTER_KEY = "bench-master-key";

    private static final String PATH = MOUNT + "/classes/" + CLASS;

    @Override
    public List<String> headers() {
        return List.of(
                "content-type",
                "application/json",
                "x-parse-application-id",
                APPLICATION,
                "x-parse-master-key",
                MASTER_KEY);
    }

    @Override
    public Template template(Operation operation) {
        return switch (operation) {
            case FIND -> new Template("GET", PATH + "/<id>", "");
            case LIST -> new Template("GET", PATH + "?" + query(), "");
            case LIST_WITH_TOTAL -> new Template("GET", PATH + "?count=1&" + query(), "");
            case UPDATE -> new Template("PUT", PATH + "/<id>", "{\"price\":<price>}");
            case CREATE -> new Template("POST", PATH, fresh());
            case CREATE_100 -> new Template("POST", MOUNT + "/batch", hundred());
        };
    }

    @Override
    public List<JsonObject> rows(JsonObject answer) {
        return answer.getJsonArray("results").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String query() {
        return "where=" + MeridianApi.encoded("{\"kind\":<kind>,\"price\":{\"$gt\":<price>}}") + "&order=price&limit="
                + Dataset.PAGE;
    }

    private static String fresh() {
        return "{" + Dataset.fresh("{\"__type\":\"Date\",\"iso\":\"2026-01-01T00:00:00.000Z\"}") + "}";
    }

    /** All of them or none, as Meridian has it. */
    private static String hundred() {
        String one = "{\"method\":\"POST\",\"path\":\"" + PATH + "\",\"body\":" + fresh() + "}";
        return "{\"transaction\":true,\"requests\":[" + String.join(",", Collections.nCopies(100, one)) + "]}";
    }
}
