package dev.meridian.region.residency;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.Residency;
import dev.meridian.proto.deployments.v1.DeploymentsGrpcClient;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.RegistryGrpcClient;
import dev.meridian.proto.registry.v1.WatchRequest;
import dev.meridian.proto.residency.v1.ActCount;
import dev.meridian.proto.residency.v1.Erasure;
import dev.meridian.proto.residency.v1.ReportRequest;
import dev.meridian.proto.residency.v1.ResidencyGrpcClient;
import dev.meridian.proto.sites.v1.SitesGrpcClient;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.region.TestingNetwork;
import dev.meridian.region.TestingRegion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real region in Frankfurt, edges that it knows in Amsterdam and New York, and what each of them gets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ResidencyFeatureTest {

    private static final String POLICY = "/v1/network/residency";
    private static final String EVIDENCE = POLICY + "/evidence";
    private static final JsonObject OPEN = object("enabled", false);
    private static final JsonObject EUROPE = object(
            "enabled",
            true,
            "terminate",
            array("eu"),
            "cache",
            array("eu"),
            "execute",
            array("home"),
            "logs",
            array("eu"));

    private final Vertx vertx = Vertx.vertx();
    private final TestingNetwork network = new TestingNetwork(vertx, "fra");
    private final GrpcClient grpc = GrpcClient.client(vertx);
    private final Map<String, Project> told = new ConcurrentHashMap<>();
    private TestingRegion region;
    private SocketAddress relay;
    private String owner;
    private String[] key;
    private int projects;
    private String project;

    @BeforeAll
    void start(@TempDir Path data) {
        region = TestingRegion.start(network, vertx, "fra", data);
        relay = SocketAddress.inetSocketAddress(region.grpcPort(), "127.0.0.1");
        owner = region.owner();
        network.knowsEdge("edge-ams", "ams", State.STATE_SERVING);
        TestingRegion.wait(RegistryGrpcClient.create(grpc, relay)
                        .watch(WatchRequest.newBuilder().setNode("edge-ams").build()))
                .handler(response -> response.getRecordsList().stream()
                        .filter(record -> record.hasProject())
                        .forEach(record -> told.put(record.getProject().getProjectId(), record.getProject())));
    }

    /** Each test has a project of its own, and with it a trail. */
    @BeforeEach
    void newProject() {
        project = "p" + ++projects;
        region.project(project, owner);
        key = region.key(project, owner, "network.read", "network.write", "files.read");
        network.forgetsEdge("edge-nyc");
    }

    @AfterAll
    void stop() {
        region.close();
        TestingRegion.wait(grpc.close());
        TestingRegion.wait(vertx.close());
    }

    /** What the network has heard of the project. */
    private Project told() {
        return told.getOrDefault(project, Project.getDefaultInstance());
    }

    private JsonObject put(JsonObject policy) {
        TestingRegion.Reply reply = region.call("PUT", POLICY, policy.encode(), key);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private TestingRegion.Reply asked(String sender) {
        String[] headers = {key[0], key[1], key[2], key[3], "Testing-Sender", sender};
        return region.get(POLICY, headers);
    }

    private void report(String node, ReportRequest.Builder report) {
        TestingRegion.wait(ResidencyGrpcClient.create(grpc, relay)
                .report(report.setNode(node).build()));
    }

    private ActCount.Builder act(dev.meridian.proto.residency.v1.Act act, long version, long count) {
        long now = System.currentTimeMillis();
        return ActCount.newBuilder()
                .setProjectId(project)
                .setAct(act)
                .setPolicyVersion(version)
                .setCount(count)
                .setFirstMillis(now)
                .setLastMillis(now);
    }

    @Test
    void aPolicyIsKeptAsItWasMeantAndToldToTheNetworkResolved() {
        JsonObject model = put(object(
                "enabled",
                true,
                "zones",
                object("alps", object("countries", array("ch", "AT"), "sites", array("mil"))),
                "terminate",
                array("alps", "eu"),
                "cache",
                array("home")));

        assertThat(model.getLong("version")).isEqualTo(1);
        assertThat(model.getJsonObject("zones"))
                .isEqualTo(object("alps", object("countries", array("AT", "CH"), "sites", array("mil"))));
        assertThat(model.getValue("execute")).isNull();
        JsonObject again = region.get(POLICY, key).json();
        assertThat(again.getJsonArray("terminate")).isEqualTo(array("alps", "eu"));
        assertThat(again.getString("$updatedAt")).isNotEmpty();
        TestingRegion.until(() -> told().hasResidency());
        Residency residency = Residency.of(told());
        assertThat(residency.permits(Act.TERMINATE, "CH", "zrh")).isTrue();
        assertThat(residency.permits(Act.TERMINATE, "IT", "mil")).isTrue();
        assertThat(residency.permits(Act.TERMINATE, "US", "nyc")).isFalse();
        assertThat(residency.permits(Act.CACHE, "DE", "fra")).isTrue();
        assertThat(residency.permits(Act.CACHE, "DE", "muc")).isFalse();
        assertThat(residency.permits(Act.EXECUTE, "FR", "par")).isTrue();
    }

    @Test
    void aPolicyOutlivesARenamingOfItsProjectAndEndsWhenItIsTurnedOff() {
        put(EUROPE);
        region.call(
                "PATCH", "/v1/projects/" + project, object("name", "renamed").encode(), "Cookie", owner);

        TestingRegion.until(() -> told().getName().equals("renamed"));
        assertThat(told().hasResidency()).isTrue();

        assertThat(put(OPEN).getLong("version")).isEqualTo(2);
        TestingRegion.until(() -> !told().hasResidency());
        assertThat(asked("edge-nyc").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | enabled",
                "{'enabled':true,'terminate':['us']} | must be in one of the zones",
                "{'enabled':false,'cache':[]} | must be in one of the zones",
                "{'enabled':true,'terminate':['atlantis']} | neither built in nor yours",
                "{'enabled':true,'zones':{'eu':{}}} | is built in",
                "{'enabled':true,'zones':{'A b':{}}} | A zone's name",
                "{'enabled':true,'zones':{'x':{'countries':['XX']}}} | is no country",
                "{'enabled':true,'zones':{'x':{'sites':['no site']}}} | site codes",
                "{'enabled':true,'zones':{'x':{'cities':[]}}} | must be an object",
                "{'enabled':true,'zones':[]} | zones",
                "{'enabled':'perhaps'} | boolean",
            })
    void aPolicyThatMakesNoSenseChangesNothing(String body, String why) {
        TestingRegion.Reply reply = region.call("PUT", POLICY, body.replace('\'', '"'), key);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.type()).isEqualTo("general_argument_invalid");
        assertThat(reply.json().getString("message")).contains(why);
        assertThat(region.get(POLICY, key).json().getLong("version")).isZero();
    }

    @Test
    void answersGoToPermittedNodesOnlyWhateverHeadersSay() {
        network.knowsEdge("edge-nyc", "nyc", State.STATE_SERVING);
        assertThat(asked("edge-nyc").status()).isEqualTo(200);

        put(EUROPE);

        assertThat(asked("edge-ams").status()).isEqualTo(200);
        assertThat(asked("edge-nyc").status()).isEqualTo(451);
        assertThat(asked("edge-nyc").type()).isEqualTo("general_region_access_denied");
        assertThat(asked("edge-unheard-of").status()).isEqualTo(451);
        String[] forged = {
            key[0],
            key[1],
            key[2],
            key[3],
            "Testing-Sender",
            "edge-nyc",
            "Meridian-Edge",
            "ams",
            "Meridian-Region",
            "fra",
            "X-Meridian-Node",
            "edge-ams",
            "node",
            "edge-ams"
        };
        assertThat(region.get(POLICY, forged).status()).isEqualTo(451);
    }

    @Test
    void whoMayPassOnButNotKeepIsToldSo() {
        put(object("enabled", true, "terminate", array("eu"), "cache", array("home")));

        assertThat(asked("edge-ams").header("CDN-Cache-Control")).isEqualTo("no-store");
        assertThat(region.get(POLICY, key).header("CDN-Cache-Control")).isEmpty();
    }

    @Test
    void codeAndSecretsGoToNodesThatMayExecuteAndFilesToThoseThatMayKeepThem() {
        network.knowsEdge("edge-nyc", "nyc", State.STATE_SERVING);
        put(EUROPE);

        assertThat(functionFetch("edge-nyc")).isEqualTo(GrpcStatus.PERMISSION_DENIED);
        assertThat(functionFetch("edge-ams"))
                .as("it may terminate and cache, not execute")
                .isEqualTo(GrpcStatus.PERMISSION_DENIED);
        assertThat(functionFetch("region-fra"))
                .as("permitted, but there is no such function")
                .isEqualTo(GrpcStatus.NOT_FOUND);
        assertThat(siteFetch("edge-nyc")).isEqualTo(GrpcStatus.PERMISSION_DENIED);
        assertThat(siteFetch("edge-ams")).isEqualTo(GrpcStatus.NOT_FOUND);
        assertThat(siteFetch("")).as("nobody in particular").isEqualTo(GrpcStatus.PERMISSION_DENIED);
    }

    private GrpcStatus functionFetch(String node) {
        return TestingRegion.wait(grpc.request(relay, DeploymentsGrpcClient.Fetch)
                .compose(call -> status(
                        call,
                        dev.meridian.proto.deployments.v1.FetchRequest.newBuilder()
                                .setProjectId(project)
                                .setFunctionId("f")
                                .setNode(node)
                                .build())));
    }

    private GrpcStatus siteFetch(String node) {
        return TestingRegion.wait(grpc.request(relay, SitesGrpcClient.Fetch)
                .compose(call -> status(
                        call,
                        dev.meridian.proto.sites.v1.FetchRequest.newBuilder()
                                .setProjectId(project)
                                .setSiteId("s")
                                .setDeploymentId("d")
                                .setNode(node)
                                .build())));
    }

    private static <Q, A> Future<GrpcStatus> status(GrpcClientRequest<Q, A> call, Q request) {
        Promise<GrpcStatus> status = Promise.promise();
        call.response()
                .onSuccess(response -> {
                    response.endHandler(end -> status.tryComplete(response.status()));
                    response.handler(part -> {});
                })
                .onFailure(status::tryFail);
        call.end(request).onFailure(status::tryFail);
        return status.future();
    }

    @Test
    void aTighterPolicyNamesWhoHasErasedAndWhoHasNotYet() {
        network.knowsEdge("edge-nyc", "nyc", State.STATE_SERVING);

        JsonObject unheard = put(EUROPE);

        assertThat(unheard.getJsonArray("purged")).isEqualTo(array());
        assertThat(unheard.getJsonArray("pending"))
                .as("the one may not keep, the other not execute any more")
                .isEqualTo(array("edge-ams", "edge-nyc"));
        put(OPEN);
        CompletableFuture<Void> erased = CompletableFuture.runAsync(() -> {
            TestingRegion.until(() -> told().getResidency().getVersion() == 3);
            for (String edge : new String[] {"edge-nyc", "edge-ams"}) {
                report(edge, ReportRequest.newBuilder().setReportId("r-" + edge).addErasures(erasure(3)));
            }
        });
        JsonObject heard = put(EUROPE);
        erased.join();
        assertThat(heard.getLong("version")).isEqualTo(3);
        assertThat(heard.getJsonArray("purged")).isEqualTo(array("edge-ams", "edge-nyc"));
        assertThat(heard.getJsonArray("pending")).isEqualTo(array());
        assertThat(region.get(EVIDENCE, key).json().getJsonArray("erased")).hasSize(2);
    }

    private Erasure.Builder erasure(long version) {
        return Erasure.newBuilder()
                .setProjectId(project)
                .setPolicyVersion(version)
                .addActs(dev.meridian.proto.residency.v1.Act.ACT_CACHE);
    }

    @Test
    void noNodeCanSayBeforeAPolicyIsThereThatItHasErased() {
        network.knowsEdge("edge-nyc", "nyc", State.STATE_SERVING);
        put(OPEN);
        report("edge-nyc", ReportRequest.newBuilder().setReportId("early").addErasures(erasure(99)));

        assertThat(put(EUROPE).getJsonArray("pending")).isEqualTo(array("edge-ams", "edge-nyc"));
    }

    @Test
    void evidenceSaysWhoDidWhatAndThatNothingWasForbidden() {
        put(EUROPE);
        ReportRequest.Builder report = ReportRequest.newBuilder()
                .setReportId("r1")
                .addActs(act(dev.meridian.proto.residency.v1.Act.ACT_CACHE, 1, 5))
                .addActs(act(dev.meridian.proto.residency.v1.Act.ACT_EXECUTE, 1, 2)
                        .setDenied(true));
        report("edge-ams", report);
        report("edge-ams", report);
        asked("edge-nyc");

        JsonObject evidence = region.get(EVIDENCE, key).json();

        assertThat(evidence.getLong("violations")).isZero();
        JsonObject ams = node(evidence, "edge-ams");
        assertThat(ams.getString("country")).isEqualTo("NL");
        assertThat(ams.getJsonObject("did").getJsonObject("cache").getLong("count"))
                .as("what was reported twice counts once")
                .isEqualTo(5);
        assertThat(ams.getJsonObject("refused").getJsonObject("execute").getLong("count"))
                .isEqualTo(2);
        JsonObject nyc = node(evidence, "edge-nyc");
        assertThat(nyc.getJsonObject("withheld").getJsonObject("terminate").getLong("count"))
                .isEqualTo(1);
        assertThat(evidence.getJsonArray("policies").getJsonObject(0).getLong("version"))
                .isEqualTo(1);
        JsonObject chain = evidence.getJsonObject("chain");
        assertThat(chain.getBoolean("verified")).isTrue();
        assertThat(chain.getLong("entries")).isEqualTo(3);
        assertThat(chain.getString("head")).matches("[0-9a-f]{64}");
    }

    @Test
    void whatAPolicyDidNotPermitIsAViolationAlsoOfANodeThatHadNotHeardOfIt() {
        network.knowsEdge("edge-nyc", "nyc", State.STATE_SERVING);
        put(object("enabled", true, "terminate", array("eu", "us")));
        report(
                "edge-nyc",
                ReportRequest.newBuilder()
                        .setReportId("r1")
                        .addActs(act(dev.meridian.proto.residency.v1.Act.ACT_TERMINATE, 1, 4)));
        assertThat(region.get(EVIDENCE, key).json().getLong("violations")).isZero();
        put(EUROPE);

        report(
                "edge-nyc",
                ReportRequest.newBuilder()
                        .setReportId("r2")
                        .addActs(act(dev.meridian.proto.residency.v1.Act.ACT_TERMINATE, 1, 3))
                        .addActs(act(dev.meridian.proto.residency.v1.Act.ACT_CACHE, 2, 2)));

        JsonObject evidence = region.get(EVIDENCE, key).json();
        assertThat(evidence.getLong("violations")).isEqualTo(5);
        assertThat(node(evidence, "edge-nyc").getLong("violations")).isEqualTo(5);
    }

    private static JsonObject node(JsonObject evidence, String name) {
        return evidence.getJsonArray("nodes").stream()
                .map(JsonObject.class::cast)
                .filter(node -> node.getString("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + evidence));
    }

    @Test
    void whoeverGetsADeletedProjectsNameSeesNothingOfIt() {
        put(EUROPE);
        report(
                "edge-ams",
                ReportRequest.newBuilder()
                        .setReportId("r1")
                        .addActs(act(dev.meridian.proto.residency.v1.Act.ACT_CACHE, 1, 5)));
        assertThat(region.delete("/v1/projects/" + project, "Cookie", owner).status())
                .isEqualTo(204);

        region.project(project, owner);
        key = region.key(project, owner, "network.read", "network.write");

        assertThat(region.get(POLICY, key).json().getBoolean("enabled")).isFalse();
        JsonObject evidence = region.get(EVIDENCE, key).json();
        assertThat(evidence.getJsonArray("nodes")).isEqualTo(array());
        assertThat(evidence.getJsonArray("policies")).isEqualTo(array());
        assertThat(evidence.getJsonObject("chain").getBoolean("verified"))
                .as("the trail goes on")
                .isTrue();
        assertThat(evidence.getJsonObject("chain").getLong("entries")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"from=2026-01-01&to=2025-01-01", "from=2020-01-01&to=2026-01-01", "from=soon", "to=0"})
    void evidenceIsOfABoundedPeriod(String query) {
        assertThat(region.get(EVIDENCE + "?" + query, key).type()).isEqualTo("general_argument_invalid");
    }

    @Test
    void whoHoldsNoScopeNeitherReadsNorChangesIt() {
        String[] other = region.key(project, owner, "files.read");

        assertThat(region.get(POLICY, other).status()).isEqualTo(401);
        assertThat(region.get(EVIDENCE, other).status()).isEqualTo(401);
        assertThat(region.call("PUT", POLICY, EUROPE.encode(), other).status()).isEqualTo(401);
        assertThat(region.get(POLICY, key).json().getLong("version")).isZero();
    }

    @Test
    void aReportOfANodeThatNobodyKnowsIsNotTaken() {
        assertThatThrownBy(() -> report(
                        "edge-made-up",
                        ReportRequest.newBuilder()
                                .setReportId("r")
                                .addActs(act(dev.meridian.proto.residency.v1.Act.ACT_CACHE, 1, 1))))
                .isNotNull();
    }
}
