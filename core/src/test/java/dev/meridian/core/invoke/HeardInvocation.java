package dev.meridian.core.invoke;

import dev.meridian.core.grpc.Refusals;
import dev.meridian.proto.functions.v1.FunctionsGrpcClient;
import dev.meridian.proto.functions.v1.InvokeHead;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A call of {@code InvokeStream}, and what its caller has heard so far. */
public final class HeardInvocation {

    private final GrpcClientRequest<InvokeRequest, InvokePart> request;
    private final Promise<Void> begun = Promise.promise();
    private final Promise<HeardInvocation> over = Promise.promise();
    private final List<String> order = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private InvokeHead head = InvokeHead.getDefaultInstance();
    private int largest;
    private double duration = -1;
    private String status = "";

    private HeardInvocation(GrpcClientRequest<InvokeRequest, InvokePart> request) {
        this.request = request;
    }

    /** @param metadata names and values, in turn */
    public static Future<HeardInvocation> begin(
            GrpcClient client, SocketAddress node, InvokeRequest call, String... metadata) {
        return client.request(node, FunctionsGrpcClient.InvokeStream).map(request -> {
            for (int i = 0; i < metadata.length; i += 2) {
                request.headers().set(metadata[i], metadata[i + 1]);
            }
            HeardInvocation heard = new HeardInvocation(request);
            request.response().onSuccess(heard::listen).onFailure(heard.over::tryFail);
            request.end(call).onFailure(heard.over::tryFail);
            return heard;
        });
    }

    private void listen(GrpcClientResponse<InvokeRequest, InvokePart> response) {
        response.handler(this::hear);
        response.end().onComplete(ended -> {
            GrpcStatus ending = response.status();
            status = ending == null ? "none" : (ending.name() + " " + Refusals.message(response)).strip();
            over.tryComplete(this);
        });
    }

    private void hear(InvokePart part) {
        String kind = part.getPartCase().name();
        if (order.isEmpty() || !order.getLast().equals(kind)) {
            order.add(kind);
        }
        switch (part.getPartCase()) {
            case HEAD -> head = part.getHead();
            case BODY -> {
                largest = Math.max(largest, part.getBody().size());
                body.writeBytes(part.getBody().toByteArray());
            }
            case END -> duration = part.getEnd().getDurationSeconds();
            case PART_NOT_SET -> order.add("an empty part");
        }
        begun.tryComplete();
    }

    /** Completes with the first part. */
    public Future<Void> begun() {
        return begun.future();
    }

    /** Completes when no more comes, for whatever reason. */
    public Future<HeardInvocation> over() {
        return over.future();
    }

    public void cancel() {
        request.cancel();
    }

    /** Kinds of parts in the order in which they came, each run of one kind once. */
    public List<String> order() {
        return List.copyOf(order);
    }

    public InvokeHead head() {
        return head;
    }

    public int bytes() {
        return body.size();
    }

    public String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** Bytes of the largest piece of the body. */
    public int largest() {
        return largest;
    }

    /** Seconds, -1 if there was no end. */
    public double duration() {
        return duration;
    }

    /** Name of the gRPC status, and its message if it has one; {@code none} where the call broke off without one. */
    public String status() {
        return status;
    }
}
