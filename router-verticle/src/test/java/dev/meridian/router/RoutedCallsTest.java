package dev.meridian.router;

import static dev.meridian.router.RouterStage.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.invoke.HeardInvocation;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.proto.functions.v1.FunctionsGrpcClient;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.proto.topology.v1.Kind;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** gRPC calls of functions through a router. */
@Timeout(90)
class RoutedCallsTest {

    private final RouterStage stage = new RouterStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aCallAtThePublicPortGoesToTheNearestEdgeAndOneWithCredentialsHome() {
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", Exchange::abort, answering("edge:nyc"));
        stage.peer(Kind.KIND_REGION, "region-nyc", "nyc", Exchange::abort, answering("region:nyc"));

        InvokeResponse guest = await(invoke("hello", "x-appwrite-project", "shop"));
        InvokeResponse server = await(invoke("hello", "x-appwrite-project", "shop", "x-appwrite-key", "k"));
        InvokeResponse unheard = await(invoke("just-made", "x-appwrite-project", "shop"));

        assertThat(guest.getExecutedAt()).isEqualTo("edge:nyc");
        assertThat(guest.getBody().toStringUtf8()).isEqualTo("hello for 127.0.0.1 with null");
        assertThat(server.getExecutedAt()).isEqualTo("region:nyc");
        assertThat(server.getBody().toStringUtf8()).isEqualTo("hello for 127.0.0.1 with k");
        assertThat(unheard.getExecutedAt()).isEqualTo("region:nyc");
    }

    @Test
    void aCallIsAnsweredByTheNextNodeOnlyWhereNothingWasSentToTheFirst() {
        RelayDoor gone = stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", Exchange::abort, answering("edge:nyc"));
        stage.peer(Kind.KIND_REGION, "region-nyc", "nyc", Exchange::abort, answering("region:nyc"));
        await(gone.close(Duration.ZERO));

        assertThat(await(invoke("hello", "x-appwrite-project", "shop")).getExecutedAt())
                .isEqualTo("region:nyc");
    }

    @Test
    void aRefusedCallKeepsTheContractsTypeAllTheWay() {
        stage.peer(
                Kind.KIND_REGION,
                "region-nyc",
                "nyc",
                Exchange::abort,
                InvokeDoor.forNodes(new TestingInvocations(call -> Future.failedFuture(
                        Problem.of(new ProblemType("user_unauthorized", 401), "Not for you: go away")))));

        assertThat(refused("hello", "x-appwrite-project", "shop", "x-appwrite-jwt", "j"))
                .isEqualTo("UNAUTHENTICATED user_unauthorized: Not for you: go away");
        assertThat(refused("hello", "x-appwrite-project", "absent")).startsWith("NOT_FOUND project_not_found: ");
        assertThat(stream("hello", "x-appwrite-project", "shop", "x-appwrite-jwt", "j")
                        .status())
                .isEqualTo("UNAUTHENTICATED user_unauthorized: Not for you: go away");
        assertThat(stream("hello", "x-appwrite-project", "absent").status())
                .startsWith("NOT_FOUND project_not_found: ");
    }

    @Test
    void aStreamedCallTakesTheSameWaysAndPassesToTheNextNodeOnlyWhereNothingWasSent() {
        RelayDoor edge = stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", Exchange::abort, answering("edge:nyc"));
        stage.peer(Kind.KIND_REGION, "region-nyc", "nyc", Exchange::abort, answering("region:nyc"));

        HeardInvocation guest = stream("hello", "x-appwrite-project", "shop");
        HeardInvocation server = stream("hello", "x-appwrite-project", "shop", "x-appwrite-key", "k");
        await(edge.close(Duration.ZERO));
        HeardInvocation next = stream("hello", "x-appwrite-project", "shop");

        assertThat(guest.order()).containsExactly("HEAD", "BODY", "END");
        assertThat(guest.head().getExecutedAt()).isEqualTo("edge:nyc");
        assertThat(guest.text()).isEqualTo("hello for 127.0.0.1 with null");
        assertThat(server.head().getExecutedAt()).isEqualTo("region:nyc");
        assertThat(server.text()).isEqualTo("hello for 127.0.0.1 with k");
        assertThat(next.head().getExecutedAt()).isEqualTo("region:nyc");
    }

    private HeardInvocation stream(String function, String... metadata) {
        return await(HeardInvocation.begin(
                        stage.relay.grpc(),
                        SocketAddress.inetSocketAddress(stage.port, "127.0.0.1"),
                        InvokeRequest.newBuilder().setFunctionId(function).build(),
                        metadata)
                .compose(HeardInvocation::over));
    }

    private static Service answering(String at) {
        return InvokeDoor.forNodes(new TestingInvocations(call -> Future.succeededFuture(InvokeResponse.newBuilder()
                .setStatus(200)
                .setExecutedAt(at)
                .setBody(ByteString.copyFromUtf8("hello for " + call.clientAddress() + " with "
                        + call.metadata().get("x-appwrite-key")))
                .build())));
    }

    private Future<InvokeResponse> invoke(String function, String... metadata) {
        return call(function, metadata).compose(response -> response.last());
    }

    private String refused(String function, String... metadata) {
        GrpcClientResponse<InvokeRequest, InvokeResponse> response = await(
                call(function, metadata).compose(head -> head.end().transform(ended -> Future.succeededFuture(head))));
        return response.status().name() + " " + response.statusMessage();
    }

    private Future<GrpcClientResponse<InvokeRequest, InvokeResponse>> call(String function, String... metadata) {
        return stage.relay
                .grpc()
                .request(SocketAddress.inetSocketAddress(stage.port, "127.0.0.1"), FunctionsGrpcClient.Invoke)
                .compose(request -> {
                    for (int i = 0; i < metadata.length; i += 2) {
                        request.headers().set(metadata[i], metadata[i + 1]);
                    }
                    return request.send(
                            InvokeRequest.newBuilder().setFunctionId(function).build());
                });
    }
}
