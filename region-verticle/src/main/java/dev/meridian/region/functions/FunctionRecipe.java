package dev.meridian.region.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.deployments.Artefact;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.Recipe;
import dev.meridian.region.deployments.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Makes an artefact of a function's code: all of it, once its entrypoint is known to be there. */
final class FunctionRecipe implements Recipe {

    @Override
    public Artefact build(Workplace workplace, BuildPlan plan) throws IOException {
        int files = workplace.unpack();
        Path code = workplace.code();
        Path start = code.resolve(plan.entrypoint()).normalize();
        if (plan.entrypoint().isBlank()
                || !start.startsWith(code)
                || !Files.isRegularFile(start, LinkOption.NOFOLLOW_LINKS)) {
            throw Problem.of(
                    new ProblemType("function_entrypoint_missing", 404),
                    "The entrypoint '" + plan.entrypoint() + "' is not a file of the deployment.");
        }
        return workplace.pack(code, files, "");
    }
}
