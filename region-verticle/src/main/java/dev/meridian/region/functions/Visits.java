package dev.meridian.region.functions;

import dev.meridian.core.hosts.HostGrammar;
import dev.meridian.core.hosts.HostTarget;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Limits;
import dev.meridian.functions.visit.BoundedBody;
import dev.meridian.functions.visit.Visit;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.region.release.Release;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests whose host names a function of this region: executed here and answered by it (contract section 8.4). */
final class Visits {

    private static final Logger log = LoggerFactory.getLogger(Visits.class);

    private record Visited(String project, String function) {}

    private final NodeContext node;
    private final Release release;
    private final HostGrammar grammar;
    private final FunctionStore functions;
    private final Runner runner;
    private final ExecutionStore executions;
    private final String site;

    Visits(NodeContext node, Release release, FunctionStore functions, Runner runner, ExecutionStore executions) {
        this.node = node;
        this.release = release;
        this.grammar =
                new HostGrammar(node.settings().domains(), node.settings().regions());
        this.functions = functions;
        this.runner = runner;
        this.executions = executions;
        this.site = node.settings().site().code();
    }

    /** @return whether the request is for a function, and so will be answered */
    boolean take(Exchange exchange) {
        Optional<Visited> visited = visited(exchange);
        visited.ifPresent(it -> visit(exchange, it).onFailure(failure -> refuse(exchange, failure)));
        return visited.isPresent();
    }

    /** What a trusted node has found out wins: it may have heard of the function before this node's own mirror did. */
    private Optional<Visited> visited(Exchange exchange) {
        Provenance known = exchange.provenance();
        if (!known.resource().isEmpty()) {
            return Optional.of(new Visited(known.project(), known.function()))
                    .filter(it -> !it.function().isEmpty());
        }
        var registry = node.registry().snapshot();
        return switch (grammar.target(exchange.request().host(), registry)) {
            case HostTarget.FunctionInRegion named ->
                registry.functionByLabel(named.label()).map(Visits::of);
            case HostTarget.FunctionLabel named ->
                registry.functionByLabel(named.label()).map(Visits::of);
            case HostTarget.CustomDomain custom ->
                custom.rule().getTarget() == Target.TARGET_FUNCTION
                        ? Optional.of(new Visited(
                                custom.rule().getProjectId(), custom.rule().getResourceId()))
                        : Optional.empty();
            case HostTarget.Api api -> Optional.empty();
            case HostTarget.RegionApi api -> Optional.empty();
            case HostTarget.Unknown unknown -> Optional.empty();
        };
    }

    private static Visited of(Function function) {
        return new Visited(function.getProjectId(), function.getFunctionId());
    }

    private Future<Void> visit(Exchange exchange, Visited visited) {
        Future<Buffer> body = BoundedBody.read(exchange, Limits.DEFAULT.bodyBytes());
        return release.answer(exchange.sender(), visited.project())
                .compose(terms -> functions.find(visited.project(), visited.function()))
                .compose(function -> {
                    admit(function);
                    return runner.ready(visited.project(), visited.function());
                })
                .compose(launch -> body.compose(whole -> run(exchange, launch, whole)));
    }

    private static void admit(AppFunction function) {
        if (!function.enabled()) {
            throw FunctionProblems.noFunction();
        }
        if (function.execute().stream().noneMatch(role -> role.equals("any") || role.equals("guests"))) {
            throw FunctionProblems.problem(
                    "function_execute_permission_missing",
                    401,
                    "To execute this function by its domain, give the roles 'any' or 'guests' the permission to execute it.");
        }
    }

    private Future<Void> run(Exchange exchange, Launch launch, Buffer body) {
        Visit visit = new Visit(
                node.ids().unique(),
                exchange,
                launch,
                "region",
                site,
                node.clock().millis());
        Invocation invocation = visit.invocation(body);
        return runner.run(launch, invocation, visit.sink()).compose(outcome -> {
            ContractAnswer answer = ContractAnswer.of(outcome);
            visit.finish(outcome, answer);
            return keep(visit.record(invocation, outcome, answer));
        });
    }

    /** The visitor has been answered: a record that cannot be kept is the operator's to know. */
    private Future<Void> keep(ExecutionRecord execution) {
        return executions.report(List.of(execution)).otherwise(failure -> {
            log.atError()
                    .setCause(failure)
                    .addKeyValue("execution", execution.getExecutionId())
                    .log("An execution could not be recorded");
            return null;
        });
    }

    private static void refuse(Exchange exchange, Throwable failure) {
        if (Problem.from(failure).type().status() >= 500) {
            log.atError().setCause(failure).log("A function could not be executed");
        }
        if (!exchange.isResponded()) {
            ProblemAnswer.give(exchange, failure);
        }
    }
}
