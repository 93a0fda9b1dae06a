package dev.meridian.launcher.migrate;

import io.vertx.core.json.JsonObject;

/** What an API did not do, in its own words. */
final class Refused extends RuntimeException {

    private final int status;
    private final JsonObject answer;

    Refused(String request, int status, JsonObject answer) {
        super(request + ": " + answer.getString("message", "") + " (" + answer.getString("type", "") + ", " + status
                + ")");
        this.status = status;
        this.answer = answer;
    }

    boolean isMissing() {
        return status == 404;
    }

    /** Whether the API has no such thing at all, rather than not this one. */
    boolean isUnknownRoute() {
        return answer.getString("type", "").equals("general_route_not_found");
    }

    boolean isThereAlready() {
        return status == 409;
    }

    /** The whole body. */
    JsonObject answer() {
        return answer;
    }
}
