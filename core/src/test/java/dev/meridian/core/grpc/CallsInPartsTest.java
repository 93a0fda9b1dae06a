package dev.meridian.core.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.functions.v1.FunctionsGrpcClient;
import dev.meridian.proto.functions.v1.FunctionsGrpcService;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls with many answers: a caller, a node that passes them on, and one that makes them; real connections. */
final class CallsInPartsTest {

    private static final int PIECE = 64 << 10;
    private static final int PIECES = 320;
    private static final int MOST = 2;

    private final Vertx vertx = Vertx.vertx();
    private final GrpcClient client = GrpcClient.client(vertx);

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void answersArriveInOrderAndTheLastOneWithThem() {
        SocketAddress node = passing(making((call, parts) ->
                parts.write(part("a")).compose(room -> parts.write(part("b"))).map(Optional.of(part("c")))));

        Heard heard = hear(node);

        assertThat(heard.texts()).containsExactly("a", "b", "c");
        assertThat(heard.status()).isEqualTo("OK");
    }

    @Test
    void aRefusalBeforeAndAmongTheAnswersKeepsItsType() {
        Problem refusal = Problem.of(new ProblemType("not_for_you", 401), "go away");
        SocketAddress early = passing(making((call, parts) -> Future.failedFuture(refusal)));
        SocketAddress late =
                passing(making((call, parts) -> parts.write(part("a")).compose(room -> Future.failedFuture(refusal))));

        Heard before = hear(early);
        Heard among = hear(late);

        assertThat(before.texts()).isEmpty();
        assertThat(before.status()).isEqualTo("UNAUTHENTICATED not_for_you: go away");
        assertThat(among.texts()).containsExactly("a");
        assertThat(among.status()).isEqualTo(before.status());
    }

    @Test
    void nothingIsMadeAheadOfACallerWhoIsSlow() {
        AtomicInteger made = new AtomicInteger();
        AtomicReference<Future<Void>> last = new AtomicReference<>(Future.succeededFuture());
        SocketAddress node = passing(making((call, parts) -> pour(parts, PIECES, made, last)));
        AtomicInteger taken = new AtomicInteger();
        Promise<GrpcClientResponse<InvokeRequest, InvokePart>> begun = Promise.promise();
        GrpcClientRequest<InvokeRequest, InvokePart> request =
                await(client.request(node, FunctionsGrpcClient.InvokeStream));
        request.response().onSuccess(response -> {
            response.pause();
            response.handler(part -> taken.incrementAndGet());
            begun.complete(response);
        });
        await(request.end(InvokeRequest.getDefaultInstance()));
        GrpcClientResponse<InvokeRequest, InvokePart> slow = await(begun.future());

        until(() -> !last.get().isComplete());
        hear(passing(making((call, parts) -> Future.succeededFuture(Optional.of(part("others go on"))))));
        int ahead = made.get();
        Future<Void> over = slow.end();
        slow.resume();
        await(over);

        assertThat(ahead).isLessThan(PIECES);
        assertThat(taken).hasValue(PIECES);
        assertThat(slow.status()).isEqualTo(GrpcStatus.OK);
    }

    private static Future<Optional<InvokePart>> pour(
            Parts<InvokePart> parts, int left, AtomicInteger made, AtomicReference<Future<Void>> last) {
        if (left == 0) {
            return Future.succeededFuture(Optional.empty());
        }
        made.incrementAndGet();
        Future<Void> room = parts.write(InvokePart.newBuilder()
                .setBody(ByteString.copyFrom(new byte[PIECE]))
                .build());
        last.set(room);
        return room.compose(free -> pour(parts, left - 1, made, last));
    }

    @Test
    void aCallerWhoLeavesIsLeftByAllWhoPassOnAndMake() {
        Promise<Void> left = Promise.promise();
        CopyOnWriteArrayList<Future<Void>> writes = new CopyOnWriteArrayList<>();
        SocketAddress node = passing(making((call, parts) -> {
            parts.left().onComplete(gone -> {
                writes.add(parts.write(part("late")));
                left.complete();
            });
            return parts.write(part("a"))
                    .compose(room -> Promise.<Optional<InvokePart>>promise().future());
        }));
        GrpcClientRequest<InvokeRequest, InvokePart> request =
                await(client.request(node, FunctionsGrpcClient.InvokeStream));
        Promise<Void> first = Promise.promise();
        request.response().onSuccess(response -> response.handler(part -> first.tryComplete()));
        await(request.end(InvokeRequest.getDefaultInstance()));
        await(first.future());

        request.cancel();

        await(left.future());
        assertThat(writes)
                .singleElement()
                .satisfies(write -> assertThat(write.failed()).isTrue());
    }

    @Test
    void aCallerWhoLeavesBeforeTheFirstAnswerIsLeftToo() {
        Promise<Void> begun = Promise.promise();
        Promise<Void> left = Promise.promise();
        SocketAddress node = passing(making((call, parts) -> {
            parts.left().onComplete(gone -> left.complete());
            begun.complete();
            return Promise.<Optional<InvokePart>>promise().future();
        }));
        GrpcClientRequest<InvokeRequest, InvokePart> request =
                await(client.request(node, FunctionsGrpcClient.InvokeStream));
        await(request.end(InvokeRequest.getDefaultInstance()));
        await(begun.future());

        request.cancel();

        await(left.future());
        assertThat(left.future().succeeded()).isTrue();
    }

    @Test
    void aCallEndsAtItsDeadlineAndTheMakerHearsOfIt() {
        Promise<Void> left = Promise.promise();
        SocketAddress node = passing(making((call, parts) -> {
            parts.left().onComplete(gone -> left.complete());
            return parts.write(part("a"))
                    .compose(room -> Promise.<Optional<InvokePart>>promise().future());
        }));

        Heard heard = await(heard(node, Duration.ofMillis(300)));

        await(left.future());
        assertThat(heard.texts()).containsExactly("a");
        assertThat(heard.status()).doesNotStartWith("OK");
    }

    @Test
    void moreCallsThanMayBeUnderWayAreRefusedAndOneThatIsOverMakesRoom() {
        Promise<Optional<InvokePart>> held = Promise.promise();
        AtomicInteger begun = new AtomicInteger();
        SocketAddress node = making((call, parts) -> {
            begun.incrementAndGet();
            return held.future();
        });
        List<Future<Heard>> first = List.of(heard(node, Duration.ZERO), heard(node, Duration.ZERO));
        until(() -> begun.get() == MOST);

        Heard refused = hear(node);
        held.complete(Optional.of(part("x")));

        assertThat(refused.status()).startsWith("UNAVAILABLE");
        assertThat(first.stream().map(CallsInPartsTest::await).map(Heard::texts))
                .containsExactly(List.of("x"), List.of("x"));
        assertThat(hear(node).texts()).containsExactly("x");
    }

    @Test
    void aCallWithoutADeadlineEndsAfterTheDoorsLongest() {
        Promise<Void> left = Promise.promise();
        SocketAddress node = making(Duration.ofMillis(200), (call, parts) -> {
            parts.left().onComplete(gone -> left.complete());
            return Promise.<Optional<InvokePart>>promise().future();
        });

        assertThat(hear(node).status()).startsWith("DEADLINE_EXCEEDED general_deadline_exceeded: ");
        await(left.future());
    }

    private SocketAddress making(
            BiFunction<UserCall<InvokeRequest>, Parts<InvokePart>, Future<Optional<InvokePart>>> answer) {
        return making(Duration.ofSeconds(30), answer);
    }

    private SocketAddress making(
            Duration longest,
            BiFunction<UserCall<InvokeRequest>, Parts<InvokePart>, Future<Optional<InvokePart>>> answer) {
        return listening(Service.service(FunctionsGrpcService.SERVICE_NAME, FunctionsGrpcService.SERVICE_DESCRIPTOR)
                .bind(
                        FunctionsGrpcService.InvokeStream,
                        CallDoor.inParts(FunctionsGrpcService.InvokeStream, MOST, true, longest, answer)::take)
                .build());
    }

    private SocketAddress passing(SocketAddress next) {
        CallForward<InvokeRequest, InvokePart> forward = new CallForward<>(
                GrpcClient.client(vertx), FunctionsGrpcClient.InvokeStream, Duration.ofSeconds(30), "gone");
        return making((call, parts) -> forward.to(next, call, parts).map(passed -> Optional.empty()));
    }

    private SocketAddress listening(Service service) {
        GrpcCalls calls = new GrpcCalls(vertx, List.of(service), 1 << 20);
        return SocketAddress.inetSocketAddress(
                await(vertx.createHttpServer()
                                .requestHandler(request -> {
                                    if (!calls.test(request)) {
                                        request.response().setStatusCode(404).end();
                                    }
                                })
                                .listen(0, "127.0.0.1"))
                        .actualPort(),
                "127.0.0.1");
    }

    /** What a caller got. */
    private record Heard(List<String> texts, String status) {}

    private Heard hear(SocketAddress node) {
        return await(heard(node, Duration.ZERO));
    }

    private Future<Heard> heard(SocketAddress node, Duration deadline) {
        return client.request(node, FunctionsGrpcClient.InvokeStream).compose(request -> {
            if (deadline.isPositive()) {
                request.timeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
            }
            Future<GrpcClientResponse<InvokeRequest, InvokePart>> answer = request.response();
            return request.end(InvokeRequest.getDefaultInstance())
                    .compose(sent -> answer)
                    .compose(response -> {
                        List<String> texts = new CopyOnWriteArrayList<>();
                        response.handler(part -> texts.add(part.getBody().toStringUtf8()));
                        return response.end()
                                .transform(ended -> Future.succeededFuture(new Heard(
                                        texts, (response.status().name() + " " + Refusals.message(response)).strip())));
                    });
        });
    }

    private static InvokePart part(String text) {
        return InvokePart.newBuilder().setBody(ByteString.copyFromUtf8(text)).build();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
