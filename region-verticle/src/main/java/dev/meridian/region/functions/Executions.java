package dev.meridian.region.functions;

import dev.meridian.core.http.Authority;
import dev.meridian.core.id.Ids;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.visit.ExecutionRecords;
import dev.meridian.functions.visit.PlatformHeaders;
import dev.meridian.functions.visit.Visit;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.region.api.Caller;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Runs functions for callers who are known and who wait, whichever door they came by (contract section 8.2). */
final class Executions {

    /** @param readers permissions of the record */
    record Executed(ExecutionRecord record, ContractAnswer answer, List<String> readers) {}

    private final FunctionStore functions;
    private final Runner runner;
    private final ExecutionStore executions;
    private final Ids ids;
    private final InstantSource clock;
    private final String executedAt;

    Executions(
            FunctionStore functions,
            Runner runner,
            ExecutionStore executions,
            Ids ids,
            InstantSource clock,
            String site) {
        this.functions = functions;
        this.runner = runner;
        this.executions = executions;
        this.ids = ids;
        this.clock = clock;
        this.executedAt = "region:" + site;
    }

    /** Succeeds once the execution is recorded, also where the function failed; fails with what keeps it from running. */
    Future<Executed> run(String project, String functionId, Asked asked, Sender sender) {
        return functions
                .find(project, functionId)
                .compose(function -> {
                    admit(function, sender.caller());
                    return runner.ready(project, function.id());
                })
                .compose(launch -> run(asked, sender, launch));
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

    private Future<Executed> run(Asked asked, Sender sender, Launch launch) {
        long startedAt = clock.millis();
        Invocation invocation = invocation(ids.unique(), asked, sender);
        return runner.run(launch, invocation).compose(outcome -> {
            ContractAnswer answer = ContractAnswer.of(outcome);
            ExecutionRecord record = ExecutionRecords.of(launch, invocation, outcome, answer, executedAt, startedAt);
            return executions.add(record, sender.readers()).map(new Executed(record, answer, sender.readers()));
        });
    }

    private static Invocation invocation(String id, Asked asked, Sender sender) {
        int query = asked.path().indexOf('?');
        List<HeaderLine> headers = new ArrayList<>(asked.headers());
        headers.addAll(PlatformHeaders.of(id, sender.userId(), sender.address()));
        return new Invocation(
                id,
                asked.method(),
                sender.scheme(),
                Authority.host(sender.authority()),
                Visit.port(sender.scheme(), sender.authority()),
                query < 0 ? asked.path() : asked.path().substring(0, query),
                query < 0 ? "" : asked.path().substring(query + 1),
                headers,
                asked.body(),
                sender.deadline().orWithin(Visit.LONGEST));
    }
}
