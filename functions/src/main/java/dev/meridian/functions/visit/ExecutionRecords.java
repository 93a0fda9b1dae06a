package dev.meridian.functions.visit;

import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.RecordHeader;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is written down of an execution, wherever it took place and whoever asked for it (contract section 8.2). */
public final class ExecutionRecords {

    private static final Set<String> REQUEST =
            Set.of("content-type", "user-agent", "content-length", "host", "x-appwrite-client-ip");
    private static final Set<String> RESPONSE = Set.of("content-type", "content-length");

    private ExecutionRecords() {}

    /**
     * @param executedAt {@code edge:SITE} or {@code region:SITE}
     * @param startedAt in milliseconds since the epoch
     */
    public static ExecutionRecord of(
            Launch launch,
            Invocation invocation,
            Outcome outcome,
            ContractAnswer answer,
            String executedAt,
            long startedAt) {
        ExecutionRecord.Builder record = ExecutionRecord.newBuilder()
                .setExecutionId(invocation.execution())
                .setProjectId(launch.key().tenant())
                .setFunctionId(launch.key().function())
                .setDeploymentId(launch.key().deployment())
                .setExecutedAt(executedAt)
                .setTrigger(trigger(invocation))
                .setMethod(invocation.method())
                .setPath(invocation.path())
                .setStatus(answer.status())
                .setDurationSeconds(outcome.duration().toNanos() / 1e9)
                .setStartedAtMillis(startedAt)
                .setFailed(outcome instanceof Outcome.Failed || answer.status() >= 500)
                .setCallsHome(outcome.callsHome());
        if (launch.isLogging()) {
            record.setLogs(outcome.logs()).setErrors(errors(outcome));
        }
        recorded(invocation.headers(), REQUEST).forEach(record::addRequestHeaders);
        recorded(answer.headers(), RESPONSE).forEach(record::addResponseHeaders);
        return record.build();
    }

    /** What the function was told that it is. */
    private static String trigger(Invocation invocation) {
        return invocation.headers().stream()
                .filter(line -> line.name().equals(PlatformHeaders.TRIGGER))
                .findFirst()
                .map(HeaderLine::value)
                .orElse("http");
    }

    private static String errors(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed && failed.errors().isEmpty()
                ? failed.message()
                : outcome.errors();
    }

    private static Stream<RecordHeader> recorded(List<HeaderLine> headers, Set<String> names) {
        return headers.stream()
                .filter(line -> names.contains(line.name()))
                .map(line -> RecordHeader.newBuilder()
                        .setName(line.name())
                        .setValue(line.value())
                        .build());
    }
}
