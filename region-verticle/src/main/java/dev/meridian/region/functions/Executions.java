package dev.meridian.region.functions;

import dev.meridian.core.grpc.Parts;
import dev.meridian.core.id.Ids;
import dev.meridian.core.time.Deadline;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Failure;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.visit.Asker;
import dev.meridian.functions.visit.ExecutionRecords;
import dev.meridian.functions.visit.InvokeSink;
import dev.meridian.functions.visit.PlatformHeaders;
import dev.meridian.functions.visit.Trigger;
import dev.meridian.functions.visit.Visit;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.api.Caller;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Runs functions for callers who are known, whichever door they came by (contract section 8.2). */
final class Executions {

    /** @param readers permissions of the record */
    record Executed(ExecutionRecord record, ContractAnswer answer, List<String> readers) {}

    private record Done(Outcome outcome, ContractAnswer answer, ExecutionRecord record) {}

    private static final Duration GRACE = Duration.ofSeconds(60);
    private final FunctionStore functions;
    private final Runner runner;
    private final ExecutionStore executions;
    private final Ids ids;
    private final InstantSource clock;
    private final String executedAt;
    private final RegionTokens tokens;

    Executions(
            FunctionStore functions,
            Runner runner,
            ExecutionStore executions,
            Ids ids,
            InstantSource clock,
            String site,
            RegionTokens tokens) {
        this.functions = functions;
        this.runner = runner;
        this.executions = executions;
        this.ids = ids;
        this.clock = clock;
        this.executedAt = "region:" + site;
        this.tokens = tokens;
    }

    /**
     * Runs it for a caller who waits. Succeeds once the execution is recorded, also where the function failed; fails with
     * what keeps it from running.
     */
    Future<Executed> run(Call call, Caller caller, Deadline deadline) {
        List<String> readers = call.sender().readers();
        return admitted(call, caller)
                .compose(function -> runner.ready(call.project(), function.id()))
                .compose(launch -> perform(
                        new QueuedExecution(ids.unique(), Trigger.http(caller.depth()), call),
                        launch,
                        deadline.orWithin(Visit.LONGEST),
                        runner::run))
                .compose(done -> executions
                        .add(done.record(), readers)
                        .map(new Executed(done.record(), done.answer(), readers)));
    }

    /**
     * The same for a caller who takes the response as it comes; the answer is the last part of it. Fails also where the
     * function failed after its response had begun, or the caller has left.
     */
    Future<Optional<InvokePart>> run(Call call, Caller caller, Deadline deadline, Parts<InvokePart> parts) {
        String id = ids.unique();
        InvokeSink sink = new InvokeSink(parts, id, executedAt);
        return admitted(call, caller)
                .compose(function -> runner.ready(call.project(), function.id()))
                .compose(launch -> perform(
                        new QueuedExecution(id, Trigger.http(caller.depth()), call),
                        launch,
                        deadline.orWithin(Visit.LONGEST),
                        (ready, invocation) -> runner.run(ready, invocation, sink)))
                .compose(done -> sink.finish(done.outcome(), done.answer())
                        .eventually(() ->
                                executions.add(done.record(), call.sender().readers())));
    }

    /**
     * Runs what nobody waits for, in the function's own time. Nothing if this node has no room for it just now, so that
     * it was not begun; fails with what keeps it from running.
     */
    Future<Optional<ExecutionRecord>> run(QueuedExecution queued) {
        return runner.readyUnhurried(queued.project(), queued.function())
                .compose(launch -> perform(queued, launch, Deadline.NEVER, runner::run))
                .map(done -> isBegun(done.outcome()) ? Optional.of(done.record()) : Optional.empty());
    }

    private static boolean isBegun(Outcome outcome) {
        return !(outcome instanceof Outcome.Failed failed) || failed.kind() != Failure.OVERLOADED;
    }

    /** ID of the deployment that would be run. Fails with what would keep it from running if it were run now. */
    Future<String> check(Call call, Caller caller) {
        return admitted(call, caller).compose(function -> runner.deployment(call.project(), function.id()));
    }

    private Future<AppFunction> admitted(Call call, Caller caller) {
        return functions.find(call.project(), call.function()).map(function -> {
            admit(function, caller);
            return function;
        });
    }

    private static void admit(AppFunction function, Caller caller) {
        if (caller.isPrivileged()) {
            return;
        }
        if (!function.enabled()) {
            throw FunctionProblems.noFunction();
        }
        if (function.execute().stream().noneMatch(caller.roles()::contains)) {
            throw FunctionProblems.unauthorized();
        }
    }

    private Future<Done> perform(
            QueuedExecution execution,
            Launch launch,
            Deadline deadline,
            BiFunction<Launch, Invocation, Future<Outcome>> running) {
        long startedAt = clock.millis();
        Invocation invocation = invocation(execution, launch, Instant.ofEpochMilli(startedAt), deadline);
        return running.apply(launch, invocation).map(outcome -> {
            ContractAnswer answer = ContractAnswer.of(outcome);
            ExecutionRecord record = ExecutionRecords.of(launch, invocation, outcome, answer, executedAt, startedAt);
            return new Done(outcome, answer, record);
        });
    }

    private Invocation invocation(QueuedExecution execution, Launch launch, Instant now, Deadline deadline) {
        Call call = execution.call();
        return call.asked()
                .invocation(
                        execution.id(),
                        PlatformHeaders.of(execution.id(), execution.trigger(), launch, asker(call, launch), now),
                        call.sender().scheme(),
                        call.sender().authority(),
                        deadline);
    }

    /** A user lends the function their rights for as long as it may run, and a moment. */
    private Asker asker(Call call, Launch launch) {
        Sender sender = call.sender();
        return sender.isUser()
                ? new Asker(
                        sender.userId(),
                        tokens.sign(
                                call.project(),
                                new RegionTokens.UserToken(sender.userId(), sender.sessionId()),
                                launch.limits().wall().plus(GRACE)),
                        sender.address())
                : new Asker(sender.userId(), "", sender.address());
    }
}
