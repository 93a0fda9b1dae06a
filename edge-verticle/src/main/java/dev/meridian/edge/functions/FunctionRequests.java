package dev.meridian.edge.functions;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.NodeResidency;
import dev.meridian.proto.registry.v1.Function;
import java.util.Optional;
import java.util.function.Consumer;

/** What an edge does with a request for a function: execute it, have the region do it, or refuse. */
public final class FunctionRequests {

    private final Optional<EdgeFunctions> functions;
    private final NodeResidency residency;

    /** @param functions nothing on an edge that executes none */
    public FunctionRequests(Optional<EdgeFunctions> functions, NodeResidency residency) {
        this.functions = functions;
        this.residency = residency;
    }

    /**
     * @param pass has the home region answer
     * @param refuse answers with a problem
     */
    public void handle(Exchange exchange, Function function, String region, Runnable pass, Consumer<Throwable> refuse) {
        switch (admission(function)) {
            case FunctionAdmission.Execute execute ->
                functions.orElseThrow().execute(exchange, function, region).onFailure(refuse::accept);
            case FunctionAdmission.Forward forward -> pass.run();
            case FunctionAdmission.Refuse refused -> refuse.accept(refused.problem());
        }
    }

    /** What it says is done: executions and what the project's residency policy keeps from here are counted. */
    FunctionAdmission admission(Function function) {
        String project = function.getProjectId();
        FunctionAdmission admission =
                FunctionAdmission.of(function, functions.isPresent(), residency.may(Act.EXECUTE, project));
        boolean counts = admission instanceof FunctionAdmission.Execute
                || admission.equals(new FunctionAdmission.Forward(FunctionAdmission.RESIDENCY));
        if (counts) {
            residency.does(Act.EXECUTE, project);
        }
        return admission;
    }
}
