package dev.meridian.region.functions;

import dev.meridian.core.grpc.Parts;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.invoke.Invocations;
import dev.meridian.core.residency.Act;
import dev.meridian.functions.visit.Asked;
import dev.meridian.functions.visit.InvokeAnswers;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.Query;
import dev.meridian.region.release.Release;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * {@code functions.v1.Functions} in the region: runs functions for callers who prove themselves by metadata, with the same
 * rights and the same records as over HTTP.
 */
final class FunctionsDoor implements Invocations {

    private final Gate gate;
    private final Release release;
    private final Executions executions;

    FunctionsDoor(Gate gate, Release release, Executions executions) {
        this.gate = gate;
        this.release = release;
        this.executions = executions;
    }

    @Override
    public Future<InvokeResponse> whole(UserCall<InvokeRequest> call) {
        return admitted(call)
                .compose(asked -> executions.run(asked.call(), asked.caller(), call.deadline()))
                .map(executed -> InvokeAnswers.of(executed.record(), executed.answer()));
    }

    @Override
    public Future<Optional<InvokePart>> inParts(UserCall<InvokeRequest> call, Parts<InvokePart> parts) {
        return admitted(call).compose(asked -> executions.run(asked.call(), asked.caller(), call.deadline(), parts));
    }

    private record Admitted(Call call, Caller caller) {}

    private Future<Admitted> admitted(UserCall<InvokeRequest> call) {
        return gate.admit(call.head(), Query.EMPTY, Optional.empty())
                .compose(admission -> release.check(call.proven(), Act.TERMINATE, admission.project())
                        .map(permitted -> asked(call, admission)));
    }

    private static Admitted asked(UserCall<InvokeRequest> call, Gate.Admission admission) {
        admission.requireService("functions");
        admission.caller().require(ExecutionRoutes.WRITE);
        Call asked = new Call(
                admission.project(),
                call.request().getFunctionId(),
                Asked.of(call.request()),
                Sender.of(admission.caller(), "http", "", call.clientAddress()));
        return new Admitted(asked, admission.caller());
    }
}
