package dev.meridian.system.routing;

import dev.meridian.core.node.Domains;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.registry.v1.Area;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Residency;
import dev.meridian.proto.registry.v1.Site;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.router.health.Conditions;
import dev.meridian.router.health.Outcomes;
import dev.meridian.router.latency.MeasuredRoundTrips;
import dev.meridian.router.route.Condition;
import dev.meridian.router.route.Fleet;
import dev.meridian.router.route.RoutePlan;
import dev.meridian.router.route.RoutePlanner;
import dev.meridian.router.route.RouteQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** As routers do it, with their own planner, conditions and measurements. */
final class Planned implements Strategy {

    private final World world;
    private final RoutePlanner planner =
            new RoutePlanner(new Domains("localhost", "run.localhost", "network.localhost"), List.of("r0"));
    private final RegistrySnapshot registry = new RegistrySnapshot(Map.of(
            "r0",
            Map.of(
                    "project/shop", project("shop", Residency.getDefaultInstance()),
                    "project/bank",
                            project(
                                    "bank",
                                    Residency.newBuilder()
                                            .setTerminate(Area.newBuilder().addAllCountries(World.UNION))
                                            .build()),
                    "site/www", site("shop", "www"),
                    "site/bank", site("bank", "bank"))));
    private final Conditions conditions = new Conditions(new Outcomes());
    private Instant now = Instant.EPOCH;
    private final MeasuredRoundTrips measured = new MeasuredRoundTrips(() -> now);
    private final Fleet.Distances distances = new Fleet.Distances(measured, (from, to) -> Optional.empty());
    private Fleet fleet = Fleet.of(List.of());

    Planned(World world) {
        this.world = world;
    }

    @Override
    public String name() {
        return "Meridian";
    }

    @Override
    public void hear(Instant at, List<Boolean> alive, List<Double> loads) {
        now = at;
        List<NodeView> nodes = new ArrayList<>();
        for (int edge = 0; edge < loads.size(); edge++) {
            nodes.add(world.view(world.edges.get(edge), alive.get(edge), loads.get(edge)));
        }
        for (NodeInfo region : world.regions) {
            nodes.add(world.view(region, true, 0));
        }
        Map<String, Condition> present = conditions.window(nodes, at);
        fleet = fleet.next(nodes, node -> present.getOrDefault(node.info().getName(), Condition.GOOD), distances);
    }

    @Override
    public int choose(int source) {
        RoutePlan plan = planner.plan(query(source), registry, fleet);
        String name = ((RoutePlan.To) plan).node().info().getName();
        return Integer.parseInt(name.substring("edge-".length()));
    }

    @Override
    public void answered(int source, int edge, double millis) {
        measured.measured(
                world.sources.get(source).client().network(),
                world.edges.get(edge).getSite(),
                millis,
                1);
    }

    private static Record project(String id, Residency residency) {
        return Record.newBuilder()
                .setKey("project/" + id)
                .setProject(Project.newBuilder()
                        .setProjectId(id)
                        .setHomeRegion("r0")
                        .setResidency(residency))
                .build();
    }

    private static Record site(String project, String label) {
        return Record.newBuilder()
                .setKey("site/" + label)
                .setSite(Site.newBuilder()
                        .setProjectId(project)
                        .setSiteId(label)
                        .setLabel(label)
                        .setEnabled(true))
                .build();
    }

    private RouteQuery query(int source) {
        return new RouteQuery(
                world.isRestricted(source) ? "bank.network.localhost" : "www.network.localhost",
                "GET",
                "/",
                "console",
                "",
                world.sources.get(source).client());
    }
}
