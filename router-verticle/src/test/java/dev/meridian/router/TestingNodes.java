package dev.meridian.router;

import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Site;
import dev.meridian.proto.registry.v1.Area;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Residency;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Nodes and a registry to plan with: project {@code shop} at home in nyc, {@code blog} in fra. */
public final class TestingNodes {

    private TestingNodes() {}

    public static NodeView edge(String name, String site) {
        return node(Kind.KIND_EDGE, name, site, "127.0.0.1:1");
    }

    public static NodeView region(String name, String site) {
        return node(Kind.KIND_REGION, name, site, "127.0.0.1:1");
    }

    public static NodeView node(Kind kind, String name, String site, String relayAddress) {
        Site place = Site.known(site).orElseThrow();
        NodeInfo info = NodeInfo.newBuilder()
                .setName(name)
                .setKind(kind)
                .setSite(site)
                .setLatitude(place.latitude())
                .setLongitude(place.longitude())
                .setCountry(place.country())
                .setHttpAddress(name + ".test:80")
                .setRelayAddress(relayAddress)
                .build();
        return new NodeView(info, State.STATE_SERVING, true, Duration.ofMillis(1), 0);
    }

    public static NodeView in(NodeView node, State state) {
        return new NodeView(node.info(), state, node.reachable(), node.roundTrip(), node.load());
    }

    public static NodeView unreachable(NodeView node) {
        return new NodeView(node.info(), node.state(), false, node.roundTrip(), node.load());
    }

    public static NodeView loaded(NodeView node, double load) {
        return new NodeView(node.info(), node.state(), node.reachable(), node.roundTrip(), load);
    }

    public static RegistrySnapshot registry() {
        return new RegistrySnapshot(Map.of(
                "fra", records(project("blog", "fra")),
                "nyc",
                        records(
                                project("shop", "nyc"),
                                function("hello", Placement.PLACEMENT_EDGE),
                                function("report", Placement.PLACEMENT_REGION),
                                domain("fn.example.com", Target.TARGET_FUNCTION, "hello", true),
                                placed(domain("home.example.com", Target.TARGET_FUNCTION, "hello", true)),
                                domain("api.example.com", Target.TARGET_API, "", true),
                                domain("gone.example.com", Target.TARGET_FUNCTION, "absent", true),
                                domain("site.example.com", Target.TARGET_SITE, "www", true),
                                domain("lost.example.com", Target.TARGET_SITE, "absent", true),
                                domain("shop.example.com", Target.TARGET_ORIGIN, "", true),
                                site("www"),
                                domain("new.example.com", Target.TARGET_FUNCTION, "hello", false),
                                domain("*.wild.example.com", Target.TARGET_FUNCTION, "hello", true),
                                domain("*.raw.example.com", Target.TARGET_FUNCTION, "hello", false),
                                domain("old.example.com", Target.TARGET_REDIRECT, "", true))));
    }

    /** The same where the project {@code shop} may be terminated in these countries only. */
    public static RegistrySnapshot restricted(String... countries) {
        RegistrySnapshot open = registry();
        Record shop = Record.newBuilder()
                .setKey("project/shop")
                .setProject(open.project("shop").orElseThrow().toBuilder()
                        .setResidency(Residency.newBuilder()
                                .setVersion(1)
                                .setTerminate(Area.newBuilder().addAllCountries(List.of(countries)))))
                .build();
        Map<String, Record> nyc = new HashMap<>(open.of("nyc"));
        nyc.put(shop.getKey(), shop);
        return new RegistrySnapshot(Map.of("fra", open.of("fra"), "nyc", nyc));
    }

    /** A project at nyc with so many functions, {@code f0} and on. */
    public static RegistrySnapshot functions(int count) {
        Record[] all = IntStream.rangeClosed(0, count)
                .mapToObj(i -> i == count ? project("shop", "nyc") : function("f" + i, Placement.PLACEMENT_EDGE))
                .toArray(Record[]::new);
        return new RegistrySnapshot(Map.of("nyc", records(all)));
    }

    private static Map<String, Record> records(Record... records) {
        return Stream.of(records).collect(Collectors.toMap(Record::getKey, record -> record));
    }

    private static Record project(String id, String home) {
        return Record.newBuilder()
                .setKey("project/" + id)
                .setProject(Project.newBuilder().setProjectId(id).setHomeRegion(home))
                .build();
    }

    private static Record function(String id, Placement placement) {
        return Record.newBuilder()
                .setKey("function/" + id)
                .setFunction(Function.newBuilder()
                        .setProjectId("shop")
                        .setFunctionId(id)
                        .setLabel(id)
                        .setEnabled(true)
                        .setPlacement(placement))
                .build();
    }

    private static Record site(String id) {
        return Record.newBuilder()
                .setKey("site/" + id)
                .setSite(dev.meridian.proto.registry.v1.Site.newBuilder()
                        .setProjectId("shop")
                        .setSiteId(id)
                        .setLabel(id)
                        .setEnabled(true))
                .build();
    }

    /** The same rule, executed in the home region only. */
    private static Record placed(Record rule) {
        return rule.toBuilder()
                .setDomain(rule.getDomain().toBuilder().setPlacement(Placement.PLACEMENT_REGION))
                .build();
    }

    private static Record domain(String name, Target target, String resource, boolean verified) {
        return Record.newBuilder()
                .setKey("domain/" + name)
                .setDomain(Domain.newBuilder()
                        .setDomain(name)
                        .setProjectId("shop")
                        .setTarget(target)
                        .setResourceId(resource)
                        .setVerified(verified)
                        .setRedirectStatus(target == Target.TARGET_REDIRECT ? 301 : 0)
                        .setRedirectUrl(target == Target.TARGET_REDIRECT ? "https://example.com/new" : ""))
                .build();
    }
}
