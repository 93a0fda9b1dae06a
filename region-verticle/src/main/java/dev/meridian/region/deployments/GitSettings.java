package dev.meridian.region.deployments;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;

/** Parameters that connect a function or site to a repository at a Git host. */
public final class GitSettings {

    private static final int MOST = 128;

    private GitSettings() {}

    /** Refuses what would connect to one: this network is connected to none. The contract has it that all may be empty. */
    public static void check(Parameters parameters) {
        boolean isInstalled = isNamed(parameters, "installationId");
        if (isNamed(parameters, "providerRepositoryId") && !(isInstalled && isNamed(parameters, "providerBranch"))) {
            throw Invalid.parameter(
                    "providerRepositoryId", "A repository is named together with installationId and providerBranch");
        }
        isNamed(parameters, "providerRootDirectory");
        parameters.flag("providerSilentMode", false);
        parameters.texts("providerBranches", 100, MOST);
        parameters.texts("providerPaths", 100, MOST);
        if (isInstalled) {
            throw Problem.of(
                    new ProblemType("installation_not_found", 404),
                    "Installation with the requested ID could not be found: this network is connected to no version"
                            + " control system.");
        }
    }

    private static boolean isNamed(Parameters parameters, String name) {
        return parameters
                .optionalText(name, MOST)
                .filter(text -> !text.isEmpty())
                .isPresent();
    }
}
