package dev.meridian.launcher.purge;

import dev.meridian.proto.cache.v1.EdgeConfirmation;
import dev.meridian.proto.cache.v1.PurgeResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which edges have confirmed a purge. */
record Receipt(String id, long sequence, List<Line> edges) {

    /** @param millis after the purge was accepted; of no meaning if it was not confirmed */
    record Line(String edge, String site, boolean confirmed, double millis) {}

    static Receipt of(JsonObject purge) {
        List<Line> edges = new ArrayList<>();
        JsonArray listed = purge.getJsonArray("edges");
        for (int i = 0; i < listed.size(); i++) {
            JsonObject edge = listed.getJsonObject(i);
            edges.add(new Line(
                    edge.getString("name"),
                    edge.getString("site"),
                    edge.getBoolean("confirmed"),
                    edge.getDouble("millis", 0.0)));
        }
        return new Receipt(purge.getString("$id"), purge.getLong("sequence"), edges);
    }

    static Receipt of(PurgeResponse purge) {
        return new Receipt(
                purge.getPurgeId(),
                purge.getSequence(),
                purge.getEdgesList().stream().map(Receipt::line).toList());
    }

    private static Line line(EdgeConfirmation edge) {
        return new Line(edge.getEdge(), edge.getSite(), edge.getConfirmed(), edge.getMicros() / 1_000.0);
    }

    boolean isConfirmed() {
        return edges.stream().allMatch(Line::confirmed);
    }

    void print(PrintWriter out) {
        out.println("Purge " + id + ", number " + sequence + " of its region");
        String row = "  %-" + width() + "s  %-6s  %s%n";
        out.printf(Locale.ROOT, row, "EDGE", "SITE", "CONFIRMED");
        for (Line edge : edges) {
            String told = edge.confirmed()
                    ? String.format(Locale.ROOT, "%.1f ms", edge.millis())
                    : "no; it asks the region before it serves";
            out.printf(Locale.ROOT, row, edge.edge(), edge.site(), told);
        }
        long confirmed = edges.stream().filter(Line::confirmed).count();
        out.println(confirmed + " of " + edges.size() + " edges have confirmed");
    }

    private int width() {
        return edges.stream().mapToInt(edge -> edge.edge().length()).reduce(4, Math::max);
    }
}
