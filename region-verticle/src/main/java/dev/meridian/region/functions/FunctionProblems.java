package dev.meridian.region.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/** Refusals of this feature, in the contract's types. */
final class FunctionProblems {

    private FunctionProblems() {}

    static Problem noFunction() {
        return problem("function_not_found", 404, "Function with the requested ID could not be found.");
    }

    static Problem functionExists() {
        return problem("function_already_exists", 409, "Function with the requested ID already exists.");
    }

    static Problem runtime(String runtime) {
        return problem(
                "function_runtime_unsupported", 404, "The runtime '" + runtime + "' is not one of this network.");
    }

    static Problem noExecution() {
        return problem("execution_not_found", 404, "Execution with the requested ID could not be found.");
    }

    static Problem isInProgress() {
        return problem("execution_in_progress", 400, "Can't delete an execution that waits to be run or is run.");
    }

    static Problem unauthorized() {
        return problem("user_unauthorized", 401, "The current user is not authorized to perform the requested action.");
    }

    static Problem problem(String type, int status, String text) {
        return Problem.of(new ProblemType(type, status), text);
    }
}
