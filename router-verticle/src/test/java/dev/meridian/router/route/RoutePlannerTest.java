package dev.meridian.router.route;

import static dev.meridian.router.TestingNodes.edge;
import static dev.meridian.router.TestingNodes.in;
import static dev.meridian.router.TestingNodes.loaded;
import static dev.meridian.router.TestingNodes.region;
import static dev.meridian.router.TestingNodes.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.node.Domains;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.router.TestingNodes;
import dev.meridian.router.geo.Client;
import dev.meridian.router.geo.Place;
import dev.meridian.router.latency.ClientRoundTrips;
import dev.meridian.router.route.Condition.Shares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    void ofANodeThatHasTooMuchOnlyTheShareGoesElsewhereAndToWhoHasRoom() {
        Map<String, Condition> conditions = Map.of(
                "edge-fra", pressed(0.7),
                "edge-ams", new Condition(0, new Shares(1, 0), Shares.ALL, ""),
                "edge-lon", new Condition(0, new Shares(1, 0.5), Shares.ALL, ""));
        List<NodeView> nodes = List.of(
                edge("edge-fra", "fra"), edge("edge-ams", "ams"), edge("edge-lon", "lon"), edge("edge-nyc", "nyc"));
        Map<String, Integer> served = served(conditions, nodes);

        assertThat(served.get("edge-fra")).isBetween(6_800, 7_200);
        assertThat(served.getOrDefault("edge-ams", 0)).isZero();
        assertThat(served.get("edge-lon")).isBetween(1_300, 1_700);
        assertThat(served.get("edge-nyc")).isBetween(1_300, 1_700);
    }

    @Test
    void nobodyIsSentFartherThanANodeAllowsAndWhereNobodyHasRoomAllStay() {
        List<NodeView> nodes = List.of(edge("edge-fra", "fra"), edge("edge-ams", "ams"), edge("edge-nyc", "nyc"));

        assertThat(served(Map.of("edge-fra", new Condition(0, Shares.ALL, new Shares(0.5, 0), "")), nodes))
                .containsOnlyKeys("edge-fra", "edge-ams");
        Condition full = pressed(0.5);
        assertThat(served(Map.of("edge-fra", full, "edge-ams", full, "edge-nyc", full), nodes))
                .containsOnlyKeys("edge-fra");
    }

    @Test
    void aNodeThatWasPutAsideIsAskedOnlyWhereMostAre() {
        Condition aside = new Condition(0, Shares.ALL, Shares.ALL, "put aside: 5 requests in a row failed");
        List<NodeView> nodes = List.of(edge("edge-fra", "fra"), edge("edge-ams", "ams"), edge("edge-nyc", "nyc"));

        assertThat(served(Map.of("edge-fra", aside), nodes)).containsOnlyKeys("edge-ams");
        assertThat(served(Map.of("edge-fra", aside, "edge-ams", aside), nodes)).containsOnlyKeys("edge-fra");
        RoutePlan plan = planner.plan(
                query("www.network.localhost", "GET", "/", "console", ""),
                TestingNodes.registry(),
                fleet(Map.of("edge-fra", aside), nodes));
        assertThat(plan.candidates().getLast().reason()).isEqualTo("put aside: 5 requests in a row failed");
    }

    @Test
    void whatWasMeasuredWeighsTheMoreTheMoreItRestsOn() {
        List<NodeView> nodes = List.of(edge("edge-fra", "fra"), edge("edge-ams", "ams"));
        for (int samples : List.of(0, 1, 100)) {
            Fleet fleet = Fleet.of(nodes)
                    .next(
                            nodes,
                            node -> Condition.GOOD,
                            new Fleet.Distances(
                                    network -> site ->
                                            new ClientRoundTrips.Measured(site.equals("fra") ? 30 : 15, samples),
                                    (from, to) -> Optional.empty()));
            RoutePlan plan = planner.plan(
                    query("www.network.localhost", "GET", "/", "console", ""), TestingNodes.registry(), fleet);

            assertThat(order(plan).getFirst()).isEqualTo(samples < 2 ? "edge-fra" : "edge-ams");
        }
    }

    @Test
    void aSlowLastMileIsTheClientsOwnAndMakesNoOtherNodeSeemNear() {
        List<NodeView> nodes = List.of(edge("edge-fra", "fra"), edge("edge-ams", "ams"));
        Fleet fleet = Fleet.of(nodes)
                .next(
                        nodes,
                        node -> Condition.GOOD,
                        new Fleet.Distances(
                                network -> site -> site.equals("fra")
                                        ? new ClientRoundTrips.Measured(60, 100)
                                        : ClientRoundTrips.Measured.NOTHING,
                                (from, to) -> Optional.empty()));
        RoutePlan plan =
                planner.plan(query("www.network.localhost", "GET", "/", "console", ""), TestingNodes.registry(), fleet);

        assertThat(order(plan)).containsExactly("edge-fra", "edge-ams");
        assertThat(plan.candidates().getLast().score().roundTripMillis()).isBetween(50.0, 65.0);
    }

    @Test
    void ofALargeNetworkTheNearNodesAreLookedAtAndTheChoiceIsThatOfAll() {
        long seed = Long.getLong("seed", 4242);
        Random random = new Random(seed);
        List<NodeView> nodes = new ArrayList<>();
        Map<String, Condition> conditions = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            String name = "edge-" + i;
            NodeView node = edge(name, "fra");
            NodeInfo info = node.info().toBuilder()
                    .setLatitude(random.nextDouble() * 140 - 70)
                    .setLongitude(random.nextDouble() * 360 - 180)
                    .setSite("s" + i)
                    .build();
            boolean isUp = random.nextInt(10) > 0;
            nodes.add(new NodeView(info, node.state(), isUp, node.roundTrip(), 0));
            conditions.put(
                    name,
                    random.nextInt(3) > 0
                            ? Condition.GOOD
                            : new Condition(
                                    random.nextInt(4) == 0 ? 300 : 0,
                                    Shares.ALL,
                                    new Shares(random.nextDouble(), 0),
                                    ""));
        }
        Fleet fleet = fleet(conditions, nodes);
        for (int client = 0; client < 2_000; client++) {
            Place place =
                    new Place(random.nextDouble() * 180 - 90, random.nextDouble() * 360 - 180, "", Place.Source.TABLE);
            RouteQuery query = new RouteQuery(
                    "www.network.localhost", "GET", "/", "console", "", new Client(place, random.nextLong()));
            RoutePlan plan = planner.plan(query, TestingNodes.registry(), fleet);
            RoutePlan whole = planner.explain(query, TestingNodes.registry(), fleet);

            assertThat(order(plan).getFirst())
                    .as("seed %d, %s", seed, query)
                    .isEqualTo(order(whole).getFirst());
            assertThat(whole.candidates()).hasSize(1_000);
        }
    }

    @Test
    void theWayHomeCountsWhereTheAnswerComesFromThere() {
        // Blog is at home in fra: from Sydney, an edge there and then home, or one on the way.
        List<NodeView> nodes = List.of(region("region-fra", "fra"), edge("edge-syd", "syd"), edge("edge-fra", "fra"));
        RoutePlan plan = planner.plan(
                query("localhost", "POST", "/v1/functions", "blog", "nearest"),
                TestingNodes.registry(),
                Fleet.of(nodes));

        assertThat(order(plan)).containsExactly("edge-fra", "edge-syd", "region-fra");
        assertThat(plan.candidates().get(1).score().homeMillis()).isGreaterThan(200);
        assertThat(plan.candidates().get(1).reason()).isEqualTo("distance and the way home");
    }

    private static Condition pressed(double kept) {
        return new Condition(0, new Shares(kept, 0), Shares.ALL, "");
    }

    private static Fleet fleet(Map<String, Condition> conditions, List<NodeView> nodes) {
        return Fleet.of(nodes)
                .next(
                        nodes,
                        node -> conditions.getOrDefault(node.info().getName(), Condition.GOOD),
                        Fleet.Distances.UNKNOWN);
    }

    /** Who is first for how many of 10,000 networks of clients in Berlin. */
    private Map<String, Integer> served(Map<String, Condition> conditions, List<NodeView> nodes) {
        Fleet fleet = fleet(conditions, nodes);
        Map<String, Integer> served = new HashMap<>();
        for (long network = 0; network < 10_000; network++) {
            RouteQuery query = new RouteQuery(
                    "www.network.localhost", "GET", "/", "console", "", new Client(BERLIN, 0xc00002L + network));
            RoutePlan plan = planner.plan(query, TestingNodes.registry(), fleet);
            served.merge(order(plan).getFirst(), 1, Integer::sum);
        }
        return served;
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
