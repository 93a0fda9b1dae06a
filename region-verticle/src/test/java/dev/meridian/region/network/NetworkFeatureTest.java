package dev.meridian.region.network;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.purge.PurgePlane;
import dev.meridian.proto.cache.v1.CacheGrpcClient;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeReceipt;
import dev.meridian.proto.cache.v1.PurgeRequest;
import dev.meridian.proto.cache.v1.PurgeResponse;
import dev.meridian.proto.cache.v1.PurgesGrpcClient;
import dev.meridian.proto.cache.v1.SinceRequest;
import dev.meridian.proto.cache.v1.SinceResponse;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.region.TestingNetwork;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real region with edges of the test's making: each confirms what it hears unless it is cut off. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkFeatureTest {

    private static final String PURGES = "/v1/network/purges";

    private final Vertx vertx = Vertx.vertx();
    private final TestingNetwork network = new TestingNetwork(vertx, "fra");
    private final GrpcClient grpc = GrpcClient.client(vertx);
    private final List<Purge> heard = new CopyOnWriteArrayList<>();
    private final Set<String> cutOff = ConcurrentHashMap.newKeySet();
    private final Set<String> hearingByAsking = ConcurrentHashMap.newKeySet();
    private TestingRegion region;
    private HttpServer publicDoor;
    private String owner;
    private String[] key;

    @BeforeAll
    void start(@TempDir Path data) {
        region = TestingRegion.start(network, vertx, "fra", data);
        network.knowsEdge("edge-fra", "fra", State.STATE_SERVING);
        network.knowsEdge("edge-nyc", "nyc", State.STATE_DRAINING);
        network.knowsEdge("edge-old", "syd", State.STATE_STOPPED);
        network.subscribe(PurgePlane.PURGES, this::hear);
        GrpcServer services = GrpcServer.server(vertx);
        region.node.publicServices().forEach(services::addService);
        publicDoor = TestingRegion.wait(
                vertx.createHttpServer().requestHandler(services).listen(0, "127.0.0.1"));
        owner = region.owner();
        region.project("p1", owner);
        region.project("p2", owner);
        key = region.key("p1", owner, "network.read", "network.write");
    }

    @AfterAll
    void stop() {
        TestingRegion.wait(publicDoor.close());
        region.close();
        TestingRegion.wait(vertx.close());
    }

    @BeforeEach
    void calm() {
        heard.clear();
        cutOff.clear();
        hearingByAsking.clear();
    }

    private void hear(Buffer event) {
        Purge purge = parsed(event);
        heard.add(purge);
        for (String edge : List.of("edge-fra", "edge-nyc")) {
            if (!cutOff.contains(edge)) {
                confirm(edge, purge.getSequence());
            } else if (hearingByAsking.contains(edge)) {
                since(edge, purge.getEpoch(), purge.getSequence());
            }
        }
    }

    private static Purge parsed(Buffer event) {
        try {
            return Purge.parseFrom(event.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private void confirm(String edge, long sequence) {
        network.publish(
                PurgePlane.RECEIPTS,
                Buffer.buffer(PurgeReceipt.newBuilder()
                        .setEdge(edge)
                        .setRegion("fra")
                        .setSequence(sequence)
                        .build()
                        .toByteArray()));
    }

    @Test
    void aReceiptNamesEachEdgeAndWhenItConfirmed() {
        Reply reply = region.post(
                PURGES,
                object("urls", array("https://WWW.example.com:443/a?b", "/c"))
                        .put("prefixes", array("/d/"))
                        .put("hosts", array("Shop.example.com"))
                        .put("tags", array("t1", "t2", "t1"))
                        .put("soft", true),
                key);

        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        JsonObject receipt = reply.json();
        assertThat(receipt.getBoolean("confirmed")).isTrue();
        assertThat(receipt.getString("status")).isEqualTo("completed");
        assertThat(receipt.getBoolean("everything")).isFalse();
        assertThat(edges(receipt)).isEqualTo(Map.of("edge-fra", true, "edge-nyc", true));
        assertThat(receipt.getJsonArray("edges").getJsonObject(0).getDouble("millis"))
                .isBetween(0.0, receipt.getDouble("millis"));
        Purge purge = heard.getFirst();
        assertThat(purge.getProject()).isEqualTo("p1");
        assertThat(purge.getUrlsList()).containsExactly("www.example.com/a?b", "/c");
        assertThat(purge.getPrefixesList()).containsExactly("/d/");
        assertThat(purge.getHostsList()).containsExactly("shop.example.com");
        assertThat(purge.getTagsList()).containsExactly("t1", "t2");
        assertThat(purge.getSoft()).isTrue();
        assertThat(purge.getSequence()).isEqualTo(receipt.getLong("sequence").longValue());
    }

    @Test
    void anEdgeThatDoesNotConfirmIsNamedOnceItMayNoLongerServeWhatItHas() {
        cutOff.add("edge-nyc");
        long began = System.nanoTime();

        JsonObject receipt =
                region.post(PURGES, object("everything", true), key).json();

        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(PurgePlane.WORD.toNanos());
        assertThat(receipt.getBoolean("confirmed")).isFalse();
        assertThat(edges(receipt)).isEqualTo(Map.of("edge-fra", true, "edge-nyc", false));
        assertThat(receipt.getBoolean("everything")).isTrue();
    }

    @Test
    void anEdgeThatHearsOfAPurgeByAskingHasConfirmedItByAskingAgain() {
        cutOff.add("edge-nyc");
        hearingByAsking.add("edge-nyc");

        JsonObject receipt =
                region.post(PURGES, object("tags", array("t")), key).json();

        assertThat(edges(receipt)).isEqualTo(Map.of("edge-fra", true, "edge-nyc", true));
    }

    @Test
    void anEdgeIsToldWhatItMissed() {
        SinceResponse before = TestingRegion.wait(since("edge-syd", "", 0));
        region.post(PURGES, object("tags", array("a")), key);
        region.post(PURGES, object("hosts", array("b.example.com")), key);

        SinceResponse word = TestingRegion.wait(since("edge-syd", before.getEpoch(), before.getSequence()));

        assertThat(before.getComplete()).isFalse();
        assertThat(word.getComplete()).isTrue();
        assertThat(word.getSequence()).isEqualTo(before.getSequence() + 2);
        assertThat(word.getMissedList()).isEqualTo(heard);
        SinceResponse level = TestingRegion.wait(since("edge-syd", word.getEpoch(), word.getSequence()));
        assertThat(level.getComplete()).isTrue();
        assertThat(level.getMissedList()).isEmpty();
        assertThat(TestingRegion.wait(since("edge-syd", "other", word.getSequence()))
                        .getComplete())
                .isFalse();
        assertThat(TestingRegion.wait(since("edge-syd", word.getEpoch(), word.getSequence() + 1))
                        .getComplete())
                .isFalse();
    }

    @Test
    void aReceiptCanBeAskedForAgainByItsProjectOnly() {
        JsonObject receipt =
                region.post(PURGES, object("tags", array("t")), key).json();
        String path = PURGES + "/" + receipt.getString("$id");
        until(() -> "completed".equals(region.get(path, key).json().getString("status")));

        assertThat(region.get(path, key).json()).isEqualTo(receipt);
        assertThat(region.get(path, region.key("p2", owner, "network.read")).type())
                .isEqualTo("network_purge_not_found");
        assertThat(region.get(PURGES + "/none", key).type()).isEqualTo("network_purge_not_found");
    }

    @Test
    void anAdministratorOfTheProjectMayPurgeToo() {
        Reply reply = region.post(
                PURGES,
                object("everything", true),
                "Cookie",
                owner,
                "X-Appwrite-Project",
                "p2",
                "X-Appwrite-Mode",
                "admin");

        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        assertThat(heard.getLast().getProject()).isEqualTo("p2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"network.read", "files.write"})
    void aKeyWithoutTheScopePurgesNothing(String scope) {
        assertThat(region.post(PURGES, object("everything", true), region.key("p1", owner, scope))
                        .type())
                .isEqualTo("general_unauthorized_scope");
        assertThat(heard).isEmpty();
    }

    @Test
    void aKeyPurgesNoOtherProject() {
        String[] foreign = key.clone();
        foreign[1] = "p2";

        assertThat(region.post(PURGES, object("everything", true), foreign).type())
                .isEqualTo("project_id_missing");
        assertThat(region.post(PURGES, object("everything", true), "Cookie", owner)
                        .type())
                .isEqualTo("general_unauthorized_scope");
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{'soft':true}",
                "{'everything':false}",
                "{'everything':true,'tags':['t']}",
                "{'urls':'/a'}",
                "{'urls':['a']}",
                "{'urls':['/a#b']}",
                "{'prefixes':['/a?b']}",
                "{'hosts':['https://a']}",
                "{'tags':['']}",
                "{'tags':['a b']}",
                "{'tags':[1]}",
                "{'soft':'maybe','tags':['t']}"
            })
    void aBadOrderIsRefusedAndPurgesNothing(String body) {
        Reply reply = region.call("POST", PURGES, body.replace('\'', '"'), key);

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.type()).isEqualTo("general_argument_invalid");
        assertThat(heard).isEmpty();
    }

    @Test
    void aCallOverGrpcDoesTheSameAsARequest() {
        PurgeRequest request =
                PurgeRequest.newBuilder().addTags("t").setSoft(true).build();

        PurgeResponse receipt = TestingRegion.wait(call(publicDoor.actualPort(), request, key));

        assertThat(receipt.getConfirmed()).isTrue();
        assertThat(receipt.getEdgesList()).extracting("edge").containsExactly("edge-fra", "edge-nyc");
        assertThat(heard.getFirst().getProject()).isEqualTo("p1");
        assertThat(heard.getFirst().getSoft()).isTrue();
    }

    @Test
    void aCallOverGrpcIsRefusedInTheContractsWords() {
        PurgeRequest request = PurgeRequest.newBuilder().addTags("t").build();
        int port = publicDoor.actualPort();

        assertThat(refusal(call(port, request, region.key("p1", owner, "network.read"))))
                .contains("general_unauthorized_scope");
        assertThat(refusal(call(port, PurgeRequest.getDefaultInstance(), key))).contains("general_argument_invalid");
        assertThat(refusal(call(port, request))).contains("general_unauthorized_scope");
        assertThat(heard).isEmpty();
    }

    @Test
    void onlyOperatorsPurgeEveryProject() {
        PurgeRequest request = PurgeRequest.newBuilder().setEveryProject(true).build();

        assertThat(refusal(call(publicDoor.actualPort(), request, key))).contains("general_access_forbidden");
        assertThat(heard).isEmpty();
        PurgeResponse receipt = TestingRegion.wait(call(region.grpcPort(), request));

        assertThat(receipt.getConfirmed()).isTrue();
        assertThat(heard.getFirst().getProject()).isEmpty();
        assertThat(refusal(
                        call(region.grpcPort(), request.toBuilder().addTags("t").build())))
                .contains("general_argument_invalid");
    }

    @Test
    void aDeletedProjectsContentIsPurged() {
        region.project("p3", owner);

        region.call("DELETE", "/v1/projects/p3", "", "Cookie", owner);

        until(() -> heard.stream().anyMatch(purge -> purge.getProject().equals("p3")));
    }

    private static Map<String, Boolean> edges(JsonObject receipt) {
        Map<String, Boolean> edges = new ConcurrentHashMap<>();
        JsonArray listed = receipt.getJsonArray("edges");
        for (int i = 0; i < listed.size(); i++) {
            JsonObject edge = listed.getJsonObject(i);
            edges.put(edge.getString("name"), edge.getBoolean("confirmed"));
            assertThat(edge.containsKey("millis")).isEqualTo(edge.getBoolean("confirmed"));
        }
        return edges;
    }

    private Future<SinceResponse> since(String edge, String epoch, long sequence) {
        return PurgesGrpcClient.create(grpc, SocketAddress.inetSocketAddress(region.grpcPort(), "127.0.0.1"))
                .since(SinceRequest.newBuilder()
                        .setEdge(edge)
                        .setEpoch(epoch)
                        .setSequence(sequence)
                        .build());
    }

    private Future<PurgeResponse> call(int port, PurgeRequest request, String... metadata) {
        return grpc.request(SocketAddress.inetSocketAddress(port, "127.0.0.1"), CacheGrpcClient.Purge)
                .compose(call -> {
                    for (int i = 0; i < metadata.length; i += 2) {
                        call.headers().add(metadata[i], metadata[i + 1]);
                    }
                    return call.send(request);
                })
                .compose(NetworkFeatureTest::answer);
    }

    private static Future<PurgeResponse> answer(GrpcClientResponse<PurgeRequest, PurgeResponse> response) {
        Future<PurgeResponse> message = response.last();
        return response.end()
                .transform(ended ->
                        response.status() == GrpcStatus.OK ? message : Future.failedFuture(response.statusMessage()));
    }

    private static String refusal(Future<PurgeResponse> call) {
        return TestingRegion.wait(call.map("not refused").otherwise(failure -> String.valueOf(failure.getMessage())));
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).isNegative();
            Thread.onSpinWait();
        }
    }
}
