package dev.meridian.region.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/** Refusals of this feature, in the contract's types. */
final class FunctionProblems {

    static final ProblemType INVALID_SIZE = new ProblemType("storage_invalid_file_size", 400);

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

    static Problem noVariable() {
        return problem("variable_not_found", 404, "Variable with the requested ID could not be found.");
    }

    static Problem variableExists() {
        return problem("variable_already_exists", 409, "Variable with the same ID or key already exists.");
    }

    static Problem noDeployment() {
        return problem("deployment_not_found", 404, "Deployment with the requested ID could not be found.");
    }

    static Problem notReady() {
        return problem("build_not_ready", 400, "The deployment's build is not ready yet.");
    }

    static Problem noCode() {
        return problem("storage_file_empty", 400, "The form has no file 'code' with content.");
    }

    static Problem noExecution() {
        return problem("execution_not_found", 404, "Execution with the requested ID could not be found.");
    }

    static Problem unauthorized() {
        return problem("user_unauthorized", 401, "The current user is not authorized to perform the requested action.");
    }

    static Problem problem(String type, int status, String text) {
        return Problem.of(new ProblemType(type, status), text);
    }
}
