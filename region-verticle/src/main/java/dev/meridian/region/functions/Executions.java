package dev.meridian.region.functions;

import dev.meridian.core.id.Ids;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.visit.Asked;
import dev.meridian.functions.visit.Asker;
import dev.meridian.functions.visit.ExecutionRecords;
import dev.meridian.functions.visit.PlatformHeaders;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.api.Caller;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Runs functions for callers who are known and who wait, whichever door they came by (contract section 8.2). */
final class Executions {

    /** @param readers permissions of the record */
    record Executed(ExecutionRecord record, ContractAnswer answer, List<String> readers) {}

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

    /** Succeeds once the execution is recorded, also where the function failed; fails with what keeps it from running. */
    Future<Executed> run(String project, String functionId, Asked asked, Sender sender) {
        return functions
                .find(project, functionId)
                .compose(function -> {
                    admit(function, sender.caller());
                    return runner.ready(project, function.id());
                })
                .compose(launch -> run(project, asked, sender, launch));
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

    private Future<Executed> run(String project, Asked asked, Sender sender, Launch launch) {
        long startedAt = clock.millis();
        String id = ids.unique();
        Invocation invocation = asked.invocation(
                id,
                PlatformHeaders.of(id, launch, asker(project, sender, launch), Instant.ofEpochMilli(startedAt)),
                sender.scheme(),
                sender.authority(),
                sender.deadline());
        return runner.run(launch, invocation).compose(outcome -> {
            ContractAnswer answer = ContractAnswer.of(outcome);
            ExecutionRecord record = ExecutionRecords.of(launch, invocation, outcome, answer, executedAt, startedAt);
            return executions.add(record, sender.readers()).map(new Executed(record, answer, sender.readers()));
        });
    }

    /** A user lends the function their rights for as long as it may run, and a moment. */
    private Asker asker(String project, Sender sender, Launch launch) {
        return sender.caller() instanceof Caller.User user
                ? new Asker(
                        user.userId(),
                        tokens.sign(
                                project,
                                new RegionTokens.UserToken(user.userId(), user.sessionId()),
                                launch.limits().wall().plus(GRACE)),
                        sender.address())
                : Asker.visitor(sender.address());
    }
}
