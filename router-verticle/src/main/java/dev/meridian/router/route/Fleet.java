package dev.meridian.router.route;

import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.router.geo.Place;
import dev.meridian.router.latency.ClientRoundTrips;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Everything that planning goes by at one moment, but for the request and the registry. Immutable. */
public final class Fleet {

    /** What was measured: between clients and sites, and between nodes by their names. */
    public record Distances(ClientRoundTrips clients, BiFunction<String, String, Optional<Duration>> nodes) {

        public static final Distances UNKNOWN = new Distances(ClientRoundTrips.NONE, (from, to) -> Optional.empty());
    }

    private final List<Member> edges;
    private final Map<String, List<Member>> edgesBySite;
    private final Map<String, List<Member>> regions;
    private final Set<String> sites;
    private final Neighbours neighbours;
    private final Distances distances;

    private Fleet(List<Member> members, Distances distances, Optional<Fleet> before) {
        this.edges = members.stream().filter(ofKind(Kind.KIND_EDGE)).toList();
        this.edgesBySite = edges.stream().collect(Collectors.groupingBy(Member::site));
        this.regions = members.stream().filter(ofKind(Kind.KIND_REGION)).collect(Collectors.groupingBy(Member::site));
        this.sites = members.stream().map(Member::site).collect(Collectors.toUnmodifiableSet());
        this.distances = distances;
        List<Neighbours.Position> positions =
                edges.stream().map(Fleet::position).toList();
        this.neighbours = before.map(fleet -> fleet.neighbours)
                .filter(known -> known.isOf(positions))
                .orElseGet(() -> new Neighbours(positions));
    }

    /** Of nodes of which no more is known than what they say. */
    public static Fleet of(List<NodeView> nodes) {
        return new Fleet(
                nodes.stream().map(node -> Member.of(node, Condition.GOOD)).toList(),
                Distances.UNKNOWN,
                Optional.empty());
    }

    /** The next moment's; what follows from where nodes stand is kept while they stay there. */
    public Fleet next(List<NodeView> nodes, Function<NodeView, Condition> conditions, Distances measured) {
        return new Fleet(
                nodes.stream()
                        .map(node -> Member.of(node, conditions.apply(node)))
                        .toList(),
                measured,
                Optional.of(this));
    }

    Distances distances() {
        return distances;
    }

    boolean hasSite(String site) {
        return sites.contains(site);
    }

    List<Member> edges() {
        return edges;
    }

    List<Member> edgesAt(String site) {
        return edgesBySite.getOrDefault(site, List.of());
    }

    /** The pods of a region. */
    List<Member> region(String site) {
        return regions.getOrDefault(site, List.of());
    }

    /** Edges that are near a place, by their positions in {@link #edges}. */
    Neighbours.Near near(Place place) {
        return neighbours.to(place);
    }

    private static Predicate<Member> ofKind(Kind kind) {
        return member -> member.node().info().getKind() == kind;
    }

    private static Neighbours.Position position(Member member) {
        return new Neighbours.Position(member.name(), member.at());
    }
}
