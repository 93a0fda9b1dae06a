package dev.meridian.region.network;

import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.cache.v1.EdgeConfirmation;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeResponse;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.region.outbox.Purges;
import io.vertx.core.Future;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Carries a purge out: number it, tell the edges, collect what they confirm. Safe for use by many threads. */
final class PurgeIssue {

    private final Purges purges;
    private final Receipts receipts;
    private final Topology topology;
    private final PurgeLog log;

    PurgeIssue(Purges purges, Receipts receipts, Topology topology, PurgeLog log) {
        this.purges = purges;
        this.receipts = receipts;
        this.topology = topology;
        this.log = log;
    }

    /** A purge with its number, and what became of it. */
    record Issued(Purge purge, PurgeResponse receipt) {}

    /** @param accepted when the request was, by {@link System#nanoTime} */
    Future<Issued> issue(Purge purge, long accepted) {
        return receipts.checkRoom()
                .compose(room -> purges.draw(purge))
                .compose(numbered -> publish(numbered, accepted))
                .onSuccess(issued -> log.keep(issued.purge(), issued.receipt()));
    }

    private Future<Issued> publish(Purge numbered, long accepted) {
        Map<String, String> sites = edges();
        Future<Map<String, Long>> confirmed = receipts.await(numbered.getSequence(), sites.keySet());
        purges.publish(numbered);
        return confirmed.map(at -> new Issued(numbered, receipt(numbered, sites, at, accepted)));
    }

    /** Sites of the edges that may have something stored, by name. */
    private Map<String, String> edges() {
        return topology.nodes(Kind.KIND_EDGE).stream()
                .filter(node -> node.state() != State.STATE_STOPPED)
                .map(NodeView::info)
                .collect(Collectors.toMap(info -> info.getName(), info -> info.getSite()));
    }

    private static PurgeResponse receipt(
            Purge purge, Map<String, String> sites, Map<String, Long> confirmedAt, long accepted) {
        TreeMap<String, String> all = new TreeMap<>(sites);
        confirmedAt.keySet().forEach(edge -> all.putIfAbsent(edge, ""));
        PurgeResponse.Builder receipt = PurgeResponse.newBuilder()
                .setPurgeId(purge.getPurgeId())
                .setSequence(purge.getSequence())
                .setMicros(micros(accepted, System.nanoTime()))
                .setConfirmed(confirmedAt.keySet().containsAll(sites.keySet()));
        all.forEach((edge, site) -> {
            EdgeConfirmation.Builder confirmation =
                    EdgeConfirmation.newBuilder().setEdge(edge).setSite(site);
            Long at = confirmedAt.get(edge);
            if (at != null) {
                confirmation.setConfirmed(true).setMicros(micros(accepted, at));
            }
            receipt.addEdges(confirmation);
        });
        return receipt.build();
    }

    private static int micros(long from, long to) {
        return (int) ((to - from) / 1_000);
    }
}
