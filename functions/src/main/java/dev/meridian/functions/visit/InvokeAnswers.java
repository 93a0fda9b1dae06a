package dev.meridian.functions.visit;

import com.google.protobuf.UnsafeByteOperations;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.functions.v1.HeaderLine;
import dev.meridian.proto.functions.v1.InvokeResponse;
import java.util.List;

/** What is answered over gRPC: what HTTP would have answered, with where and how long. */
public final class InvokeAnswers {

    private InvokeAnswers() {}

    public static InvokeResponse of(ExecutionRecord execution, ContractAnswer answer) {
        InvokeResponse.Builder response = InvokeResponse.newBuilder()
                .setStatus(answer.status())
                .setBody(UnsafeByteOperations.unsafeWrap(answer.body().getBytes()))
                .setExecutionId(execution.getExecutionId())
                .setExecutedAt(execution.getExecutedAt())
                .setDurationSeconds(execution.getDurationSeconds());
        return response.addAllHeaders(lines(answer.headers())).build();
    }

    static List<HeaderLine> lines(List<dev.meridian.functions.wire.HeaderLine> headers) {
        return headers.stream()
                .map(line -> HeaderLine.newBuilder()
                        .setName(line.name())
                        .setValue(line.value())
                        .build())
                .toList();
    }
}
