package dev.meridian.router.route;

import static dev.meridian.router.TestingNodes.edge;
import static dev.meridian.router.TestingNodes.in;
import static dev.meridian.router.TestingNodes.loaded;
import static dev.meridian.router.TestingNodes.region;
import static dev.meridian.router.TestingNodes.unreachable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.core.node.Domains;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.router.TestingNodes;
import dev.meridian.router.geo.Client;
import dev.meridian.router.geo.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePlannerTest {

    private static final Place BERLIN = new Place(52.52, 13.4, "DE", Place.Source.TABLE);
    private static final Domains DOMAINS = new Domains("localhost", "run.localhost", "network.localhost");
    private static final List<NodeView> NODES = List.of(
            region("region-fra", "fra"),
            region("region-nyc", "nyc"),
            edge("edge-fra", "fra"),
            edge("edge-nyc", "nyc"),
            edge("edge-sgp", "sgp"));

    private final RoutePlanner planner = new RoutePlanner(DOMAINS, List.of("fra", "nyc"));

    /** A client in Berlin; shop is at home in nyc, blog in fra. */
    @ParameterizedTest(name = "{0} {1} {2} project={3} wish={4} -> {5}")
    @CsvSource({
        "GET,  localhost,                /v1/account,                             console, '',      region-fra",
        "GET,  localhost,                /v1/account,                             shop,    '',      region-nyc",
        "GET,  localhost,                /v1/account,                             blog,    '',      region-fra",
        "GET,  localhost,                /v1/account,                             shop,    fra,     region-nyc",
        "POST, localhost,                /v1/storage/buckets/b/files,             shop,    '',      region-nyc",
        "GET,  localhost,                /v1/storage/buckets/b/files,             shop,    '',      region-nyc",
        "GET,  localhost,                /v1/storage/buckets/b/files/f/view,      shop,    '',      edge-fra > edge-nyc > edge-sgp > region-nyc",
        "HEAD, localhost,                /v1/storage/buckets/b/files/f/download,  shop,    '',      edge-fra > edge-nyc > edge-sgp > region-nyc",
        "GET,  localhost,                /v1/storage/buckets/b/files/f/preview/,  shop,    home,    region-nyc",
        "GET,  localhost,                /v1/storage/buckets/b/files/f/preview,   shop,    nyc,     edge-nyc > region-nyc",
        "GET,  localhost,                /v1/storage/buckets/b/files/f/preview,   shop,    sgp,     edge-sgp",
        "GET,  localhost,                /v1/storage/buckets/b/files/f/preview,   shop,    fra,     edge-fra",
        "GET,  localhost,                /v1/storage/buckets/b/files/view/x,      shop,    '',      region-nyc",
        "DELETE, localhost,              /v1/storage/buckets/b/files/f/view,      shop,    '',      region-nyc",
        "GET,  localhost,                /v1/avatars/initials,                    console, '',      edge-fra > edge-nyc > edge-sgp > region-fra",
        "GET,  127.0.0.1,                /v1/account,                             shop,    '',      region-nyc",
        "GET,  nyc.localhost,            /v1/account,                             blog,    '',      region-nyc",
        "GET,  hello.nyc.run.localhost,  /,                                       console, '',      region-nyc",
        "GET,  hello.fra.run.localhost,  /,                                       console, home,    region-fra",
        "POST, hello.network.localhost,  /any,                                    console, '',      edge-fra > edge-nyc > edge-sgp > region-nyc",
        "POST, hello.network.localhost,  /any,                                    console, nearest, edge-fra > edge-nyc > edge-sgp > region-nyc",
        "POST, hello.network.localhost,  /any,                                    console, home,    region-nyc",
        "GET,  hello.network.localhost,  /any,                                    console, sgp,     edge-sgp",
        "GET,  report.network.localhost, /any,                                    console, '',      region-nyc",
        "GET,  fn.example.com,           /any,                                    console, '',      edge-fra > edge-nyc > edge-sgp > region-nyc",
        "GET,  any.wild.example.com,     /any,                                    console, '',      edge-fra > edge-nyc > edge-sgp > region-nyc",
        "GET,  home.example.com,         /any,                                    console, '',      region-nyc",
        "GET,  site.example.com,         /any,                                    console, '',      edge-fra > edge-nyc > edge-sgp > region-nyc",
        "GET,  shop.example.com,         /any,                                    console, '',      edge-fra > edge-nyc > edge-sgp",
        "GET,  shop.example.com,         /any,                                    console, home,    edge-fra > edge-nyc > edge-sgp",
        "GET,  www.network.localhost,    /any,                                    console, '',      edge-fra > edge-nyc > edge-sgp > region-nyc",
        "GET,  www.network.localhost,    /any,                                    console, home,    region-nyc",
        "GET,  www.nyc.run.localhost,    /any,                                    console, '',      region-nyc",
        "GET,  api.example.com,          /v1/account,                             console, '',      region-nyc",
    })
    void aRequestGoesWhereItsHostProjectAndWishSay(
            String method, String host, String path, String project, String wish, String expected) {
        RoutePlan plan =
                planner.plan(query(host, method, path, project, wish), TestingNodes.registry(), Fleet.of(NODES));

        assertThat(String.join(" > ", order(plan))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} project={1} wish={2} -> {3}")
    @CsvSource({
        "localhost,                absent,  '',  project_not_found,        404",
        "absent.network.localhost, console, '',  router_host_not_found,    404",
        "absent.nyc.run.localhost, console, '',  router_host_not_found,    404",
        "hello.syd.run.localhost,  console, '',  router_host_not_found,    404",
        "hello.run.localhost,      console, '',  router_host_not_found,    404",
        "syd.localhost,            console, '',  router_host_not_found,    404",
        "a.b.network.localhost,    console, '',  router_host_not_found,    404",
        "new.example.com,          console, '',  router_host_not_found,    404",
        "any.raw.example.com,      console, '',  router_host_not_found,    404",
        "a.any.wild.example.com,   console, '',  router_host_not_found,    404",
        "*.wild.example.com,       console, '',  router_host_not_found,    404",
        "gone.example.com,         console, '',  router_host_not_found,    404",
        "lost.example.com,         console, '',  router_host_not_found,    404",
        "nobody.example.com,       console, '',  router_host_not_found,    404",
        "'',                       console, '',  router_host_not_found,    404",
        "hello.network.localhost,  console, mars, general_argument_invalid, 400",
    })
    void whatNamesNothingIsRefusedInTheContractsWords(
            String host, String project, String wish, String type, int status) {
        RoutePlan plan = planner.plan(query(host, "GET", "/", project, wish), TestingNodes.registry(), Fleet.of(NODES));

        assertThat(plan).isInstanceOfSatisfying(RoutePlan.Refused.class, refused -> {
            assertThat(refused.problem().type().name()).isEqualTo(type);
            assertThat(refused.problem().type().status()).isEqualTo(status);
            assertThat(refused.reason()).isNotBlank();
        });
    }

    @Test
    void aRedirectRuleIsAnsweredByTheRouter() {
        RoutePlan plan = planner.plan(
                query("old.example.com", "GET", "/x", "", ""), TestingNodes.registry(), Fleet.of(List.of()));

        assertThat(plan).isInstanceOfSatisfying(RoutePlan.Redirect.class, redirect -> {
            assertThat(redirect.status()).isEqualTo(301);
            assertThat(redirect.location()).isEqualTo("https://example.com/new");
        });
    }

    @Test
    void nodesThatCannotServeAreNamedWithTheReason() {
        List<NodeView> nodes = List.of(
                unreachable(edge("edge-fra", "fra")),
                in(edge("edge-nyc", "nyc"), State.STATE_DRAINING),
                in(edge("edge-sgp", "sgp"), State.STATE_STOPPED),
                region("region-nyc", "nyc"));

        RoutePlan plan = planner.plan(
                query("hello.network.localhost", "GET", "/", "console", ""), TestingNodes.registry(), Fleet.of(nodes));

        assertThat(order(plan)).containsExactly("region-nyc");
        assertThat(plan.candidates().stream()
                        .map(candidate -> candidate.node().info().getName() + ": " + candidate.reason()))
                .containsExactly(
                        "region-nyc: distance",
                        "edge-fra: not reachable over the relay",
                        "edge-nyc: draining",
                        "edge-sgp: stopped");
    }

    @Test
    void noUsableNodeIsAClear503ThatMayBeRepeated() {
        RoutePlan plan = planner.plan(
                query("localhost", "POST", "/v1/functions", "shop", ""),
                TestingNodes.registry(),
                Fleet.of(List.of(unreachable(region("region-nyc", "nyc")), edge("edge-fra", "fra"))));

        assertThat(plan).isInstanceOfSatisfying(RoutePlan.Refused.class, refused -> {
            assertThat(refused.problem().type().name()).isEqualTo("general_region_unavailable");
            assertThat(refused.problem().isRetryable()).isTrue();
            assertThat(refused.problem().text()).contains("nyc");
        });
    }

    @Test
    void loadMovesClientsSmoothlyAndOnlyWhenItCosts() {
        assertThat(Score.loadPenalty(0)).isZero();
        assertThat(Score.loadPenalty(0.7)).isZero();
        assertThat(Score.loadPenalty(0.71)).isLessThan(1);
        assertThat(Score.loadPenalty(1)).isCloseTo(200, within(0.001));
        assertThat(Score.loadPenalty(7)).isCloseTo(200, within(0.001));

        List<NodeView> nodes = List.of(loaded(edge("edge-fra", "fra"), 1), edge("edge-nyc", "nyc"));
        RoutePlan plan = planner.plan(
                query("hello.network.localhost", "GET", "/", "console", ""), TestingNodes.registry(), Fleet.of(nodes));
        assertThat(order(plan)).containsExactly("edge-nyc", "edge-fra");
    }

    @Test
    void nodesOfOneSiteShareTheClientsOfOneCity() {
        List<NodeView> nodes = List.of(edge("edge-fra-1", "fra"), edge("edge-fra-2", "fra"), edge("edge-fra-3", "fra"));
        int[] served = new int[3];
        for (long network = 0; network < 3_000; network++) {
            RouteQuery query = new RouteQuery(
                    "www.network.localhost", "GET", "/", "console", "", new Client(BERLIN, 0xc00002L + network));
            String first = order(planner.plan(query, TestingNodes.registry(), Fleet.of(nodes)))
                    .getFirst();
            served[first.charAt(first.length() - 1) - '1']++;
        }
        assertThat(served).satisfies(counts -> {
            for (int count : counts) {
                assertThat(count).isBetween(850, 1_150);
            }
        });
    }

    @Test
    void aFunctionIsExecutedByFewOfTheNodesOfASiteAndFunctionsShareThem() {
        List<NodeView> nodes = IntStream.range(0, 12)
                .mapToObj(i -> edge("edge-fra-" + i, "fra"))
                .toList();
        Set<String> all = new HashSet<>();
        for (int function = 0; function < 40; function++) {
            Map<String, Integer> served = new HashMap<>();
            for (long network = 0; network < 400; network++) {
                RouteQuery query = new RouteQuery(
                        "f" + function + ".network.localhost", "GET", "/", "console", "", new Client(BERLIN, network));
                served.merge(
                        order(planner.plan(query, TestingNodes.functions(40), Fleet.of(nodes)))
                                .getFirst(),
                        1,
                        Integer::sum);
            }
            assertThat(served).hasSizeBetween(1, 4);
            assertThat(served.values()).allSatisfy(count -> assertThat(count).isGreaterThan(60));
            all.addAll(served.keySet());
        }
        assertThat(all).hasSize(12);
    }

    @Test
    void aPlanNamesOnlyUsableNodesAndANodeThatGoesMovesOnlyItsOwnClients() {
        long seed = Long.getLong("seed", 815);
        Random random = new Random(seed);
        List<String> sites = List.of("ams", "blr", "fra", "nyc", "sfo", "sgp", "syd", "gru", "jnb");
        for (int round = 0; round < 500; round++) {
            List<NodeView> nodes = randomNodes(random, sites);
            List<NodeView> rest = new ArrayList<>(nodes);
            NodeView gone = rest.remove(random.nextInt(nodes.size()));
            for (int client = 0; client < 20; client++) {
                RouteQuery query = randomQuery(random);
                RoutePlan before = planner.plan(query, TestingNodes.registry(), Fleet.of(nodes));
                RoutePlan after = planner.plan(query, TestingNodes.registry(), Fleet.of(rest));

                assertThat(usable(nodes)).as("seed %d", seed).containsAll(order(before));
                assertThat(order(before)).as("seed %d", seed).doesNotHaveDuplicates();
                List<String> expected = new ArrayList<>(order(before));
                expected.remove(gone.info().getName());
                assertThat(order(after))
                        .as("seed %d, %s without %s", seed, query, gone)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<NodeView> randomNodes(Random random, List<String> sites) {
        List<NodeView> nodes = new ArrayList<>();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            String site = sites.get(random.nextInt(sites.size()));
            Kind kind = random.nextInt(4) == 0 ? Kind.KIND_REGION : Kind.KIND_EDGE;
            NodeView node = TestingNodes.node(kind, "node-" + i, site, "127.0.0.1:1");
            State state = random.nextInt(4) == 0 ? State.forNumber(random.nextInt(5)) : State.STATE_SERVING;
            NodeView seen = loaded(in(node, state), random.nextInt(3) == 0 ? random.nextDouble() : 0);
            nodes.add(random.nextInt(5) == 0 ? unreachable(seen) : seen);
        }
        return nodes;
    }

    private static RouteQuery randomQuery(Random random) {
        List<String> hosts = List.of(
                "localhost", "nyc.localhost", "hello.network.localhost", "hello.nyc.run.localhost", "fn.example.com");
        String host = hosts.get(random.nextInt(hosts.size()));
        Place place =
                new Place(random.nextDouble() * 180 - 90, random.nextDouble() * 360 - 180, "", Place.Source.TABLE);
        return new RouteQuery(host, "GET", "/v1/avatars/x", "shop", "", new Client(place, random.nextLong()));
    }

    private static Set<String> usable(List<NodeView> nodes) {
        Set<String> names = new HashSet<>();
        nodes.stream()
                .filter(NodeView::isUsable)
                .forEach(node -> names.add(node.info().getName()));
        return names;
    }

    private static RouteQuery query(String host, String method, String path, String project, String wish) {
        return new RouteQuery(host, method, path, project, wish, new Client(BERLIN, 42));
    }

    private static List<String> order(RoutePlan plan) {
        return switch (plan) {
            case RoutePlan.To to ->
                Stream.concat(Stream.of(to.node()), to.alternatives().stream())
                        .map(node -> node.info().getName())
                        .toList();
            case RoutePlan.Redirect redirect -> List.of();
            case RoutePlan.Refused refused -> List.of();
        };
    }
}
