package dev.meridian.functions.visit;

import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.RecordHeader;
import java.util.Set;

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
                .setTrigger(Trigger.HTTP.word())
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
        for (HeaderLine line : invocation.headers()) {
            if (REQUEST.contains(line.name())) {
                record.addRequestHeaders(recorded(line));
            } else if (line.name().equals(PlatformHeaders.TRIGGER)) {
                record.setTrigger(line.value());
            }
        }
        for (HeaderLine line : answer.headers()) {
            if (RESPONSE.contains(line.name())) {
                record.addResponseHeaders(recorded(line));
            }
        }
        return record.build();
    }

    private static String errors(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed && failed.errors().isEmpty()
                ? failed.message()
                : outcome.errors();
    }

    private static RecordHeader recorded(HeaderLine line) {
        return RecordHeader.newBuilder()
                .setName(line.name())
                .setValue(line.value())
                .build();
    }
}
