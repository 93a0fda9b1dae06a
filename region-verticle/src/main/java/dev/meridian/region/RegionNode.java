package dev.meridian.region;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.node.NodeContext;
import dev.meridian.region.access.RegionGate;
import dev.meridian.region.access.Sessions;
import dev.meridian.region.accounts.Passwords;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.RegionApi;
import dev.meridian.region.api.Workflows;
import dev.meridian.region.health.HealthFeature;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.node.RegionSettings;
import dev.meridian.region.outbox.Outbox;
import dev.meridian.region.outbox.Purges;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.registry.RegistryStore;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.List;

/** A region that runs: the API, and what it offers to other nodes. */
public final class RegionNode {

    private final RegionContext region;
    private final RegionApi api;
    private final List<ApiFeature> features;

    private RegionNode(RegionContext region, RegionApi api, List<ApiFeature> features) {
        this.region = region;
        this.api = api;
        this.features = features;
    }

    /** Opens the database and assembles the features; succeeds once requests can be answered. */
    public static Future<RegionNode> start(NodeContext node, RegionSettings settings) {
        return Database.open(node.vertx(), settings.database())
                .compose(database -> context(node, settings, database)
                        .map(RegionNode::assemble)
                        .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure))));
    }

    private static Future<RegionContext> context(NodeContext node, RegionSettings settings, Database database) {
        String site = node.settings().site().code();
        Outbox outbox = new Outbox(node.vertx(), database, node.clock(), node.ids());
        Purges purges = new Purges(database, outbox, node.events(), node.clock(), site);
        Passwords passwords = new Passwords(node.vertx(), settings.passwordThreads());
        return Workflows.start(node.vertx())
                .compose(workflows -> RegistryStore.open(
                                database, site, node.ids().secret(32))
                        .map(registry -> new RegionContext(
                                node, settings, database, workflows, registry, outbox, purges, passwords)));
    }

    private static RegionNode assemble(RegionContext region) {
        Sessions sessions = new Sessions(region.database(), region.node().clock());
        RegionGate gate = new RegionGate(
                region.database(),
                sessions,
                session -> sessions.find("console", session),
                region.node().clock());
        List<ApiFeature> features = features();
        RegionApi api = new RegionApi(
                region.site(),
                features,
                gate,
                origins(region),
                region.workflows(),
                region.settings().mostInFlight());
        region.outbox().start();
        return new RegionNode(region, api, features);
    }

    /** Everything that this region can do. */
    private static List<ApiFeature> features() {
        return List.of(new HealthFeature());
    }

    private static List<String> origins(RegionContext region) {
        var domains = region.node().settings().domains();
        List<String> hosts = new ArrayList<>(region.settings().origins());
        for (String domain : List.of("localhost", domains.api(), domains.run(), domains.network())) {
            hosts.add(domain);
            hosts.add("*." + domain);
        }
        return List.copyOf(hosts);
    }

    /** Answers API requests, from the public door and from the relay alike. */
    public Handler<Exchange> exchanges() {
        return api;
    }

    /** For the relay door only. */
    public List<Service> services() {
        return features.stream().flatMap(feature -> feature.services().stream()).toList();
    }

    /** Stops taking part; requests in flight should have ended before. */
    public Future<Void> close() {
        return region.outbox().close().compose(stopped -> {
            region.passwords().close();
            return region.database().close();
        });
    }
}
