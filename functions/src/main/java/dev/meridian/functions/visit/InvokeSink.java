package dev.meridian.functions.visit;

import com.google.protobuf.UnsafeByteOperations;
import dev.meridian.core.grpc.Parts;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Failure;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.ResponseSink;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.functions.v1.InvokeEnd;
import dev.meridian.proto.functions.v1.InvokeHead;
import dev.meridian.proto.functions.v1.InvokePart;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** Sends a response on to a caller over gRPC, as fast as they take it. Confined to the call's context. */
public final class InvokeSink implements ResponseSink {

    private static final int MOST_PIECE = 64 << 10;
    private static final ProblemType TIMED_OUT = new ProblemType("function_synchronous_timeout", 408);

    private final Parts<InvokePart> parts;
    private final String execution;
    private final String executedAt;
    private Future<Void> sent = Future.succeededFuture();
    private boolean isBegun;

    /**
     * @param execution its ID
     * @param executedAt {@code edge:SITE} or {@code region:SITE}
     */
    public InvokeSink(Parts<InvokePart> parts, String execution, String executedAt) {
        this.parts = parts;
        this.execution = execution;
        this.executedAt = executedAt;
    }

    @Override
    public void begin(int status, List<HeaderLine> headers) {
        isBegun = true;
        sent = parts.write(InvokePart.newBuilder()
                .setHead(InvokeHead.newBuilder()
                        .setStatus(status)
                        .addAllHeaders(InvokeAnswers.lines(headers))
                        .setExecutionId(execution)
                        .setExecutedAt(executedAt))
                .build());
    }

    @Override
    public Future<Void> write(Buffer piece) {
        sent = sent.compose(room -> write(piece, 0));
        return sent;
    }

    private Future<Void> write(Buffer piece, int from) {
        if (from == piece.length()) {
            return Future.succeededFuture();
        }
        int to = Math.min(piece.length(), from + MOST_PIECE);
        InvokePart part = InvokePart.newBuilder()
                .setBody(UnsafeByteOperations.unsafeWrap(piece.getBytes(from, to)))
                .build();
        return parts.write(part).compose(room -> write(piece, to));
    }

    @Override
    public void end() {
        // The outcome follows.
    }

    /**
     * The call is over: what the caller has not got yet is sent, but for the last part, which this gives. Fails with a
     * problem where the rest will not come, and where the caller has left.
     */
    public Future<Optional<InvokePart>> finish(Outcome outcome, ContractAnswer answer) {
        if (!isBegun) {
            begin(answer.status(), answer.headers());
            write(answer.body());
        } else if (outcome instanceof Outcome.Failed failed) {
            return Future.failedFuture(broken(failed));
        }
        InvokePart last = InvokePart.newBuilder()
                .setEnd(InvokeEnd.newBuilder()
                        .setDurationSeconds(outcome.duration().toNanos() / 1e9))
                .build();
        return sent.map(Optional.of(last));
    }

    private static Problem broken(Outcome.Failed failed) {
        return failed.kind() == Failure.TIMEOUT
                ? Problem.upstream(TIMED_OUT, "The function took too long to finish its response.", false, null)
                : Problem.upstream(
                        ProblemType.SERVER_ERROR, "The function failed in the midst of its response.", false, null);
    }
}
