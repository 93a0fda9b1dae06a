package dev.meridian.edge.functions;

import dev.meridian.core.http.Exchange;
import dev.meridian.proto.registry.v1.Function;
import java.util.Optional;
import java.util.function.Consumer;

/** What an edge does with a request for a function: execute it, have the region do it, or refuse. */
public final class FunctionRequests {

    private final Optional<EdgeFunctions> functions;

    /** @param functions nothing on an edge that executes none */
    public FunctionRequests(Optional<EdgeFunctions> functions) {
        this.functions = functions;
    }

    /**
     * @param pass has the home region answer
     * @param refuse answers with a problem
     */
    public void handle(Exchange exchange, Function function, String region, Runnable pass, Consumer<Throwable> refuse) {
        switch (FunctionAdmission.of(function, functions.isPresent())) {
            case FunctionAdmission.Execute execute ->
                functions.orElseThrow().execute(exchange, function, region).onFailure(refuse::accept);
            case FunctionAdmission.Forward forward -> pass.run();
            case FunctionAdmission.Refuse refused -> refuse.accept(refused.problem());
        }
    }
}
