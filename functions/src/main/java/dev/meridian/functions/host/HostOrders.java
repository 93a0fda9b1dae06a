package dev.meridian.functions.host;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * What a node tells the host it starts, as the first line on the host's standard input (never as arguments, which
 * other users of the machine may read).
 *
 * @param endpoint where the node listens: {@code unix:PATH} or {@code tcp:PORT} on the loopback address
 * @param recorder the file of the flight recorder
 * @param isCompiling whether script may become machine code
 */
public record HostOrders(
        String endpoint,
        String token,
        Path library,
        Path recorder,
        int threads,
        int heapMiB,
        int isolates,
        int frameBytes,
        boolean isCompiling) {

    public String toLine() {
        return new JsonObject()
                .put("endpoint", endpoint)
                .put("token", token)
                .put("library", library.toString())
                .put("recorder", recorder.toString())
                .put("threads", threads)
                .put("heapMiB", heapMiB)
                .put("isolates", isolates)
                .put("frameBytes", frameBytes)
                .put("isCompiling", isCompiling)
                .encode();
    }

    static HostOrders of(String line) {
        JsonObject orders = new JsonObject(line);
        return new HostOrders(
                orders.getString("endpoint"),
                orders.getString("token"),
                Path.of(orders.getString("library")),
                Path.of(orders.getString("recorder")),
                orders.getInteger("threads"),
                orders.getInteger("heapMiB"),
                orders.getInteger("isolates"),
                orders.getInteger("frameBytes"),
                orders.getBoolean("isCompiling"));
    }
}
