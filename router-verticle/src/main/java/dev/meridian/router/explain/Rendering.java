package dev.meridian.router.explain;

import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.route.v1.Candidate;
import dev.meridian.proto.route.v1.ResolveResponse;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.router.geo.Place;
import dev.meridian.router.route.RoutePlan;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** Plans and nodes in the forms that are shown. */
final class Rendering {

    private Rendering() {}

    static ResolveResponse message(RoutePlan plan, Place client, String attribution) {
        ResolveResponse.Builder message = ResolveResponse.newBuilder()
                .setTarget(plan.subject().kind().word())
                .setProject(plan.subject().project())
                .setResource(plan.subject().resource())
                .setHomeRegion(plan.subject().homeRegion())
                .setReason(plan.reason())
                .setClient(dev.meridian.proto.route.v1.Place.newBuilder()
                        .setLatitude(client.latitude())
                        .setLongitude(client.longitude())
                        .setCountry(client.country())
                        .setSource(client.source().word())
                        .setAttribution(attribution));
        if (plan instanceof RoutePlan.To to) {
            message.setNode(to.node().info().getName())
                    .setAddress(to.node().info().getHttpAddress());
        }
        plan.candidates().forEach(candidate -> message.addCandidates(candidate(candidate)));
        return message.build();
    }

    private static Candidate candidate(dev.meridian.router.route.Candidate candidate) {
        return Candidate.newBuilder()
                .setNode(candidate.node().info().getName())
                .setSite(candidate.node().info().getSite())
                .setEligible(candidate.isEligible())
                .setScoreMillis(tenths(candidate.score().millis()))
                .setDistanceKm(tenths(candidate.score().distanceKm()))
                .setRoundTripMillis(tenths(candidate.score().roundTripMillis()))
                .setLoad(candidate.node().load())
                .setMeasuredSamples(tenths(candidate.score().samples()))
                .setShare(Math.min(
                        candidate.member().condition().bearable().kept(),
                        candidate.member().condition().even().kept()))
                .setErrorMillis(tenths(candidate.score().errorMillis()))
                .setHomeMillis(tenths(candidate.score().homeMillis()))
                .setReason(candidate.reason())
                .build();
    }

    static JsonObject json(ResolveResponse message) {
        JsonArray candidates = new JsonArray();
        message.getCandidatesList().forEach(candidate -> candidates.add(json(candidate)));
        return new JsonObject()
                .put("target", message.getTarget())
                .put("project", message.getProject())
                .put("resource", message.getResource())
                .put("homeRegion", message.getHomeRegion())
                .put("node", message.getNode())
                .put("address", message.getAddress())
                .put("reason", message.getReason())
                .put("client", json(message.getClient()))
                .put("candidates", candidates);
    }

    private static JsonObject json(Candidate candidate) {
        return new JsonObject()
                .put("node", candidate.getNode())
                .put("site", candidate.getSite())
                .put("eligible", candidate.getEligible())
                .put("scoreMillis", candidate.getScoreMillis())
                .put("distanceKm", candidate.getDistanceKm())
                .put("roundTripMillis", candidate.getRoundTripMillis())
                .put("measuredSamples", candidate.getMeasuredSamples())
                .put("share", candidate.getShare())
                .put("errorMillis", candidate.getErrorMillis())
                .put("homeMillis", candidate.getHomeMillis())
                .put("load", candidate.getLoad())
                .put("reason", candidate.getReason());
    }

    private static JsonObject json(dev.meridian.proto.route.v1.Place place) {
        return new JsonObject()
                .put("latitude", place.getLatitude())
                .put("longitude", place.getLongitude())
                .put("country", place.getCountry())
                .put("source", place.getSource())
                .put("attribution", place.getAttribution());
    }

    static JsonObject nodes(List<NodeView> nodes) {
        JsonArray list = new JsonArray();
        nodes.forEach(node -> list.add(json(node)));
        return new JsonObject().put("total", nodes.size()).put("nodes", list);
    }

    private static JsonObject json(NodeView node) {
        NodeInfo info = node.info();
        return new JsonObject()
                .put("name", info.getName())
                .put("kind", NodeSettings.word(info.getKind()))
                .put("site", info.getSite())
                .put("country", info.getCountry())
                .put("address", info.getHttpAddress())
                .put("version", info.getVersion())
                .put("state", node.state().name().substring("STATE_".length()).toLowerCase(Locale.ROOT))
                .put("usable", node.isUsable())
                .put("reachable", node.reachable())
                .put("roundTripMillis", node.roundTrip().toNanos() / 1e6)
                .put("path", node.path().toString())
                .put("load", node.load());
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
