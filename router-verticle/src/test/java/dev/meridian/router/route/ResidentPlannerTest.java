package dev.meridian.router.route;

import static dev.meridian.router.TestingNodes.edge;
import static dev.meridian.router.TestingNodes.region;
import static dev.meridian.router.TestingNodes.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.node.Domains;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Site;
import dev.meridian.router.TestingNodes;
import dev.meridian.router.geo.Client;
import dev.meridian.router.geo.Place;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client in Singapore; the project {@code shop} is at home in New York and keeps to the United States. */
class ResidentPlannerTest {

    private static final String FILE = "/v1/storage/buckets/b/files/f/view";
    private static final Place SINGAPORE = new Place(1.35, 103.8, "SG", Place.Source.TABLE);
    private static final List<NodeView> NODES = List.of(
            region("region-fra", "fra"),
            region("region-nyc", "nyc"),
            edge("edge-sgp", "sgp"),
            edge("edge-fra", "fra"),
            edge("edge-sfo", "sfo"),
            edge("edge-nyc", "nyc"));

    private final RoutePlanner planner =
            new RoutePlanner(new Domains("localhost", "run.localhost", "network.localhost"), List.of("fra", "nyc"));

    private RoutePlan plan(String router, String host, String wish, List<NodeView> nodes, String... countries) {
        ResidentPlanner resident =
                new ResidentPlanner(planner, Site.known(router).orElseThrow());
        RouteQuery query = new RouteQuery(host, "GET", FILE, "shop", wish, new Client(SINGAPORE, 42));
        return resident.plan(
                query,
                countries.length == 0 ? TestingNodes.registry() : TestingNodes.restricted(countries),
                Fleet.of(nodes));
    }

    private static List<String> order(RoutePlan plan) {
        return plan instanceof RoutePlan.To to
                ? Stream.concat(Stream.of(to.node()), to.alternatives().stream())
                        .map(node -> node.info().getName())
                        .toList()
                : List.of();
    }

    @Test
    void withoutAPolicyThePlanIsThePlanners() {
        assertThat(order(plan("fra", "localhost", "", NODES))).startsWith("edge-sgp");
    }

    @Test
    void forbiddenNodesAreCandidatesThatMayNotBeAskedAndSayWhy() {
        RoutePlan plan = plan("nyc", "localhost", "", NODES, "US");

        assertThat(order(plan)).containsExactly("edge-sfo", "edge-nyc", "region-nyc");
        assertThat(plan.candidates())
                .filteredOn(candidate -> candidate.node().info().getName().equals("edge-sgp"))
                .singleElement()
                .satisfies(candidate -> {
                    assertThat(candidate.isEligible()).isFalse();
                    assertThat(candidate.reason()).isEqualTo("residency: in no zone that may terminate");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "hello.network.localhost", "www.network.localhost", "site.example.com"})
    void noWishOfTheCallerLeadsToAForbiddenNode(String host) {
        assertThat(order(plan("nyc", host, "nearest", NODES, "US")))
                .containsExactly("edge-sfo", "edge-nyc", "region-nyc");
        RoutePlan wished = plan("nyc", host, "sgp", NODES, "US");

        assertThat(wished).isInstanceOfSatisfying(RoutePlan.Refused.class, refused -> {
            assertThat(refused.problem().type()).isEqualTo(Residency.DENIED);
            assertThat(refused.problem().isRetryable()).isFalse();
        });
    }

    @Test
    void permittedNodesThatAreDownMayComeBack() {
        List<NodeView> down = NODES.stream()
                .map(node -> node.info().getCountry().equals("US") ? unreachable(node) : node)
                .toList();

        assertThat(plan("nyc", "localhost", "", down, "US"))
                .isInstanceOfSatisfying(
                        RoutePlan.Refused.class,
                        refused -> assertThat(refused.problem().type().status()).isEqualTo(503));
    }

    @Test
    void aRouterThatIsForbiddenItselfSendsNothingOnAndShowsWhoMay() {
        assertThat(plan("fra", "localhost", "", NODES, "US"))
                .isInstanceOfSatisfying(RoutePlan.Refused.class, refused -> {
                    assertThat(refused.problem().type()).isEqualTo(Residency.DENIED);
                    assertThat(refused.candidates())
                            .filteredOn(Candidate::isEligible)
                            .extracting(candidate -> candidate.node().info().getName())
                            .containsExactly("edge-sfo", "edge-nyc", "region-nyc");
                });
    }

    @Test
    void aRedirectOfAForbiddenRoutersProjectIsNotGivenAway() {
        assertThat(plan("fra", "old.example.com", "", NODES, "US")).isInstanceOf(RoutePlan.Refused.class);
        assertThat(plan("nyc", "old.example.com", "", NODES, "US")).isInstanceOf(RoutePlan.Redirect.class);
    }
}
