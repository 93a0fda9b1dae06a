package dev.meridian.edge.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Placement;

/** Whether an edge executes a function for a visitor (contract section 8.4). Pure. */
sealed interface FunctionAdmission {

    record Execute() implements FunctionAdmission {}

    /** @param reason why the home region has to do it */
    record Forward(String reason) implements FunctionAdmission {}

    record Refuse(Problem problem) implements FunctionAdmission {}

    ProblemType PERMISSION_MISSING = new ProblemType("function_execute_permission_missing", 401);
    ProblemType DEPLOYMENT_NOT_FOUND = new ProblemType("deployment_not_found", 404);
    ProblemType FUNCTION_NOT_FOUND = new ProblemType("function_not_found", 404);
    /** Runtimes that function hosts have an engine for. */
    String LIGHT = "edge-js";

    /** The reason to pass on what the project's residency policy keeps from this edge. */
    String RESIDENCY = "residency";

    /**
     * @param hasHosts whether this edge executes functions at all
     * @param mayExecute whether it may for the function's project
     */
    static FunctionAdmission of(Function function, boolean hasHosts, boolean mayExecute) {
        if (!function.getEnabled()) {
            return refuse(FUNCTION_NOT_FOUND, "The function is disabled.");
        }
        if (function.getExecuteList().stream().noneMatch(role -> role.equals("any") || role.equals("guests"))) {
            return refuse(
                    PERMISSION_MISSING,
                    "To execute this function by its domain, give the roles 'any' or 'guests' the permission to execute it.");
        }
        if (function.getDeploymentId().isEmpty()) {
            return refuse(DEPLOYMENT_NOT_FOUND, "The function has no active deployment.");
        }
        if (function.getPlacement() == Placement.PLACEMENT_REGION) {
            return new Forward("placement");
        }
        if (!function.getRuntime().startsWith(LIGHT)) {
            return new Forward("runtime");
        }
        if (!mayExecute) {
            return new Forward(RESIDENCY);
        }
        return hasHosts ? new Execute() : new Forward("no function hosts");
    }

    private static FunctionAdmission refuse(ProblemType type, String text) {
        return new Refuse(Problem.of(type, text));
    }
}
