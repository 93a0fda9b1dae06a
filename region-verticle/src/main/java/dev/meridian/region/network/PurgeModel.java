package dev.meridian.region.network;

import dev.meridian.proto.cache.v1.EdgeConfirmation;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeResponse;
import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** A purge as the API shows it. */
final class PurgeModel {

    private PurgeModel() {}

    /** @param receipt none while it is waited for */
    static JsonObject of(Purge purge, Optional<PurgeResponse> receipt) {
        boolean everything =
                purge.getUrlsCount() + purge.getPrefixesCount() + purge.getHostsCount() + purge.getTagsCount() == 0;
        JsonObject model = new JsonObject()
                .put("$id", purge.getPurgeId())
                .put("$createdAt", Timestamps.format(Instant.ofEpochMilli(purge.getIssuedAtMillis())))
                .put("urls", new JsonArray(purge.getUrlsList()))
                .put("prefixes", new JsonArray(purge.getPrefixesList()))
                .put("hosts", new JsonArray(purge.getHostsList()))
                .put("tags", new JsonArray(purge.getTagsList()))
                .put("everything", everything)
                .put("soft", purge.getSoft())
                .put("sequence", purge.getSequence())
                .put("status", receipt.isPresent() ? "completed" : "waiting")
                .put("confirmed", receipt.map(PurgeResponse::getConfirmed).orElse(false));
        JsonArray edges = new JsonArray();
        receipt.ifPresent(written -> {
            model.put("millis", millis(written.getMicros()));
            written.getEdgesList().forEach(edge -> edges.add(edge(edge)));
        });
        return model.put("edges", edges);
    }

    private static JsonObject edge(EdgeConfirmation edge) {
        JsonObject model = new JsonObject()
                .put("name", edge.getEdge())
                .put("site", edge.getSite())
                .put("confirmed", edge.getConfirmed());
        return edge.getConfirmed() ? model.put("millis", millis(edge.getMicros())) : model;
    }

    private static double millis(int micros) {
        return micros / 1_000.0;
    }
}
