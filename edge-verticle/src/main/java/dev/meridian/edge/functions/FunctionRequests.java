package dev.meridian.edge.functions;

import dev.meridian.proto.registry.v1.Function;
import java.util.function.Consumer;

/** What an edge does with a request for a function: have the region execute it, or refuse. */
public final class FunctionRequests {

    private FunctionRequests() {}

    /**
     * @param pass has the home region answer
     * @param refuse answers with a problem
     */
    public static void handle(Function function, Runnable pass, Consumer<Throwable> refuse) {
        switch (FunctionAdmission.of(function)) {
            case FunctionAdmission.Forward forward -> pass.run();
            case FunctionAdmission.Refuse refused -> refuse.accept(refused.problem());
        }
    }
}
