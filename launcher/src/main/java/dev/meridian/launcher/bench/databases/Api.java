package dev.meridian.launcher.bench.databases;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** How a server is asked for each operation, over HTTP. */
interface Api {

    /** Of every request, names and values in turn. */
    List<String> headers();

    Template template(Operation operation);

    /** The rows of an answer to a list. */
    List<JsonObject> rows(JsonObject answer);
}
