package dev.meridian.edge;

import static dev.meridian.edge.EdgeStage.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.meridian.core.archive.Archive;
import dev.meridian.core.grpc.Parts;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.invoke.HeardInvocation;
import dev.meridian.core.invoke.Invocations;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.proto.deployments.v1.DeploymentsGrpcService;
import dev.meridian.proto.deployments.v1.DeploymentsService;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.FetchRequest;
import dev.meridian.proto.deployments.v1.FetchResponse;
import dev.meridian.proto.deployments.v1.Launch;
import dev.meridian.proto.deployments.v1.ReportRequest;
import dev.meridian.proto.deployments.v1.ReportResponse;
import dev.meridian.proto.functions.v1.FunctionsGrpcClient;
import dev.meridian.proto.functions.v1.InvokeEnd;
import dev.meridian.proto.functions.v1.InvokeHead;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.proto.registry.v1.Area;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Residency;
import dev.meridian.proto.registry.v1.Target;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions executed at an edge: real host processes, a real relay, a region of the test's making. */
class EdgeFunctionsTest {

    private static final String HOST = "hello.network.localhost";

    /** Answers with as many bytes as are asked for, piece by piece, or without end. */
    private static final String STREAMING = """
            export default {
              fetch(request) {
                const url = new URL(request.url);
                let left = Number(url.searchParams.get("bytes"));
                return new Response(new ReadableStream({
                  pull(controller) {
                    const size = Math.min(1 << 17, left);
                    left -= url.pathname === "/endless" ? 0 : size;
                    if (size > 0) { controller.enqueue(new Uint8Array(size)); } else { controller.close(); }
                  },
                  cancel() { console.log("left alone"); }
                }), { status: 202 });
              }
            };
            """;

    private static final Area GERMANY = Area.newBuilder().addCountries("DE").build();

    @TempDir
    private Path folder;

    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<ExecutionRecord> records = new CopyOnWriteArrayList<>();
    private volatile Launch launch = Launch.getDefaultInstance();
    private volatile byte[] artefact = new byte[0];
    private volatile boolean corrupt;
    private EdgeStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = stage();
        deploy(
                "d1",
                "export default async ({ req, res, log }) => { log('seen'); return res.text("
                        + "`one ${req.method} ${req.bodyText} ${req.headers['x-appwrite-trigger']} ${process.env.GREETING}`, 201,"
                        + " { 'x-own': 'yes' }); };");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private EdgeStage stage() {
        return new EdgeStage(
                folder.resolve("edge"),
                Map.of(),
                List.of(DeploymentsGrpcService.of(new Region()), InvokeDoor.forNodes(new Home())),
                this::inRegion);
    }

    private void inRegion(Exchange exchange) {
        exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("from the region"));
    }

    @Test
    void aFunctionIsFetchedOnceAndAnswersAsItself() {
        List<Future<EdgeStage.Reply>> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(stage.send(
                    HttpMethod.POST, HOST, "/a?b=c", Map.of("x-appwrite-trigger", "forged"), Buffer.buffer("in")));
        }
        List<EdgeStage.Reply> replies = many.stream().map(EdgeStage::await).toList();

        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.text()).isEqualTo("one POST in http hi");
            assertThat(reply.header("x-own")).isEqualTo("yes");
            assertThat(reply.header("meridian-executed-at")).isEqualTo("edge:sgp");
            assertThat(reply.header("x-appwrite-execution-id")).hasSize(20);
        });
        assertThat(fetches).hasValue(1);
        until(() -> records.size() == 20);
        assertThat(records).allSatisfy(record -> {
            assertThat(record.getExecutedAt()).isEqualTo("edge:sgp");
            assertThat(record.getStatus()).isEqualTo(201);
            assertThat(record.getLogs()).contains("seen");
        });
    }

    @Test
    void whatIsActivatedOfAFunctionInUseIsFetchedBeforeItIsAskedFor() throws IOException {
        assertThat(call().text()).startsWith("one");
        assertThat(fetches).hasValue(1);

        deploy("d2", "export default async ({ res }) => res.text('two');");

        until(() -> fetches.get() == 2);
        assertThat(call().text()).isEqualTo("two");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void recordsThatTheRegionRefusesAtFirstArriveOnceAndInOrder() {
        refusals.set(1);
        for (int i = 0; i < 5; i++) {
            stage.ask(HttpMethod.GET, HOST, "/" + i, Map.of(), Buffer.buffer());
        }

        until(() -> records.size() >= 5);
        assertThat(records).extracting(ExecutionRecord::getPath).containsExactly("/0", "/1", "/2", "/3", "/4");
    }

    @Test
    void aNewDeploymentIsServedAsSoonAsItIsSeenAndTheOldOneNeverAgain() throws IOException {
        assertThat(call().text()).startsWith("one");
        deploy("d2", "export default async ({ res }) => res.text('two');");

        assertThat(call().text()).isEqualTo("two");

        stage.takeRegionDown();
        assertThat(call().text()).isEqualTo("two");
        know(function().setDeploymentId("d3"));
        assertThat(call().status()).isEqualTo(503);
    }

    @Test
    void aCallHasFiftyMillisecondsOfCpuTimeUnlessItsFunctionSaysMoreWhichTakesEffectAtOnce() throws IOException {
        deploy(
                "d2",
                "export default ({ req, res }) => { const until = Date.now() + Number(req.query.ms);"
                        + " while (Date.now() < until) {} return res.text('done'); };");

        assertThat(burn(10_000).status()).isEqualTo(500);
        until(() -> records.size() == 1);
        assertThat(records.getFirst().getErrors()).isEqualTo("The CPU time limit of 50 ms was exceeded.");

        launch = launch.toBuilder().setCpuMillis(1_000).setConfiguration(2).build();
        know(function().setConfiguration(2));
        assertThat(burn(300).text()).isEqualTo("done");
    }

    private EdgeStage.Reply burn(int millis) {
        return stage.ask(HttpMethod.GET, HOST, "/?ms=" + millis, Map.of(), Buffer.buffer());
    }

    @Test
    void anEdgeRestartedWithEveryRegionDownStillExecutesAndReportsLater() {
        assertThat(call().status()).isEqualTo(201);
        until(() -> records.size() == 1);
        Record[] known = known(function());
        stage.close();
        stage = stage();
        stage.know(known);
        stage.takeRegionDown();

        assertThat(call().text()).startsWith("one");

        stage.bringRegionBack();
        until(() -> records.size() == 2);
    }

    @Test
    void aPolicyThatForbidsExecutingHereErasesCodeAndSecretsAndHasTheRegionExecute() {
        assertThat(call().text()).startsWith("one");
        Path held = folder.resolve("edge").resolve("functions");
        assertThat(files(held.resolve("launches"))).hasSize(1);
        assertThat(files(held.resolve("artefacts"))).isNotEmpty();

        stage.know(under(Residency.newBuilder().setExecute(GERMANY)));

        assertThat(call().text()).isEqualTo("from the region");
        until(() -> files(held.resolve("launches")).isEmpty()
                && files(held.resolve("artefacts")).isEmpty());
        assertThat(fetches).hasValue(1);
    }

    @Test
    void callsOverGrpcAreExecutedPassedOnOrRefusedAsThePolicySays() {
        InvokeRequest request = InvokeRequest.newBuilder().setFunctionId("f1").build();
        stage.know(under(Residency.newBuilder().setExecute(GERMANY)));
        assertThat(EdgeStage.await(invoke(request, "x-appwrite-project", "p1")).getExecutedAt())
                .isEqualTo("region:fra");

        stage.know(under(Residency.newBuilder().setTerminate(GERMANY)));

        HeardInvocation refused = EdgeStage.await(
                stream("/", "x-appwrite-project", "p1", "x-appwrite-key", "k").compose(HeardInvocation::over));
        assertThat(refused.status()).contains("general_region_access_denied");
        assertThat(call().status()).isEqualTo(451);
    }

    @Test
    void recordsOfAProjectThatIsNotLoggedHereReachTheRegionAndNotTheDisk() {
        stage.know(under(Residency.newBuilder().setLogs(GERMANY)));
        refusals.set(1);

        assertThat(call().text()).startsWith("one");

        until(() -> refusals.get() <= 0);
        assertThat(records).isEmpty();
        assertThat(files(folder.resolve("edge").resolve("functions").resolve("records")))
                .isEmpty();
        until(() -> records.size() == 1);
    }

    private Record[] under(Residency.Builder residency) {
        Record[] known = known(function());
        known[0] = Record.newBuilder()
                .setKey("project/p1")
                .setProject(Project.newBuilder()
                        .setProjectId("p1")
                        .setHomeRegion("fra")
                        .setResidency(residency.setVersion(1)))
                .build();
        return known;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException | UncheckedIOException changing) {
            return List.of(folder);
        }
    }

    @Test
    void anArtefactThatIsNotTheNamedOneIsNeverRun() {
        corrupt = true;
        assertThat(call().status()).isEqualTo(503);
        corrupt = false;
        assertThat(call().status()).isEqualTo(201);
    }

    @Test
    void whatMayNotRunHereIsRefusedOrPassedOn() {
        know(function().clearExecute().addExecute("users"));
        assertThat(call().text()).contains("function_execute_permission_missing");
        know(function().clearDeploymentId());
        assertThat(call().text()).contains("deployment_not_found");
        know(function().setPlacement(Placement.PLACEMENT_REGION));
        assertThat(call().text()).isEqualTo("from the region");
        know(function().setRuntime("node-22"));
        assertThat(call().text()).isEqualTo("from the region");
        assertThat(fetches).hasValue(0);
    }

    @Test
    void aCallByAnybodyIsExecutedHereAndOneWithCredentialsAtHome() {
        InvokeRequest request = InvokeRequest.newBuilder()
                .setFunctionId("f1")
                .setPath("/a?b=c")
                .setBody(ByteString.copyFromUtf8("in"))
                .build();

        InvokeResponse here = EdgeStage.await(invoke(request, "x-appwrite-project", "p1"));
        InvokeResponse home = EdgeStage.await(invoke(request, "x-appwrite-project", "p1", "x-appwrite-key", "k"));

        assertThat(here.getExecutedAt()).isEqualTo("edge:sgp");
        assertThat(here.getStatus()).isEqualTo(201);
        assertThat(here.getBody().toStringUtf8()).isEqualTo("one POST in http hi");
        assertThat(here.getHeadersList()).anyMatch(line -> line.getName().equals("x-own"));
        until(() -> records.size() == 1);
        assertThat(records.getFirst().getExecutionId()).isEqualTo(here.getExecutionId());
        assertThat(records.getFirst().getPath()).isEqualTo("/a");
        assertThat(home.getExecutedAt()).isEqualTo("region:fra");
        know(function().clearExecute().addExecute("users"));
        assertThat(EdgeStage.await(invoke(request, "x-appwrite-project", "p1")).getExecutedAt())
                .isEqualTo("region:fra");
    }

    @Test
    void aStreamedCallByAnybodyIsExecutedHereAndOneWithCredentialsAtHome() throws IOException {
        deploy("d2", STREAMING);
        launch = launch.toBuilder().setCpuMillis(10_000).setConfiguration(2).build();
        know(function().setConfiguration(2));

        HeardInvocation here = EdgeStage.await(
                stream("/?bytes=" + (20 << 20), "x-appwrite-project", "p1").compose(HeardInvocation::over));
        HeardInvocation home = EdgeStage.await(
                stream("/", "x-appwrite-project", "p1", "x-appwrite-key", "k").compose(HeardInvocation::over));

        assertThat(here.status()).isEqualTo("OK");
        assertThat(here.order()).containsExactly("HEAD", "BODY", "END");
        assertThat(here.head().getExecutedAt()).isEqualTo("edge:sgp");
        assertThat(here.bytes()).isEqualTo(20 << 20);
        until(() -> records.size() == 1);
        assertThat(records.getFirst().getExecutionId()).isEqualTo(here.head().getExecutionId());
        assertThat(records.getFirst().getStatus()).isEqualTo(202);
        assertThat(home.head().getExecutedAt()).isEqualTo("region:fra");
        assertThat(home.text()).isEqualTo("from home");
        assertThat(home.duration()).isEqualTo(2);
    }

    @Test
    void aCallerWhoLeavesEndsTheFunctionsCall() throws IOException {
        deploy("d2", STREAMING);
        launch = launch.toBuilder().setCpuMillis(10_000).setConfiguration(2).build();
        know(function().setConfiguration(2));
        HeardInvocation left = EdgeStage.await(stream("/endless?bytes=1", "x-appwrite-project", "p1"));
        EdgeStage.await(left.begun());

        left.cancel();

        until(() -> records.size() == 1);
        assertThat(records.getFirst().getLogs()).contains("left alone");
    }

    private Future<HeardInvocation> stream(String path, String... metadata) {
        return HeardInvocation.begin(
                stage.relay.grpc(),
                SocketAddress.inetSocketAddress(stage.port(), "127.0.0.1"),
                InvokeRequest.newBuilder().setFunctionId("f1").setPath(path).build(),
                metadata);
    }

    /** What the home region says of every call. */
    private static final class Home implements Invocations {

        @Override
        public Future<InvokeResponse> whole(UserCall<InvokeRequest> call) {
            return Future.succeededFuture(
                    InvokeResponse.newBuilder().setExecutedAt("region:fra").build());
        }

        @Override
        public Future<Optional<InvokePart>> inParts(UserCall<InvokeRequest> call, Parts<InvokePart> parts) {
            return parts.write(InvokePart.newBuilder()
                            .setHead(InvokeHead.newBuilder().setExecutedAt("region:fra"))
                            .build())
                    .compose(room -> parts.write(InvokePart.newBuilder()
                            .setBody(ByteString.copyFromUtf8("from home"))
                            .build()))
                    .map(Optional.of(InvokePart.newBuilder()
                            .setEnd(InvokeEnd.newBuilder().setDurationSeconds(2))
                            .build()));
        }
    }

    private Future<InvokeResponse> invoke(InvokeRequest call, String... metadata) {
        return stage.relay
                .grpc()
                .request(SocketAddress.inetSocketAddress(stage.port(), "127.0.0.1"), FunctionsGrpcClient.Invoke)
                .compose(request -> {
                    for (int i = 0; i < metadata.length; i += 2) {
                        request.headers().set(metadata[i], metadata[i + 1]);
                    }
                    return request.send(call);
                })
                .compose(response -> response.last());
    }

    @Test
    void aDomainLeadsToItsFunctionHereOrAtHomeAndToNothingOnceItsRuleIsGone() {
        stage.know(withDomain(Placement.PLACEMENT_EDGE));
        assertThat(callDomain().header("meridian-executed-at")).isEqualTo("edge:sgp");
        stage.know(withDomain(Placement.PLACEMENT_REGION));
        assertThat(callDomain().text()).isEqualTo("from the region");
        know(function());
        assertThat(callDomain().text()).contains("router_host_not_found");
    }

    @Test
    void aDomainThatIsNotVerifiedLeadsNowhere() {
        for (String name : List.of("shop.example.com", "*.example.com")) {
            Record[] verified = withDomain(Placement.PLACEMENT_EDGE);
            Domain domain = verified[2].getDomain().toBuilder().setDomain(name).build();
            verified[2] = Record.newBuilder()
                    .setKey("domain/" + name)
                    .setDomain(domain)
                    .build();
            Record[] unverified = verified.clone();
            unverified[2] = Record.newBuilder()
                    .setKey("domain/" + name)
                    .setDomain(domain.toBuilder().setVerified(false))
                    .build();

            stage.know(unverified);
            assertThat(callDomain().text()).contains("router_host_not_found");
            stage.know(verified);
            assertThat(callDomain().header("meridian-executed-at")).isEqualTo("edge:sgp");
        }
    }

    private EdgeStage.Reply callDomain() {
        return stage.ask(HttpMethod.GET, "shop.example.com", "/", Map.of(), Buffer.buffer());
    }

    private Record[] withDomain(Placement placement) {
        Record[] known = Arrays.copyOf(known(function()), 3);
        known[2] = Record.newBuilder()
                .setKey("domain/shop.example.com")
                .setDomain(Domain.newBuilder()
                        .setDomain("shop.example.com")
                        .setProjectId("p1")
                        .setTarget(Target.TARGET_FUNCTION)
                        .setResourceId("f1")
                        .setVerified(true)
                        .setPlacement(placement))
                .build();
        return known;
    }

    private EdgeStage.Reply call() {
        return stage.ask(HttpMethod.GET, HOST, "/", Map.of(), Buffer.buffer());
    }

    private void deploy(String deployment, String source) throws IOException {
        Path code = Files.createDirectory(folder.resolve(deployment));
        Files.writeString(code.resolve("main.js"), source);
        Path file = folder.resolve(deployment + ".tar.gz");
        Archive.Packed packed = Archive.pack(code, file);
        artefact = Files.readAllBytes(file);
        launch = Launch.newBuilder()
                .setProjectId("p1")
                .setFunctionId("f1")
                .setDeploymentId(deployment)
                .setArtefactSha256(packed.sha256())
                .setArtefactBytes(packed.bytes())
                .setRuntime("edge-js-1")
                .setEntrypoint("main.js")
                .putEnvironment("GREETING", "hi")
                .setConfiguration(1)
                .setLogging(true)
                .setSigningKey(ByteString.copyFrom(new byte[32]))
                .build();
        know(function());
    }

    private Function.Builder function() {
        return Function.newBuilder()
                .setProjectId("p1")
                .setFunctionId("f1")
                .setLabel("hello")
                .setRuntime("edge-js-1")
                .setEnabled(true)
                .setDeploymentId(launch.getDeploymentId())
                .setArtefactSha256(launch.getArtefactSha256())
                .addExecute("any")
                .setPlacement(Placement.PLACEMENT_EDGE)
                .setConfiguration(1);
    }

    private void know(Function.Builder function) {
        stage.know(known(function));
    }

    private static Record[] known(Function.Builder function) {
        return new Record[] {
            EdgeStage.project("p1"),
            Record.newBuilder().setKey("function/f1").setFunction(function).build()
        };
    }

    private final class Region extends DeploymentsService {

        @Override
        protected void fetch(FetchRequest request, WriteStream<FetchResponse> response) {
            fetches.incrementAndGet();
            response.write(FetchResponse.newBuilder().setLaunch(launch).build());
            if (!request.getHaveSha256().equals(launch.getArtefactSha256())) {
                byte[] bytes = artefact.clone();
                if (corrupt) {
                    bytes[bytes.length - 1] ^= 1;
                }
                for (int from = 0; from < bytes.length; from += 100) {
                    response.write(FetchResponse.newBuilder()
                            .setArtefact(ByteString.copyFrom(bytes, from, Math.min(100, bytes.length - from)))
                            .build());
                }
            }
            response.end();
        }

        @Override
        public Future<ReportResponse> report(ReportRequest request) {
            if (refusals.getAndDecrement() > 0) {
                return Future.failedFuture("not now");
            }
            records.addAll(request.getExecutionsList());
            return Future.succeededFuture(ReportResponse.getDefaultInstance());
        }
    }
}
