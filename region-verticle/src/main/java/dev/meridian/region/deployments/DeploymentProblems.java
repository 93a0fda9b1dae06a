package dev.meridian.region.deployments;

import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/** Refusals that functions and sites share, in the contract's types. */
public final class DeploymentProblems {

    static final ProblemType INVALID_SIZE = new ProblemType("storage_invalid_file_size", 400);

    private DeploymentProblems() {}

    public static Problem noDeployment() {
        return problem("deployment_not_found", 404, "Deployment with the requested ID could not be found.");
    }

    public static Problem notReady() {
        return problem("build_not_ready", 400, "The deployment's build is not ready yet.");
    }

    static Problem isOver() {
        return problem("build_already_completed", 400, "The deployment's build is over already.");
    }

    static Problem noCode() {
        return problem("storage_file_empty", 400, "The form has no file 'code' with content.");
    }

    static Problem tooMuchBuilt(long bytes) {
        return problem(
                "build_failed",
                400,
                "The artefact has " + bytes + " bytes; nodes take at most " + ArchiveLimits.ARTEFACT_BYTES
                        + ". Deploy less, or serve large files from a bucket.");
    }

    /** @param reason said to the owner of the code */
    public static Problem buildFailed(String reason) {
        return problem("build_failed", 400, reason);
    }

    static Problem noVariable() {
        return problem("variable_not_found", 404, "Variable with the requested ID could not be found.");
    }

    static Problem variableExists() {
        return problem("variable_already_exists", 409, "Variable with the same ID or key already exists.");
    }

    static Problem secretStays() {
        return problem("variable_cannot_unset_secret", 400, "A secret variable cannot be made one that is not.");
    }

    private static Problem problem(String type, int status, String text) {
        return Problem.of(new ProblemType(type, status), text);
    }
}
