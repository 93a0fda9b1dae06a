package dev.meridian.region.functions;

import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.functions.visit.Asked;
import dev.meridian.functions.visit.InvokeAnswers;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.Query;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import java.util.Optional;

/**
 * {@code functions.v1.Functions} in the region: runs functions for callers who prove themselves by metadata, with the same
 * rights and the same records as over HTTP.
 */
final class FunctionsDoor {

    private final Gate gate;
    private final Executions executions;

    FunctionsDoor(Gate gate, Executions executions) {
        this.gate = gate;
        this.executions = executions;
    }

    Service forUsers() {
        return InvokeDoor.forUsers(this::answer);
    }

    Service forNodes() {
        return InvokeDoor.forNodes(this::answer);
    }

    private Future<InvokeResponse> answer(UserCall<InvokeRequest> call) {
        return gate.admit(call.head(), Query.EMPTY, Optional.empty())
                .compose(admission -> {
                    admission.caller().require(ExecutionRoutes.WRITE);
                    Call asked = new Call(
                            admission.project(),
                            call.request().getFunctionId(),
                            Asked.of(call.request()),
                            Sender.of(admission.caller(), "http", "", call.clientAddress()));
                    return executions.run(asked, admission.caller(), call.deadline());
                })
                .map(executed -> InvokeAnswers.of(executed.record(), executed.answer()));
    }
}
