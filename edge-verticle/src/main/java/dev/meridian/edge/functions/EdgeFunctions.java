package dev.meridian.edge.functions;

import dev.meridian.core.grpc.Parts;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.residency.NodeResidency;
import dev.meridian.edge.artefacts.ArtefactFolder;
import dev.meridian.edge.artefacts.Disk;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.functions.Confines;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.FunctionHosts;
import dev.meridian.functions.HostPolicy;
import dev.meridian.functions.HostSettings;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Limits;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.visit.Asked;
import dev.meridian.functions.visit.Asker;
import dev.meridian.functions.visit.BoundedBody;
import dev.meridian.functions.visit.ExecutionRecords;
import dev.meridian.functions.visit.InvokeAnswers;
import dev.meridian.functions.visit.InvokeSink;
import dev.meridian.functions.visit.PlatformHeaders;
import dev.meridian.functions.visit.Trigger;
import dev.meridian.functions.visit.Visit;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Project;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes functions for visitors, in function hosts beside this node. Safe for use by many event loops. */
public final class EdgeFunctions {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeFunctions.class);
    private static final long MOST_RECORD_BYTES = 512L << 20;
    private static final String ARTEFACTS = "artefacts";
    private static final long TIDY_MILLIS = 60_000;

    private final NodeContext node;
    private final FunctionHosts hosts;
    private final LaunchPad pad;
    private final ExecutionReports reports;
    private final Disk disk;
    private final long timer;

    private EdgeFunctions(NodeContext node, FunctionHosts hosts, LaunchPad pad, ExecutionReports reports, Disk disk) {
        this.node = node;
        this.hosts = hosts;
        this.pad = pad;
        this.reports = reports;
        this.disk = disk;
        this.timer = node.vertx().setPeriodic(TIDY_MILLIS, elapsed -> tidy());
        node.registry().onChange(new Prefetch(pad)::changed);
    }

    /**
     * Starts the hosts. Fails where no engine exists for the machine, or isolation is required and cannot be had.
     *
     * @param artefactBytes of disk that artefacts may take
     * @param residency what this edge may do for whom
     */
    public static Future<EdgeFunctions> start(
            NodeContext node, HomeRegions regions, long artefactBytes, HostPolicy policy, NodeResidency residency) {
        Path data = node.settings().data().resolve("functions");
        Disk disk = new Disk(node.vertx(), node.settings().name());
        return disk.run(() -> Sandbox.find(policy.isolationRequired()))
                .compose(sandbox -> FunctionHosts.start(
                        node.vertx(),
                        HostSettings.defaults(data.resolve("hosts")).withPolicy(policy),
                        new Confines(sandbox, data.resolve(ARTEFACTS))))
                .compose(hosts -> disk.run(() -> new EdgeFunctions(
                                node,
                                hosts,
                                pad(node, regions, disk, data, artefactBytes),
                                reports(node, regions, disk, data, residency),
                                disk))
                        .recover(failure -> hosts.close().transform(closed -> Future.failedFuture(failure))));
    }

    private static LaunchPad pad(NodeContext node, HomeRegions regions, Disk disk, Path data, long artefactBytes)
            throws IOException {
        return new LaunchPad(
                node.vertx(),
                disk,
                regions,
                node.relay(),
                new ArtefactFolder(data.resolve(ARTEFACTS), artefactBytes, node.clock(), node.ids()),
                new LaunchFolder(data.resolve("launches")),
                node.settings().name());
    }

    private static ExecutionReports reports(
            NodeContext node, HomeRegions regions, Disk disk, Path data, NodeResidency residency) throws IOException {
        RecordSpool spool = new RecordSpool(data.resolve("records"), MOST_RECORD_BYTES);
        return new ExecutionReports(
                node.vertx(),
                disk,
                spool,
                regions,
                node.relay(),
                node.settings().name(),
                residency);
    }

    /**
     * Executes a function and answers the visitor.
     *
     * @return fails with a problem, nothing answered, when the function was not run
     */
    public Future<Void> execute(Exchange exchange, Function function, String region) {
        Future<Launch> ready = pad.launch(function, region);
        return BoundedBody.read(exchange, Limits.DEFAULT.bodyBytes())
                .compose(body -> ready.compose(launch -> run(exchange, launch, body, region)));
    }

    private Future<Void> run(Exchange exchange, Launch launch, Buffer body, String region) {
        Visit call = new Visit(
                node.ids().unique(),
                exchange,
                launch,
                "edge",
                node.settings().site().code(),
                node.clock().millis());
        Invocation invocation = call.invocation(body);
        return hosts.invoke(launch, invocation, call.sink()).map(outcome -> finish(call, invocation, outcome, region));
    }

    /** Executes a function for a caller over gRPC; fails with a problem when the function was not run. */
    Future<InvokeResponse> invoke(UserCall<InvokeRequest> call, Function function, String region) {
        Asked asked = Asked.of(call.request());
        return pad.launch(function, region).compose(launch -> {
            Invocation invocation = invocation(call, asked, launch, node.ids().unique());
            return perform(launch, invocation, region, hosts::invoke)
                    .map(called -> InvokeAnswers.of(called.record(), called.answer()));
        });
    }

    /** The same for a caller who takes the response as it comes; the answer is the last part of it. */
    Future<Optional<InvokePart>> invoke(
            UserCall<InvokeRequest> call, Function function, String region, Parts<InvokePart> parts) {
        Asked asked = Asked.of(call.request());
        return pad.launch(function, region).compose(launch -> {
            String id = node.ids().unique();
            InvokeSink sink = new InvokeSink(parts, id, executedAt());
            Invocation invocation = invocation(call, asked, launch, id);
            return perform(launch, invocation, region, (ready, asking) -> hosts.invoke(ready, asking, sink))
                    .compose(called -> sink.finish(called.outcome(), called.answer()));
        });
    }

    private Invocation invocation(UserCall<InvokeRequest> call, Asked asked, Launch launch, String id) {
        return asked.invocation(
                id,
                PlatformHeaders.of(
                        id,
                        Trigger.HTTP,
                        launch,
                        Asker.visitor(call.clientAddress()),
                        node.clock().instant()),
                "http",
                "",
                call.deadline().orWithin(Visit.LONGEST));
    }

    private record Called(Outcome outcome, ContractAnswer answer, ExecutionRecord record) {}

    private Future<Called> perform(
            Launch launch,
            Invocation invocation,
            String region,
            BiFunction<Launch, Invocation, Future<Outcome>> running) {
        long startedAt = node.clock().millis();
        return running.apply(launch, invocation).map(outcome -> {
            ContractAnswer answer = ContractAnswer.of(outcome);
            ExecutionRecord done = ExecutionRecords.of(launch, invocation, outcome, answer, executedAt(), startedAt);
            report(region, done);
            return new Called(outcome, answer, done);
        });
    }

    private String executedAt() {
        return "edge:" + node.settings().site().code();
    }

    private Void finish(Visit call, Invocation invocation, Outcome outcome, String region) {
        ContractAnswer answer = ContractAnswer.of(outcome);
        report(region, call.record(invocation, outcome, answer));
        call.finish(outcome, answer);
        return null;
    }

    private void report(String region, ExecutionRecord done) {
        node.telemetry().executions().increment();
        reports.add(region, done);
    }

    /** Holds nothing any more of the projects that may not be executed here. */
    public Future<Void> erase(RegistrySnapshot registry, Predicate<String> isForbidden) {
        List<Future<Void>> retired = registry.projects().stream()
                .map(Project::getProjectId)
                .filter(isForbidden)
                .map(hosts::retire)
                .toList();
        return Future.join(retired).compose(done -> pad.erase(registry, isForbidden));
    }

    /** What is not known for sure to be gone stays. */
    private void tidy() {
        if (node.registry().isCurrent()) {
            pad.tidy(node.registry().snapshot())
                    .onFailure(failure ->
                            LOG.atWarn().setCause(failure).log("What functions left behind could not be removed"));
        }
    }

    /** Ends the hosts; records not yet sent stay on disk. */
    public Future<Void> close() {
        node.vertx().cancelTimer(timer);
        return hosts.close().eventually(reports::close).eventually(disk::close);
    }
}
